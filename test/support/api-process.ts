import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../scripts/servers/processes.mjs';
import { writeSecrets, type Stores } from './app.js';
import { send } from './http.js';

const root = resolve(import.meta.dirname, '../..');

/** The API as a process of its own, from source, with the secrets of `startApi`. */
export class ApiProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    private readonly dataDir: string,
  ) {}

  static async start(stores: Stores, environment: Record<string, string> = {}): Promise<ApiProcess> {
    const dataDir = mkdtempSync(join(tmpdir(), 'internal-api-'));
    writeSecrets(dataDir, {});
    const port = await freePort();
    const child = spawn(process.execPath, ['--import', '@swc-node/register/esm-register', 'apps/api/src/main.ts'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env.PATH,
        NODE_NO_WARNINGS: '1',
        DATABASE_URL: stores.databaseUrl,
        REDIS_URL: stores.redisUrl,
        DATA_DIR: dataDir,
        PORT: String(port),
        HOST: '127.0.0.1',
        LOG_LEVEL: 'silent',
        ...environment,
      },
    });
    const api = new ApiProcess(child, `http://127.0.0.1:${port}`, dataDir);
    await api.untilReady();
    return api;
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Bytes of memory that the process holds. */
  get memory(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024;
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => (this.alive ? this.child.once('exit', done) : done(undefined)));
    this.child.kill('SIGKILL');
    await ended;
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private async untilReady(): Promise<void> {
    for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) {
      if (!this.alive) throw new Error('the API ended while it started');
      const answer = await send(this.url, '/-/readiness').catch(() => undefined);
      if (answer?.status === 200) return;
    }
    throw new Error('the API was not ready in time');
  }
}
