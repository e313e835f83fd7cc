import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UNASKED_STORAGES, writeSecrets, type Stores } from './app.js';

const root = resolve(import.meta.dirname, '../..');

/** What one command has said and how it ended. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line on a suite's stores, in a process of its own that starts once for many commands. */
export class RunningAdmin {
  constructor(
    private readonly host: ChildProcess,
    readonly dataDir: string,
  ) {}

  /** Runs the words of a command, as a shell would split them; one at a time. */
  async run(...words: string[]): Promise<Said> {
    this.host.send(words);
    const [said] = (await once(this.host, 'message')) as [Said];
    return said;
  }

  /** The same with `--json`, for a command that must succeed; returns what it has printed. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async json(...words: string[]): Promise<any> {
    const { code, stdout, stderr } = await this.run(...words, '--json');
    if (code !== 0) throw new Error(`admin ${words.join(' ')}: ${stderr}`);
    return JSON.parse(stdout);
  }

  async close(): Promise<void> {
    const ended = once(this.host, 'exit');
    if (this.host.connected) this.host.disconnect();
    await ended;
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** Starts the command line from source. `environment` is set beside what the suite sets itself. */
export async function startAdmin(stores: Stores, environment: Record<string, string> = {}): Promise<RunningAdmin> {
  const dataDir = mkdtempSync(join(tmpdir(), 'admin-'));
  writeSecrets(dataDir, {});
  const host = fork(join(root, 'test/support/admin-host.ts'), [], {
    cwd: root,
    execArgv: ['--import', '@swc-node/register/esm-register'],
    env: {
      PATH: process.env.PATH,
      NODE_NO_WARNINGS: '1',
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl,
      DATA_DIR: dataDir,
      LOG_LEVEL: 'silent',
      QUEUE_PREFIX: `bull:${dataDir}`,
      DATABASE_CONNECT_TIMEOUT: '20000',
      GITALY_STORAGES: UNASKED_STORAGES,
      ...environment,
    },
  });
  const ended = once(host, 'exit').then(() => Promise.reject(new Error('the command line did not start')));
  await Promise.race([once(host, 'message'), ended]);
  ended.catch(() => undefined);
  return new RunningAdmin(host, dataDir);
}
