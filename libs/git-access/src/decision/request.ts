import type { RequestedChanges } from './changes.js';

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
}

/** How the request names the repository. An identifier alone decides, a path beside it is never looked at (2.3). */
export type RequestedRepository =
  { readonly by: 'identifier' } | { readonly by: 'path'; readonly path: string } | { readonly by: 'nothing' };

const downloads: ReadonlySet<string> = new Set(['git-upload-pack', 'git-upload-archive']);

export function isDownload(request: AllowedRequest): boolean {
  return downloads.has(request.action);
}

export function isPush(request: AllowedRequest): boolean {
  return request.action === 'git-receive-pack';
}
