import { spawnSync } from 'node:child_process';
import { findProgram } from '../servers/processes.mjs';
import { Failure, say } from './failure.mjs';
import { packageManagers } from './package-managers.mjs';
import { run } from './run.mjs';

/** Programs that this project uses, by the names they go by; one of the names is enough. */
const programs = {
  redis: ['redis-server', 'valkey-server'],
  git: ['git'],
  openssl: ['openssl'],
  sshd: ['sshd'],
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
  pgbouncer: ['pgbouncer'],
};

/**
 * Sees to it that programs (keys of `programs`) are on this machine, with the system's package manager where it may be
 * used: as root, or through sudo when it asks for no password.
 * @param {string[]} wanted
 * @param {{ hint?: string }} options `hint`: another way out, for the message
 * @throws Failure, exit code 2, one line with the command to run by hand
 */
export async function installPrograms(wanted, { hint } = {}) {
  for (const name of wanted) {
    if (!findProgram(...programs[name])) await installProgram(name, hint);
  }
}

async function installProgram(name, hint) {
  const program = programs[name][0];
  const isRoot = process.getuid?.() === 0;
  const manager = packageManagers.find((one) => findProgram(one.program) && (one.asRoot || !isRoot));
  const otherwise = hint === undefined ? '' : ` (${hint})`;
  if (!manager) {
    throw new Failure(`${program} is missing: install it with this system's package manager${otherwise}`, { code: 2 });
  }
  const needsSudo = manager.asRoot && !isRoot;
  const advice = `run ${byHand(manager, manager.packages[name][0], needsSudo)}${otherwise}`;
  if (needsSudo && !sudoNeedsNoPassword()) throw new Failure(`${program} is missing: ${advice}`, { code: 2 });

  let reason = 'it is still not found';
  for (const attempt of manager.packages[name]) {
    const command = (manager.script ?? manager.command)([attempt]);
    say(`Installing ${attempt} with ${manager.program} …`);
    try {
      // Not ended by Ctrl-C: a package manager that is cut off leaves a machine in need of repair.
      const [first, ...rest] = needsSudo ? ['sudo', '-n', ...command] : command;
      await run(first, rest, { what: manager.program });
      if (findProgram(...programs[name])) return;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      reason = error.lines.at(-1)?.trim() ?? error.message;
    }
  }
  throw new Failure(`${program} could not be installed: ${advice} — ${reason}`, { code: 2 });
}

/** What a person types to install a package. */
function byHand(manager, name, needsSudo) {
  const commands = [manager.before, manager.command([name])].filter((one) => one !== undefined);
  const sudo = needsSudo && findProgram('sudo') ? 'sudo ' : '';
  const text = commands.map((words) => `${sudo}${words.join(' ')}`).join(' && ');
  return needsSudo && sudo === '' ? `as root: ${text}` : text;
}

function sudoNeedsNoPassword() {
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
}
