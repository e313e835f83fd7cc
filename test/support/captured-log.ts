import { Logger } from '@app/platform';
import { pino } from 'pino';
import type { RunningApi } from './app.js';

/** What an API writes from now on, in place of its standard output, at its most talkative. */
export function captureLog(api: RunningApi): string[] {
  const lines: string[] = [];
  const logger = api.app.get(Logger).pino;
  const carrier = logger as unknown as Record<symbol, unknown>;
  carrier[pino.symbols.streamSym] = { write: (line: string) => void lines.push(line) };
  logger.level = 'trace';
  return lines;
}
