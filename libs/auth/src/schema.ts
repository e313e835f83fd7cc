import type { Schema } from '@app/platform';
import { PersonalAccessToken } from './entities/personal-access-token.js';
import { KeyBaseFingerprint } from './entities/key-base-fingerprint.js';
import { KeyBases1764000160000 } from './migrations/1764000160000-key-bases.js';
import { Tokens1764000150000 } from './migrations/1764000150000-tokens.js';

/** Tables of this library. */
export const authSchema: Schema = {
  entities: [PersonalAccessToken, KeyBaseFingerprint],
  migrations: [Tokens1764000150000, KeyBases1764000160000],
};
