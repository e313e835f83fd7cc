import { status } from '@grpc/grpc-js';
import type { Logger } from '@app/platform';
import type { Answers, Arrivals, ArrivalsWanted, Questions } from '../../../decision/index.js';
import type { GitalyClient } from '../../../gitaly/gitaly-client.js';
import { GitalyError } from '../../../gitaly/gitaly-error.js';
import { NOBODY } from '../../../gitaly/gitaly-metadata.js';
import { NO_QUARANTINE } from '../../quarantine.js';
import type { ContentPlace, RepositoryContent, Wanted } from '../repository-content.js';
import { changedPaths, type DiffForm } from './changed-paths.js';
import { contentError } from './content-errors.js';
import { MissingCalls } from './missing-calls.js';
import { largeBlobs, pointedObjects } from './new-blobs.js';
import { newCommits } from './new-commits.js';
import { ancestry, containedIn, defaultBranch, existingTags, fileCounts, refExists } from './refs.js';
import { RepositoryCalls } from './repository-calls.js';
import { sizes } from './sizes.js';

/**
 * Answers through the Gitaly of a storage. One call carries as many refs as it can; where each ref needs a call of its own,
 * few run at a time.
 */
export class GitalyContent implements RepositoryContent {
  private readonly missing: MissingCalls;
  private readonly diffForm: DiffForm = { form: 'unknown' };

  constructor(
    private readonly client: GitalyClient,
    logger: Logger,
  ) {
    this.missing = new MissingCalls(client.storage.name, logger);
  }

  answer(place: ContentPlace, questions: Questions, wanted: Wanted): Promise<Answers> {
    return translated(() => this.ask(new RepositoryCalls(this.client, place, wanted), questions));
  }

  hasBranch(relativePath: string, branch: string, signal: AbortSignal): Promise<boolean> {
    const calls = new RepositoryCalls(this.client, placeOf(relativePath), { signal, left: Infinity });
    return translated(() => refExists(calls, `refs/heads/${branch}`));
  }

  create(relativePath: string, defaultBranch: string, signal: AbortSignal): Promise<void> {
    const repository = { storageName: this.client.storage.name, relativePath };
    const terms = { subject: NOBODY, wanted: { signal, left: Infinity } };
    return translated(async () => {
      try {
        await this.client.ask('CreateRepository', { repository, defaultBranch: Buffer.from(defaultBranch) }, terms);
      } catch (error) {
        if (!(error instanceof GitalyError) || error.status !== status.ALREADY_EXISTS) throw error;
      }
    });
  }

  /** The health check needs no token on newer servers, so something that does is asked as well. */
  async check(wanted: Wanted): Promise<void> {
    const terms = { subject: NOBODY, wanted };
    const { status: health } = await this.client.ask('Check', { service: '' }, terms);
    if (health !== 'SERVING') throw new Error(`gitaly says that it is ${health}`);
    const { storageStatuses } = await this.client.ask('ServerInfo', {}, terms);
    const ours = storageStatuses.find(({ storageName }) => storageName === this.client.storage.name);
    if (ours?.readable === false) throw new Error('gitaly cannot read the storage');
  }

  private async ask(calls: RepositoryCalls, questions: Questions): Promise<Answers> {
    if (questions.exists) {
      const { exists } = await calls.ask('RepositoryExists', {});
      if (!exists) return { exists };
    }
    const { missing } = this;
    const { contained } = questions;
    return {
      ...(questions.exists ? { exists: true } : {}),
      ...(questions.empty ? { empty: !(await calls.ask('HasLocalBranches', {})).value } : {}),
      ...(questions.defaultBranch ? { defaultBranch: await defaultBranch(calls) } : {}),
      ...(questions.ancestry.length > 0 ? { ancestry: await ancestry(calls, missing, questions.ancestry) } : {}),
      ...(questions.tags.length > 0 ? { tags: await existingTags(calls, missing, questions.tags) } : {}),
      ...(contained ? { contained: await containedIn(calls, missing, contained.commits, contained.isProtected) } : {}),
      ...(questions.fileCounts.length > 0 ? { fileCounts: await fileCounts(calls, questions.fileCounts) } : {}),
      ...(questions.arrivals ? { arrivals: await this.arrivals(calls, questions.arrivals) } : {}),
      ...(questions.sizes ? { sizes: await sizes(calls, missing, questions.sizes) } : {}),
    };
  }

  /** What the push brings along; each part costs a fixed number of calls. */
  private async arrivals(calls: RepositoryCalls, wanted: ArrivalsWanted): Promise<Arrivals> {
    const { missing } = this;
    const { revisions, addedFiles, changedFiles, lfsObjects, blobsLargerThan } = wanted;
    const paths = addedFiles || changedFiles;
    const commits = wanted.commits || paths ? await newCommits(calls, missing, revisions, wanted.commits) : [];
    const touched = paths && commits.length > 0 ? await changedPaths(calls, this.diffForm, commits) : undefined;
    return {
      commits: commits.flatMap(({ text }) => (text ? [text] : [])),
      addedFiles: addedFiles && touched ? [...touched.added] : [],
      changedFiles: changedFiles && touched ? [...touched.changed] : [],
      lfsObjects: lfsObjects ? await pointedObjects(calls, revisions) : [],
      largeBlobs: blobsLargerThan === null ? [] : await largeBlobs(calls, missing, revisions, blobsLargerThan),
    };
  }
}

/** A question beside any push. */
function placeOf(relativePath: string): ContentPlace {
  return { relativePath, quarantine: NO_QUARANTINE, identifier: '', fullPath: '', snapshotPath: null, user: null };
}

async function translated<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw contentError(error);
  }
}
