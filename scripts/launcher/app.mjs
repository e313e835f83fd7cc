import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { entryOf } from './build.mjs';
import { Failure } from './failure.mjs';
import { signal } from './processes.mjs';
import { lastLines } from './run.mjs';

const PATIENCE = 20_000;

/** One of the service's own processes, with a log file of its own. The log of the run before is kept beside it. */
export class App {
  #child;
  #ended;

  constructor(name, { env, dataDir }) {
    this.name = name;
    const folder = join(dataDir, 'log');
    mkdirSync(folder, { recursive: true });
    this.log = join(folder, `${name}.log`);
    if (existsSync(this.log)) renameSync(this.log, `${this.log}.1`);
    const output = openSync(this.log, 'a', 0o600);
    // A process group of its own: Ctrl-C in the terminal reaches the launcher alone, which stops things in order.
    const [command, ...args] = [...dieWithParent(), process.execPath, entryOf(name)];
    this.#child = spawn(command, args, { env, detached: true, stdio: ['ignore', output, output] });
    closeSync(output);
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(error.message));
      this.#child.once('exit', (code, by) => resolve(by ?? `exit code ${code}`));
    });
  }

  get pid() {
    return this.#child.pid;
  }

  /** Resolves, when the process ends by itself, with the Failure that says so. */
  async died() {
    const how = await this.#ended;
    const lines = lastLines(readFileSync(this.log, 'utf8'));
    return new Failure(`the ${this.name} ended by itself (${how}), see ${this.log}`, { lines });
  }

  /** Ends it: politely, by force after a while or when `hurry` (an AbortSignal) fires, with all that it started. */
  async stop(hurry) {
    if (this.pid === undefined) return;
    signal(this.pid, 'SIGTERM');
    const impatience = new Promise((resolve) => hurry?.addEventListener('abort', resolve, { once: true }));
    await Promise.race([this.#ended, sleep(PATIENCE, undefined, { ref: false }), impatience]);
    signal(-this.pid, 'SIGKILL');
    await this.#ended;
  }
}

let prefix;

/** Where the system can do it, the process is ended by the kernel when the launcher is killed without warning. */
function dieWithParent() {
  const command = ['setpriv', '--pdeathsig', 'KILL'];
  prefix ??=
    process.platform === 'linux' && spawnSync(command[0], [...command.slice(1), 'true']).status === 0 ? command : [];
  return prefix;
}
