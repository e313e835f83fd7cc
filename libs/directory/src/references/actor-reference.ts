import { parseId } from '@app/platform';

/**
 * Whom a request names (git-access.md 2.4), before anybody is looked up. `nobody` also stands for a name that cannot be
 * anyone's: the first parameter that is present decides, and nothing behind it is tried.
 */
export type ActorReference =
  | { readonly by: 'key'; readonly id: number }
  | { readonly by: 'user'; readonly id: number }
  | { readonly by: 'username'; readonly username: string }
  | { readonly by: 'nobody' };

/** The parameters that may name an actor, as the field decorators of `@app/platform` read them. */
export interface ActorParameters {
  /** Names nobody here, and nobody else is looked for beside it. */
  readonly krb5principal?: unknown;
  /** Null: present, but no id. */
  readonly key_id?: number | null;
  readonly user_id?: number | null;
  readonly username?: string;
  /** `user-<id>` or `key-<id>`. */
  readonly identifier?: string;
}

const NOBODY: ActorReference = { by: 'nobody' };

/** The reference that a request's parameters make, by the order of the contract. */
export function actorReference(parameters: ActorParameters): ActorReference {
  const { krb5principal, key_id, user_id, username, identifier } = parameters;
  if (krb5principal !== undefined) return NOBODY;
  if (key_id !== undefined) return byId('key', key_id);
  if (user_id !== undefined) return byId('user', user_id);
  if (username !== undefined) return byUsername(username);
  return identifier === undefined ? NOBODY : byIdentifier(identifier);
}

function byId(by: 'key' | 'user', id: number | null): ActorReference {
  return id === null ? NOBODY : { by, id };
}

/** User names are ASCII: a look-alike that PostgreSQL folds to one, such as the Kelvin sign, must not become somebody. */
function byUsername(username: string): ActorReference {
  return /^[\x21-\x7e]+$/.test(username) ? { by: 'username', username } : NOBODY;
}

function byIdentifier(identifier: string): ActorReference {
  const [, kind, digits] = /^(user|key)-([0-9]+)$/.exec(identifier) ?? [];
  return kind === undefined ? NOBODY : byId(kind as 'user' | 'key', parseId(digits));
}
