import { Metadata } from '@grpc/grpc-js';

/** For whom and about what a request asks: the same for all its calls. */
export interface CallSubject {
  /** The acting person; a deploy key acts as its creator. Null for nobody. */
  readonly user: { readonly id: number; readonly username: string } | null;
  /** The repository as Gitaly's transaction sees it, from `relative_path` of `/allowed`; null without one. */
  readonly snapshotPath: string | null;
  /** The request names objects that lie in a quarantine. */
  readonly quarantined: boolean;
}

export const NOBODY: CallSubject = { user: null, snapshotPath: null, quarantined: false };

/** By which the call is found again in the logs and traces of both sides. */
export interface RequestTraces {
  readonly correlationId?: string | undefined;
  readonly traceparent?: string | undefined;
}

/** What a plain value may hold; the library throws at anything else. */
const PLAIN = /^[\x20-\x7e]+$/;

/** The metadata of one call (gitaly.md 1.3). What could not be sent is left out: none of it but the token must be there. */
export function gitalyMetadata(
  { user, snapshotPath, quarantined }: CallSubject,
  authorization: string | undefined,
  request: RequestTraces,
): Metadata {
  const metadata = new Metadata();
  const put = (key: string, value: string | undefined) => {
    if (value !== undefined && PLAIN.test(value)) metadata.set(key, value);
  };
  put('authorization', authorization);
  put('client_name', 'gitlab-internal-api');
  put('x-gitlab-correlation-id', request.correlationId);
  put('traceparent', request.traceparent);
  if (user) {
    put('username', user.username);
    put('user_id', String(user.id));
  }
  if (snapshotPath !== null) metadata.set('relative-path-bin', Buffer.from(snapshotPath));
  // A quarantine exists on the primary alone, where Praefect spreads reads over all copies.
  if (quarantined) metadata.set('gitaly-route-repository-accessor-policy', 'primary-only');
  return metadata;
}
