import type { RequestedChanges } from './changes.js';
import type { RepositoryKind } from './facts.js';

/** What is asked, already parsed: the parameters of `POST /internal/allowed` without their wire names. */
export interface AllowedRequest {
  /** The one clock of the decision. */
  readonly now: Date;
  /** As the caller wrote it; blank when missing. */
  readonly action: string;
  /** `ssh`, `http`, `web`, or anything; blank when missing. */
  readonly protocol: string;
  readonly changes: RequestedChanges;
  readonly repository: RequestedRepository;
  /** Address of the person's machine, when the front end knows it (12.6). */
  readonly address: string | null;
  /** The only namespace that a certificate opens (12.4). */
  readonly withinNamespace: string | null;
}

/** How the request names the repository. An identifier alone decides, a path beside it is never looked at (2.3). */
export type RequestedRepository =
  /** Without a kind the identifier cannot be read. */
  | { readonly by: 'identifier'; readonly kind: RepositoryKind | null }
  | { readonly by: 'path'; readonly path: string }
  | { readonly by: 'nothing' };

const downloads: ReadonlySet<string> = new Set(['git-upload-pack', 'git-upload-archive']);

export function isDownload(request: AllowedRequest): boolean {
  return downloads.has(request.action);
}

export function isPush(request: AllowedRequest): boolean {
  return request.action === 'git-receive-pack';
}
