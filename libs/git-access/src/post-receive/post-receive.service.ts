import { Inject, Injectable } from '@nestjs/common';
import {
  actorReference,
  formatRepositoryIdentifier,
  parseRepositoryIdentifier,
  type RepositoryIdentifier,
} from '@app/directory';
import {
  actorsOf,
  Clock,
  Configuration,
  Database,
  RecentWriters,
  requestFields,
  storableText,
  traceHeaders,
} from '@app/platform';
import { parseChanges, type Change } from '../decision/index.js';
import { PushNotices } from '../push-notices/push-notices.js';
import { ReferenceCounter } from '../reference-counter/reference-counter.js';
import { pushedBranches, pushMessages, type PushMessage } from './messages.js';
import { PostReceiveFactsReader, type PostReceiveFacts } from './post-receive.facts.js';
import type { PostReceiveParameters } from './post-receive.parameters.js';
import { POST_RECEIVE_QUEUE, type PushRecord } from './push-record.js';
import { RECORD_PUSH } from './push-record.sql.js';
import { MergeRequestOptions, type OptionsOutcome } from './push-options/merge-request-options.js';

export interface PostReceiveAnswer {
  readonly messages: readonly PushMessage[];
  readonly referenceCounterDecreased: boolean;
}

/** What happens when a push has been accepted (git-access.md 11): nothing is decided any more, so nothing is refused. */
@Injectable()
export class PostReceiveService {
  constructor(
    private readonly counter: ReferenceCounter,
    private readonly facts: PostReceiveFactsReader,
    private readonly options: MergeRequestOptions,
    private readonly notices: PushNotices,
    private readonly database: Database,
    private readonly writers: RecentWriters,
    private readonly clock: Clock,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  /** Ends the count of the push, promises its follow-up in the outbox, and says what the pusher reads. */
  async receive(parameters: PostReceiveParameters): Promise<PostReceiveAnswer> {
    const { gl_repository: name = '' } = parameters;
    const referenceCounterDecreased = await this.counter.decrease(name);

    const identifier = parseRepositoryIdentifier(name);
    const ownsProject = identifier?.kind === 'project' || identifier?.kind === 'wiki';
    const changes = changesOf(parameters);
    const actor = actorReference(parameters);
    const facts = await this.facts.read(ownsProject ? identifier.id : null, pushedBranches(changes), actor);
    await this.record(parameters, identifier, facts, changes);
    await this.writers.note(actorsOf(facts.userId, actor.by === 'key' ? actor.id : null));

    // Banners aim at projects, links are for code: a wiki's push has the one and not the other.
    const pushed = identifier?.kind === 'project' ? changes : [];
    const { warning, made } = await this.applyOptions(parameters, identifier, facts, pushed);
    const known = { ...facts, mergeRequests: [...facts.mergeRequests, ...made] };
    const messages = [
      ...pushMessages(known, pushed, this.configuration.baseUrl, warning),
      ...(await this.notes(facts, identifier)),
    ];
    return { messages, referenceCounterDecreased };
  }

  /** Options of a push to a repository that nobody knows go nowhere (git-access.md 11.1). */
  private async applyOptions(
    { push_options: options }: PostReceiveParameters,
    identifier: RepositoryIdentifier | undefined,
    { userId, project }: PostReceiveFacts,
    changes: readonly Change[],
  ): Promise<OptionsOutcome> {
    const isCode = identifier?.kind === 'project';
    const ownsProject = isCode || identifier?.kind === 'wiki';
    if (identifier === undefined || (ownsProject && project === null)) return { made: [] };
    const projectId = isCode ? identifier.id : null;
    return this.options.apply({ options, projectId, userId, branches: pushedBranches(changes) });
  }

  /** What `/allowed` left for the pusher: where the repository has gone, that it was made. */
  private async notes(
    { userId, project }: PostReceiveFacts,
    identifier: RepositoryIdentifier | undefined,
  ): Promise<PushMessage[]> {
    if (userId === null || project === null || identifier === undefined) return [];
    const projectId = identifier.kind === 'project' ? identifier.id : null;
    const texts = await this.notices.take(userId, formatRepositoryIdentifier(identifier), projectId);
    return texts.map((message) => ({ message, type: 'basic' }));
  }

  private async record(
    parameters: PostReceiveParameters,
    identifier: RepositoryIdentifier | undefined,
    facts: PostReceiveFacts,
    changes: readonly Change[],
  ): Promise<void> {
    const now = this.clock.now();
    const record: PushRecord = {
      gl_repository: storableText(parameters.gl_repository ?? ''),
      actor: actorReference(parameters),
      changes: parameters.changes.map(storableText),
      push_options: parameters.push_options.map(storableText),
      received_at: now.toISOString(),
    };
    const branches = pushedBranches(changes);
    // Under the one name that questions ask by, whichever of its names the push was told with.
    const proven = identifier && facts.project && branches.length > 0 ? formatRepositoryIdentifier(identifier) : null;
    const correlationId = requestFields()?.correlation_id ?? null;
    await this.database.query(RECORD_PUSH, [
      POST_RECEIVE_QUEUE,
      JSON.stringify(record),
      correlationId,
      now,
      proven,
      facts.project?.empty ? firstDefaultBranch(branches, facts.project.instanceDefaultBranch) : null,
      traceHeaders().traceparent ?? null,
    ]);
  }
}

function changesOf({ changes }: PostReceiveParameters): readonly Change[] {
  const requested = parseChanges(changes.map(storableText));
  return requested.kind === 'list' ? requested.changes : [];
}

/** The first push of a repository names its default branch: the instance's choice if it is among them. */
function firstDefaultBranch(branches: readonly string[], instanceDefault: string): string | null {
  return branches.includes(instanceDefault) ? instanceDefault : (branches[0] ?? null);
}
