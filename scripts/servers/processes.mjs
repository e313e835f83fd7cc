// What both servers need of the operating system: find a program, start it so that it dies with its parent,
// recognise a server that an earlier, killed run left behind.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, closeSync, constants, existsSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

/** Folders that package managers use and that a bare PATH (cron, sudo, launchd) may lack. */
const usualFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/opt/homebrew/bin'];

/** The absolute path of the first of `names` that can be run, or undefined. */
export function findProgram(...names) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter).filter(Boolean), ...usualFolders];
  for (const name of names) {
    for (const folder of folders) {
      const file = path.join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // not here: try the next folder
      }
    }
  }
  return undefined;
}

export const runsAsRoot = process.getuid?.() === 0;

/**
 * Starts a server in a process group of its own (Ctrl-C in a terminal reaches only the launcher, which then stops its
 * servers in order). Where `setpriv` exists the kernel sends `deathSignal` to the server when this process dies,
 * however it dies. `user` is `{uid, gid, keepAccess}`: the account to change to; `keepAccess` lets that account
 * pass folders that only root may enter, for a checkout below a private home directory.
 *
 * Output goes to `logFile`, which is written anew.
 */
export function startServer(program, args, { logFile, deathSignal, user, cwd }) {
  const wrapped = wrap(program, args, { deathSignal, user });
  const log = openSync(logFile, 'w', 0o600);
  try {
    const child = spawn(wrapped.program, wrapped.args, {
      cwd,
      detached: true,
      stdio: ['ignore', log, log],
      ...wrapped.account,
    });
    // Without a listener a program that cannot be started would end this process; `waitForExit` reports it instead.
    child.on('error', () => undefined);
    return child;
  } finally {
    closeSync(log);
  }
}

/** Runs a program to its end as `user`; throws with what it printed when it fails. */
export function runProgram(program, args, { user, cwd } = {}) {
  const wrapped = wrap(program, args, { user });
  const result = spawnSync(wrapped.program, wrapped.args, { cwd, encoding: 'utf8', ...wrapped.account });
  if (result.status !== 0) {
    const said = [result.error?.message, result.stderr, result.stdout].filter(Boolean).join('\n').trim();
    throw new Error(`${path.basename(program)} failed: ${said || `status ${result.status}`}`);
  }
}

function wrap(program, args, { deathSignal, user }) {
  const setpriv = process.platform === 'linux' ? findProgram('setpriv') : undefined;
  if (!setpriv) return { program, args, account: user ? { uid: user.uid, gid: user.gid } : {} };
  const options = [];
  if (user) {
    options.push(`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups');
    // The last one, because initdb asks with access(2) whether it may run postgres, and access(2) counts a capability
    // of an ordinary account only when the kernel is told not to drop it at a change of user.
    if (user.keepAccess) {
      options.push('--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup');
    }
  }
  if (deathSignal) options.push('--pdeathsig', deathSignal);
  if (options.length === 0) return { program, args, account: {} };
  return { program: setpriv, args: [...options, program, ...args], account: {} };
}

/** A port of 127.0.0.1 that is free now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Sends each signal in turn, `[signal, milliseconds to wait for the end]`, until the child is gone. */
export async function stopChild(child, signals) {
  for (const [signal, patience] of signals) {
    if (hasEnded(child)) return;
    child.kill(signal);
    await waitUntil(() => hasEnded(child), patience);
  }
}

export const hasEnded = (child) => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

/** Polls `condition` until it holds or the time is over; returns whether it held. */
export async function waitUntil(condition, milliseconds, interval = 25) {
  const end = Date.now() + milliseconds;
  for (;;) {
    if (await condition()) return true;
    if (Date.now() >= end) return false;
    await pause(interval);
  }
}

/** Facts of a running process: `{parent, command}`, or undefined when there is none (or it is a zombie). */
function processFacts(pid) {
  if (!Number.isInteger(pid) || pid < 1) return undefined;
  const ps = spawnSync('ps', ['-o', 'ppid=,stat=,command=', '-p', String(pid)], { encoding: 'utf8' });
  if (ps.error) return processFactsFromProc(pid);
  const match = /^\s*(\d+)\s+(\S+)\s+(.*)$/m.exec(ps.stdout ?? '');
  if (!match || match[2].startsWith('Z')) return undefined;
  return { parent: Number(match[1]), command: match[3] };
}

/** The same without `ps`, which slim container images lack. */
function processFactsFromProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z') return undefined;
    return { parent: Number(parent), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') };
  } catch {
    return undefined;
  }
}

/**
 * Makes way for a new server when a pid file of an earlier one is there.
 *
 * - The process is gone, or its number belongs to another program now: nothing to do.
 * - It still runs and its launcher does too: refuses, two servers on one folder would destroy the data.
 * - It still runs and its launcher is dead: waits for it to end by itself, then stops it.
 */
export async function clearLeftover({ pid, recognise, signal, what }) {
  const leftover = () => {
    const facts = processFacts(pid);
    return facts && recognise(facts.command) ? facts : undefined;
  };
  const facts = leftover();
  if (!facts) return;
  const orphaned = facts.parent === 1 || !/\bnode\b|setpriv/.test(processFacts(facts.parent)?.command ?? '');
  if (!orphaned) throw new Error(`${what} is in use by process ${pid}, which another launcher has started`);
  if (await waitUntil(() => !leftover(), 1500)) return;
  process.kill(pid, signal);
  if (!(await waitUntil(() => !leftover(), 15000))) throw new Error(`${what}: process ${pid} does not stop`);
}

/** The end of a log file, for an error message. */
export function tailOf(file, lines = 15) {
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
