import type { Schema } from '@app/platform';
import * as entities from './entities/index.js';
import { Directory1764000000000 } from './migrations/1764000000000-directory.js';
import { DirectoryRemoval1764000500000 } from './migrations/1764000500000-removal.js';
import { UsersByType1764000530000 } from './migrations/1764000530000-users-by-type.js';

/** Tables of this library. */
export const directorySchema: Schema = {
  entities: Object.values(entities),
  migrations: [Directory1764000000000, DirectoryRemoval1764000500000, UsersByType1764000530000],
};
