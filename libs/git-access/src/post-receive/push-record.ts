import type { ActorReference } from '@app/directory';

/** Bull's queue and the outbox's name for it; GitLab's own name for the queue of this worker. */
export const POST_RECEIVE_QUEUE = 'post_receive';

/** What the worker is told of one push: the payload of its outbox row. */
export interface PushRecord {
  /** As Gitaly sent it. */
  readonly gl_repository: string;
  readonly actor: ActorReference;
  /** Lines of `<old> <new> <ref>` as they came. */
  readonly changes: readonly string[];
  readonly push_options: readonly string[];
  /** ISO 8601, UTC. */
  readonly received_at: string;
}
