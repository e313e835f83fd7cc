import { KeyUsage } from '@app/directory';
import { UserActivity } from '../../libs/git-access/src/usage/user-activity.js';
import { TokenUsage } from '../../libs/kubernetes/src/agent-tokens/token-usage.js';
import type { RunningApi } from './app.js';

/** Waits until the marks of use that were left by answered requests are written: no answer waits for them. */
export async function usesWritten({ app }: RunningApi): Promise<void> {
  await Promise.all([KeyUsage, UserActivity, TokenUsage].map((marks) => app.get(marks, { strict: false }).flush()));
}
