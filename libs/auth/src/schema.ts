import type { Schema } from '@app/platform';
import { PersonalAccessToken } from './entities/personal-access-token.js';
import { Tokens1764000150000 } from './migrations/1764000150000-tokens.js';

/** Tables of this library. */
export const authSchema: Schema = { entities: [PersonalAccessToken], migrations: [Tokens1764000150000] };
