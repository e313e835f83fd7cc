import type { Schema } from '@app/platform';
import * as entities from './entities/index.js';
import { GroupSshCertificates1764000120000 } from './migrations/1764000120000-group-ssh-certificates.js';
import { Keys1764000100000 } from './migrations/1764000100000-keys.js';
import { KeysRemoval1764000510000 } from './migrations/1764000510000-removal.js';

/** Tables of this library. */
export const keysSchema: Schema = {
  entities: Object.values(entities),
  migrations: [Keys1764000100000, GroupSshCertificates1764000120000, KeysRemoval1764000510000],
};
