import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../scripts/servers/processes.mjs';

const root = resolve(import.meta.dirname, '../../..');
const PATIENCE = 30_000;

/** The built service as a process, as it runs in production: its log goes to a file. */
export class Service {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
    /** Seconds from the start of the process until it was ready for traffic. */
    readonly startSeconds: number,
  ) {}

  static async start(folder: string, environment: Record<string, string>): Promise<Service> {
    mkdirSync(folder, { recursive: true });
    const log = openSync(join(folder, 'api.log'), 'w');
    const port = await freePort();
    const begun = performance.now();
    const child = spawn(
      process.execPath,
      [...(process.env.BENCH_NODE_OPTIONS ?? '').split(' ').filter(Boolean), join(root, 'dist/apps/api/src/main.js')],
      {
        env: { PATH: process.env.PATH, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: folder, ...environment },
        stdio: ['ignore', log, 'inherit'],
      },
    );
    closeSync(log);
    process.once('exit', () => child.kill());
    await untilReady(`http://127.0.0.1:${port}/-/readiness`, child);
    return new Service(child, port, (performance.now() - begun) / 1000);
  }

  get pid(): number {
    return this.child.pid as number;
  }

  async stop(): Promise<void> {
    // Ctrl-C in a terminal reaches it as well.
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGTERM');
    await ended;
  }
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (const begun = performance.now(); performance.now() - begun < PATIENCE; await sleep(10)) {
    if (child.exitCode !== null) throw new Error(`the service ended with code ${child.exitCode}`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.status === 200) return;
  }
  throw new Error('the service was not ready in time');
}
