import { spawn } from 'node:child_process';
import { Failure, Stopped } from './failure.mjs';
import { signal } from './processes.mjs';

const KEPT_LINES = 20;

/**
 * Runs a command to its end and answers what it printed. It has a process group of its own, so that Ctrl-C in the
 * terminal reaches the launcher alone; when `stop` (an AbortSignal) fires, the whole group is ended.
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, stop?: AbortSignal, what: string, code?: number }} options
 *   `what` completes the sentence "… failed"
 * @throws Failure with the last lines of its output when it does not succeed; Stopped when `stop` fired
 */
export async function run(command, args, { cwd, env, stop, what, code }) {
  if (stop?.aborted) throw new Stopped();
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  const quit = () => signal(-child.pid, 'SIGTERM');
  stop?.addEventListener('abort', quit, { once: true });
  const ended = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (status, by) => resolve(status === 0 ? undefined : (by ?? `exit code ${status}`)));
  });
  stop?.removeEventListener('abort', quit);
  const text = Buffer.concat(output).toString('utf8');
  if (stop?.aborted) throw new Stopped();
  if (ended !== undefined) throw new Failure(`${what} failed (${ended})`, { code, lines: lastLines(text) });
  return text;
}

/** The last lines of a log that say something. */
export function lastLines(text, count = KEPT_LINES) {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count);
}
