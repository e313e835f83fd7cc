import { Injectable } from '@nestjs/common';
import { Database } from '@app/platform';
import { FIND_KEY } from './authorized-keys.sql.js';
import { fingerprintsOfKey, parseFingerprint } from './offered-key.js';

/** A key as it is stored, with the full name of its owner. */
export interface AuthorizedKey {
  readonly id: number;
  readonly title: string | null;
  /** The stored line: type, blob, and a comment that may hold an e-mail address. */
  readonly key: string;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  /** 0 auth and signing, 1 auth. */
  readonly usage_type: number;
  readonly owner: string | null;
}

type StoredKey = Omit<AuthorizedKey, 'key'> & { readonly key: string | null };

/** The column may be NULL, and a line without type and blob would be no key to sshd. */
function isWhole(key: StoredKey): key is AuthorizedKey {
  return key.key !== null && /^\s*\S+\s+\S/.test(key.key);
}

/** Finds the key that somebody offers at login. Reads only: no proof of possession has been given yet. */
@Injectable()
export class AuthorizedKeysService {
  constructor(private readonly database: Database) {}

  /** By the fingerprint when one is given, else by the key. Expired and blocked ones are found: `/allowed` says why not. */
  async find(offer: { readonly fingerprint?: string; readonly key?: string }): Promise<AuthorizedKey | undefined> {
    const fingerprints =
      offer.fingerprint === undefined ? fingerprintsOfKey(offer.key ?? '') : parseFingerprint(offer.fingerprint);
    if (fingerprints === undefined) return undefined;
    const [key] = await this.database.read<StoredKey>(FIND_KEY, [fingerprints.sha256, fingerprints.md5]);
    return key !== undefined && isWhole(key) ? key : undefined;
  }
}
