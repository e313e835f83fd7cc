import type { Schema } from '@app/platform';
import * as entities from './entities/index.js';
import { Keys1764000100000 } from './migrations/1764000100000-keys.js';

/** Tables of this library. */
export const keysSchema: Schema = { entities: Object.values(entities), migrations: [Keys1764000100000] };
