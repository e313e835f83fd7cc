import { Injectable } from '@nestjs/common';
import type { ActorReference } from '@app/directory';
import { Clock, Database } from '@app/platform';
import { POST_RECEIVE_FACTS } from './post-receive.facts.sql.js';

export interface Banner {
  readonly message: string;
  /** Paths it is meant for, `*` as wildcard; null for all. */
  readonly targetPath: string | null;
}

export interface OpenMergeRequest {
  readonly sourceBranch: string;
  readonly iid: number;
  /** Full path of the project that the merge request belongs to. */
  readonly targetPath: string;
}

/** What the answer to a push is made of. */
export interface PostReceiveFacts {
  /** Null when the pusher is unknown. */
  readonly userId: number | null;
  /** Null when the repository is unknown or not a project's. */
  readonly project: {
    readonly fullPath: string;
    readonly printsLink: boolean;
    readonly mergeRequestsEnabled: boolean;
    /** Before this push. */
    readonly empty: boolean;
    readonly defaultBranch: string | null;
    /** What the instance calls the default branch of a new repository. */
    readonly instanceDefaultBranch: string;
  } | null;
  /** Active now, oldest first. */
  readonly banners: readonly Banner[];
  readonly mergeRequests: readonly OpenMergeRequest[];
}

interface Row {
  id: number | null;
  user_id: number | null;
  full_path: string;
  print_link: boolean;
  merge_requests_enabled: boolean;
  empty: boolean | null;
  default_branch: string | null;
  instance_default_branch: string | null;
  banners: { message: string; target_path: string | null }[] | null;
  merge_requests: { source_branch: string; iid: number; target_path: string }[] | null;
}

/** Reads the facts of one push with one statement. */
@Injectable()
export class PostReceiveFactsReader {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async read(projectId: number | null, branches: readonly string[], actor: ActorReference): Promise<PostReceiveFacts> {
    const [row] = await this.database.query<Row>(POST_RECEIVE_FACTS, [
      projectId,
      branches,
      this.clock.now(),
      actor.by === 'key' ? actor.id : null,
      actor.by === 'user' ? actor.id : null,
      actor.by === 'username' ? actor.username : null,
    ]);
    const { banners, merge_requests: mergeRequests, user_id: userId } = row as Row;
    return {
      userId,
      project: projectOf(row as Row),
      banners: (banners ?? []).map(({ message, target_path }) => ({ message, targetPath: target_path })),
      mergeRequests: (mergeRequests ?? []).map(({ source_branch, iid, target_path }) => ({
        sourceBranch: source_branch,
        iid,
        targetPath: target_path,
      })),
    };
  }
}

function projectOf(row: Row): PostReceiveFacts['project'] {
  if (row.id === null) return null;
  return {
    fullPath: row.full_path,
    printsLink: row.print_link,
    mergeRequestsEnabled: row.merge_requests_enabled,
    empty: row.empty ?? false,
    defaultBranch: row.default_branch,
    instanceDefaultBranch: row.instance_default_branch ?? 'main',
  };
}
