import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const execute = promisify(execFile);

/** One example of the guide: what it is called and the line to paste. */
export interface PrintedCall {
  readonly name: string;
  readonly line: string;
}

/** A running `bin/start`, as a person at a terminal has it. */
export class Launcher {
  stdout = '';
  stderr = '';
  private readonly child: ChildProcess;
  private readonly exit: Promise<unknown[]>;

  constructor(settings: Readonly<Record<string, string>>) {
    this.child = spawn(join(root, 'bin/start'), {
      env: { ...cleanEnvironment(), ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.exit = once(this.child, 'exit');
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Waits for the guide; throws with what was printed when bin/start ends before. */
  async ready(): Promise<void> {
    const ended = this.exit.then(() => true);
    while (!this.stdout.includes('Ctrl-C stops everything')) {
      if (await Promise.race([ended, sleep(50)])) throw new Error(`bin/start ended: ${this.stderr}`);
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** The exit code, or the signal that ended it. */
  async ended(): Promise<unknown> {
    const [code, signal] = await this.exit;
    return code ?? signal;
  }

  get calls(): PrintedCall[] {
    const lines = this.stdout.split('\n');
    return lines.flatMap((line, index) =>
      line.startsWith('curl ') ? [{ name: (lines[index - 1] ?? '').replace(/^# /, ''), line }] : [],
    );
  }
}

/** Pastes a line into a shell; answers the status and the body, read as JSON where there is one. */
export async function paste(line: string): Promise<{ status: number; body: unknown }> {
  const { stdout } = await execute('sh', ['-c', `${line} --silent --show-error --write-out '\\n%{http_code}'`]);
  const end = stdout.lastIndexOf('\n');
  const text = stdout.slice(0, end);
  return { status: Number(stdout.slice(end + 1)), body: text === '' ? undefined : JSON.parse(text) };
}

/** Runs a program of the checkout to its end. */
export function run(
  program: string,
  words: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...cleanEnvironment(), ...settings };
  return new Promise((done) => {
    execFile(join(root, program), words, { env }, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

/** All processes that descend from one, by number. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const parents = existsSync('/proc/self/stat') ? parentsFromProc() : await parentsFromPs();
  const found = [pid];
  for (const one of found) {
    for (const [child, parent] of parents) if (parent === one) found.push(child);
  }
  return found.slice(1);
}

/** Waits until none of these processes runs; answers those that still do after `patience` milliseconds. */
export async function survivors(pids: readonly number[], patience: number): Promise<number[]> {
  const until = Date.now() + patience;
  for (;;) {
    const left = pids.filter(runs);
    if (left.length === 0 || Date.now() >= until) return left;
    await sleep(100);
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // Ended, but not yet looked at by the parent that it was given to.
  return !existsSync(`/proc/${pid}/stat`) || statOf(pid)?.[0] !== 'Z';
}

function parentsFromProc(): [number, number][] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const parent = statOf(Number(name))?.[1];
      return parent === undefined ? [] : [[Number(name), Number(parent)] as [number, number]];
    });
}

/** State, parent, … of a process: what follows its name, which may hold anything. */
function statOf(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return undefined;
  }
}

async function parentsFromPs(): Promise<[number, number][]> {
  const { stdout } = await execute('ps', ['-A', '-o', 'pid=,ppid=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
}

/** Without what the tests' own run, or the shell of a developer, would tell the service. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { HOME, PATH, TMPDIR, USER } = process.env;
  return { HOME, PATH, TMPDIR, USER };
}
