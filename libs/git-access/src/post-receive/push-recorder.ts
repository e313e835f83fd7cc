import { Injectable } from '@nestjs/common';
import { parseRepositoryIdentifier, type ActorReference } from '@app/directory';
import { Logger, type Queries } from '@app/platform';
import { parseChanges } from '../decision/index.js';
import { pushEvents, type PushEvent } from './push-events.js';
import { INSERT_PUSH_EVENTS, PUSH_PARTIES, TOUCH_PROJECT, TOUCH_PUSHER } from './push-events.sql.js';
import type { PushRecord } from './push-record.js';

/** The follow-up of one push (git-access.md 11.2): its events, and the marks of activity on project and pusher. */
@Injectable()
export class PushRecorder {
  constructor(private readonly logger: Logger) {}

  /** Writes through `queries`, the transaction that also removes the promise. A push whose parties are gone is logged. */
  async record(push: PushRecord, queries: Queries): Promise<void> {
    const identifier = parseRepositoryIdentifier(push.gl_repository);
    if (identifier === undefined || (identifier.kind !== 'project' && identifier.kind !== 'wiki')) {
      return this.logger.info('push to a repository without events', { gl_repository: push.gl_repository });
    }
    const { project, user } = await this.parties(identifier.id, push.actor, queries);
    if (project === null) {
      return this.logger.warn('post-receive for a repository that does not exist', {
        gl_repository: push.gl_repository,
      });
    }
    if (user === null) {
      return this.logger.warn('post-receive for a user who does not exist', { gl_repository: push.gl_repository });
    }
    if (identifier.kind === 'project') await insertEvents(project, user, push, queries);
    await queries.query(TOUCH_PROJECT, [project, push.received_at]);
    await queries.query(TOUCH_PUSHER, [user, push.received_at.slice(0, 10)]);
  }

  private async parties(projectId: number, actor: ActorReference, queries: Queries) {
    const [row] = await queries.query<{ project_id: number | null; user_id: number | null }>(PUSH_PARTIES, [
      projectId,
      actor.by === 'key' ? actor.id : null,
      actor.by === 'user' ? actor.id : null,
      actor.by === 'username' ? actor.username : null,
    ]);
    return { project: row?.project_id ?? null, user: row?.user_id ?? null };
  }
}

async function insertEvents(project: number, user: number, push: PushRecord, queries: Queries): Promise<void> {
  const requested = parseChanges(push.changes);
  const events = requested.kind === 'list' ? pushEvents(requested.changes) : [];
  if (events.length === 0) return;
  const column = <Key extends keyof PushEvent>(key: Key): PushEvent[Key][] => events.map((event) => event[key]);
  await queries.query(INSERT_PUSH_EVENTS, [
    project,
    user,
    push.received_at,
    column('action'),
    column('refType'),
    column('ref'),
    column('commitFrom'),
    column('commitTo'),
    column('refCount'),
  ]);
}
