import { KeyUsage } from '@app/directory';
import { DecisionLog } from '../../libs/git-access/src/decision-log/decision-log.js';
import { UserActivity } from '../../libs/git-access/src/usage/user-activity.js';
import { TokenUsage } from '../../libs/kubernetes/src/agent-tokens/token-usage.js';
import type { RunningApi } from './app.js';

/** Waits until the marks of use that were left by answered requests are written: no answer waits for them. */
export async function usesWritten({ app }: RunningApi): Promise<void> {
  await Promise.all([KeyUsage, UserActivity, TokenUsage].map((marks) => app.get(marks, { strict: false }).flush()));
}

/** The same for all that an API writes behind its answers, decisions too. */
export async function writtenBehind(api: RunningApi): Promise<void> {
  await usesWritten(api);
  await api.app.get(DecisionLog, { strict: false }).flush();
}
