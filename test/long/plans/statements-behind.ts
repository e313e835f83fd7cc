import type { Statement } from '@app/platform';
import { TOUCH_KEYS } from '../../../libs/directory/src/usage/key-usage.sql.js';
import { INSTANCE_SETTINGS } from '../../../libs/directory/src/settings/instance-settings.sql.js';
import { COLLABORATIONS } from '../../../libs/git-access/src/allowed/collaboration/collaborations.sql.js';
import { NAMESPACE_FOR_PROJECT } from '../../../libs/git-access/src/allowed/project-creation/project-creation.sql.js';
import { KNOWN_ADDRESSES, LINKED_OBJECTS } from '../../../libs/git-access/src/allowed/push-contents.sql.js';
import { WRITE_DECISIONS } from '../../../libs/git-access/src/decision-log/decision-log.sql.js';
import { LFS_FACTS } from '../../../libs/git-access/src/lfs-authenticate/lfs-authenticate.facts.sql.js';
import {
  INSERT_PUSH_EVENTS,
  PUSH_PARTIES,
  TOUCH_PROJECT,
  TOUCH_PUSHER,
} from '../../../libs/git-access/src/post-receive/push-events.sql.js';
import {
  MERGE_REQUEST_TARGET,
  OPEN_MERGE_REQUESTS,
} from '../../../libs/git-access/src/post-receive/push-options/merge-requests.sql.js';
import { TOUCH_USERS } from '../../../libs/git-access/src/usage/usage.sql.js';
import { NAMED_ACTOR } from '../../../libs/keys/src/actors/actors.sql.js';
import { RECORD_TOKEN_USES } from '../../../libs/kubernetes/src/agent-tokens/agent-token.sql.js';
import { BEGIN_ATTEMPT, CLAIM, TAKE } from '../../../libs/platform/src/outbox/outbox.sql.js';

/** What `allowed` asks of a function in place of stored access, on days on which that is stale. */
const ACCESS_FROM_ITS_SOURCES: Statement = {
  name: 'access_from_its_sources',
  text: `SELECT a.access_level FROM internal_api.access_to_projects(ARRAY[$1::bigint], $2::date, ARRAY[$3::bigint]) a`,
};

/** A statement, to be looked at with these values; without, for any. */
interface Looked extends Statement {
  readonly values?: readonly unknown[];
}

/** Statements of hot paths that not every call sends: written behind an answer, asked for some pushes, or the worker's. */
export const STATEMENTS_BEHIND: readonly Looked[] = [
  TOUCH_KEYS,
  TOUCH_USERS,
  RECORD_TOKEN_USES,
  WRITE_DECISIONS,
  ACCESS_FROM_ITS_SOURCES,
  COLLABORATIONS,
  KNOWN_ADDRESSES,
  LINKED_OBJECTS,
  NAMESPACE_FOR_PROJECT,
  MERGE_REQUEST_TARGET,
  OPEN_MERGE_REQUESTS,
  LFS_FACTS,
  NAMED_ACTOR,
  INSTANCE_SETTINGS,
  // For any limit PostgreSQL counts with a tenth of all that waits, which is dearer than with the relay's own.
  { ...CLAIM, values: [new Date(), new Date(), 100] },
  BEGIN_ATTEMPT,
  TAKE,
  PUSH_PARTIES,
  INSERT_PUSH_EVENTS,
  TOUCH_PROJECT,
  TOUCH_PUSHER,
];
