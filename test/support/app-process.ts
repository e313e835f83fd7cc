import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../scripts/servers/processes.mjs';

const root = resolve(import.meta.dirname, '../..');
const PATIENCE = 60_000;

/** An app as a process of its own, from source, with an operator's port. */
export class AppProcess {
  private constructor(
    readonly child: ChildProcess,
    /** Address of the operator's port. */
    readonly operator: string,
    /** Address of the API; the worker listens on no such port. */
    readonly url: string,
    private readonly ended: Promise<number | null>,
  ) {}

  /** Starts it and waits until it is ready. */
  static async start(app: 'api' | 'worker', environment: Readonly<Record<string, string>>): Promise<AppProcess> {
    const [port, operatorPort] = [await freePort(), await freePort()];
    const child = spawn(process.execPath, ['--import', '@swc-node/register/esm-register', `apps/${app}/src/main.ts`], {
      cwd: root,
      env: {
        PATH: process.env.PATH,
        NODE_NO_WARNINGS: '1',
        HOST: '127.0.0.1',
        PORT: String(port),
        OPERATOR_PORT: String(operatorPort),
        LOG_LEVEL: 'silent',
        ...environment,
      },
      stdio: 'inherit',
    });
    const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
    const started = new AppProcess(child, `http://127.0.0.1:${operatorPort}`, `http://127.0.0.1:${port}`, ended);
    await started.untilReady(app);
    return started;
  }

  private async untilReady(app: string): Promise<void> {
    for (const end = Date.now() + PATIENCE; ; await sleep(100)) {
      const answer = await fetch(`${this.operator}/-/readiness`).catch(() => undefined);
      if (answer?.status === 200) return;
      if (this.child.exitCode !== null || Date.now() > end) throw new Error(`the ${app} did not start`);
    }
  }

  /** The exit code; rejects when the process still runs after so many milliseconds. */
  exit(patience: number): Promise<number | null> {
    const late = sleep(patience, undefined, { ref: false }).then(() => Promise.reject(new Error('still running')));
    return Promise.race([this.ended, late]);
  }
}
