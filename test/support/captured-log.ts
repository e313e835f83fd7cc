import { Logger } from '@app/platform';
import type { RunningApi } from './app.js';
import { runLog } from './run-log.js';

/** What an API writes from now on, at its most talkative. */
export function captureLog(api: RunningApi): string[] {
  const lines: string[] = [];
  runLog.take(api.app.get(Logger), (line) => lines.push(line));
  return lines;
}
