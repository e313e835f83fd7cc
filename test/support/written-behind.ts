import { KeyUsage } from '@app/directory';
import { DecisionLog } from '../../libs/git-access/src/decision-log/decision-log.js';
import { UserActivity } from '../../libs/git-access/src/usage/user-activity.js';
import type { RunningApi } from './app.js';

/** Waits until what an API writes behind its answers has been written; as at a shutdown, but it goes on. */
export async function writtenBehind({ app }: RunningApi): Promise<void> {
  await app.get(KeyUsage, { strict: false }).beforeApplicationShutdown();
  await app.get(UserActivity, { strict: false }).beforeApplicationShutdown();
  await app.get(DecisionLog, { strict: false }).flush();
}
