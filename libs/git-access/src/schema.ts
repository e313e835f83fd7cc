import type { Schema } from '@app/platform';
import * as entities from './entities/index.js';
import { GitAccess1764000200000 } from './migrations/1764000200000-git-access.js';
import { GitAuditEvents1764000210000 } from './migrations/1764000210000-git-audit-events.js';
import { MergeRequestOptions1764000210100 } from './migrations/1764000210100-merge-request-options.js';
import { GitLfs1764000220000 } from './migrations/1764000220000-git-lfs.js';
import { GitAccessRemoval1764000520000 } from './migrations/1764000520000-removal.js';
import { AccessDecisions1764000230000 } from './migrations/1764000230000-access-decisions.js';

/** Tables of this library. */
export const gitAccessSchema: Schema = {
  entities: Object.values(entities),
  migrations: [
    GitAccess1764000200000,
    GitAuditEvents1764000210000,
    MergeRequestOptions1764000210100,
    GitLfs1764000220000,
    GitAccessRemoval1764000520000,
    AccessDecisions1764000230000,
  ],
};
