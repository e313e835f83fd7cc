import type { AuthorizedKey } from './authorized-keys.service.js';

const USAGE_TYPES = ['auth_and_signing', 'auth'] as const;

/** The wire form (git-access.md 5). `host` is the instance's. */
export function presentKey(key: AuthorizedKey, host: string) {
  return {
    id: key.id,
    title: key.title,
    key: publicLine(key, host),
    created_at: key.created_at,
    expires_at: key.expires_at,
    last_used_at: key.last_used_at,
    usage_type: USAGE_TYPES[key.usage_type],
  };
}

/**
 * One line for authorized_keys. The stored comment gives way to the owner's name, so that no e-mail address leaks; a
 * line break in a name would end the line in the middle.
 */
function publicLine({ key, owner }: AuthorizedKey, host: string): string {
  const [type, blob] = key.trim().split(/\s+/);
  const line = `${type} ${blob}`;
  return owner === null ? line : `${line} ${owner.replace(/\p{Cc}+/gu, ' ')} (${host})`;
}
