import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What tells a process from a later one with the same number: when it began. Undefined when no such process runs; one
 * that has ended and only waits for its parent counts as ended.
 */
function identityOf(pid) {
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  return process.platform === 'linux' ? identityFromProc(pid) : identityFromPs(pid);
}

function identityFromProc(pid) {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The name of the program, in parentheses, may hold spaces: the numbered fields begin after the last one.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const [state, started] = [fields[0], fields[19]];
    return state === 'Z' || state === 'X' ? undefined : `${boot} ${started}`;
  } catch {
    return undefined;
  }
}

function identityFromPs(pid) {
  const { status, stdout } = spawnSync('ps', ['-o', 'state=', '-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
  });
  const [, state, started] = /^\s*(\S+)\s+(.*\S)\s*$/.exec(stdout ?? '') ?? [];
  return status === 0 && state !== undefined && !state.startsWith('Z') ? started : undefined;
}

/** A process as it is written down for a later launcher: `{ pid, identity }`. */
export function recordOf(pid) {
  return { pid, identity: identityOf(pid) };
}

/** Whether the process that was written down still runs, and not another one with its number. */
export function runs(record) {
  return record?.identity !== undefined && identityOf(record.pid) === record.identity;
}

/** Sends a signal to a process, or with a negative number to its group; one that has ended is no error. */
export function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    // macOS refuses, in place of finding nobody, when only ended members of a group are left.
    if (error.code !== 'ESRCH' && !(error.code === 'EPERM' && pid < 0)) throw error;
  }
}

/** Ends a recorded process that is not our child: politely, then by force after `patience` milliseconds. */
export async function end(record, patience = 5_000) {
  const until = Date.now() + patience;
  if (runs(record)) signal(record.pid, 'SIGTERM');
  while (runs(record) && Date.now() < until) await sleep(50);
  if (!runs(record)) return;
  signal(record.pid, 'SIGKILL');
  while (runs(record)) await sleep(20);
}
