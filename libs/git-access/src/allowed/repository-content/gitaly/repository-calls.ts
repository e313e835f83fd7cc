import type { CallTerms, GitalyClient } from '../../../gitaly/gitaly-client.js';
import type { Calls, Repository, StreamCalls, UnaryCalls } from '../../../gitaly/messages.js';
import type { ContentPlace, Wanted } from '../repository-content.js';

/** Which objects a call is to see (gitaly.md 3.2): all of them, or only those on one side of the quarantine's border. */
export type View = 'all' | 'brought' | 'present';

type Fields<Name extends keyof Calls> = Omit<Calls[Name]['request'], 'repository'>;

/** Ids in one message of a stream of questions. */
const IDS_PER_MESSAGE = 100;

/** The calls about one repository that one request makes. */
export class RepositoryCalls {
  /** The request names objects that are not in the repository yet. Without, a view of them would be one of everything. */
  readonly quarantined: boolean;
  private readonly terms: CallTerms;

  constructor(
    private readonly client: GitalyClient,
    private readonly place: ContentPlace,
    wanted: Wanted,
  ) {
    const { user, snapshotPath, quarantine } = place;
    this.quarantined = quarantine.objectDirectory !== '';
    this.terms = { subject: { user, snapshotPath, quarantined: this.quarantined }, wanted };
  }

  ask<Name extends keyof UnaryCalls>(name: Name, fields: Fields<Name>): Promise<Calls[Name]['answer']> {
    return this.client.ask(name, { repository: this.repository('all'), ...fields }, this.terms);
  }

  read<Name extends keyof StreamCalls>(
    name: Name,
    fields: Fields<Name>,
    onAnswer: (answer: Calls[Name]['answer']) => void,
    view: View = 'all',
  ): Promise<void> {
    return this.client.read(name, { repository: this.repository(view), ...fields }, this.terms, onAnswer);
  }

  /** Those of the objects that are in the repository already. */
  async present(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    await this.client.exchange('CheckObjectsExist', this.existenceQuestions(ids), this.terms, ({ revisions }) => {
      for (const { name, exists } of revisions) if (exists) found.add(name.toString());
    });
    return found;
  }

  private *existenceQuestions(ids: readonly string[]) {
    for (let start = 0; start < ids.length; start += IDS_PER_MESSAGE) {
      const revisions = ids.slice(start, start + IDS_PER_MESSAGE).map((id) => Buffer.from(id));
      yield start === 0 ? { repository: this.repository('present'), revisions } : { revisions };
    }
  }

  private repository(view: View): Repository {
    const { relativePath, identifier, fullPath, quarantine } = this.place;
    return {
      storageName: this.client.storage.name,
      relativePath,
      gitObjectDirectory: view === 'present' ? '' : quarantine.objectDirectory,
      gitAlternateObjectDirectories: view === 'brought' ? [] : quarantine.alternates,
      glRepository: identifier,
      glProjectPath: fullPath,
    };
  }
}
