import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build, entryOf } from '../../scripts/launcher/build.mjs';
import { freePort } from '../../scripts/servers/processes.mjs';

const root = resolve(import.meta.dirname, '../..');
const PATIENCE = 60_000;

type App = 'api' | 'worker';
type Environment = Readonly<Record<string, string>>;

/** API or worker as a process of its own, with an operator's port; its log is a file of the folder. */
export class ServiceProcess {
  private child?: ChildProcess;

  private constructor(
    private readonly app: App,
    private readonly program: readonly string[],
    private readonly folder: string,
    private readonly environment: Environment,
    readonly port: number,
    private readonly operatorPort: number,
    private readonly node: string,
  ) {}

  /** Builds what is not built yet, and starts it; `folder` becomes its `DATA_DIR`. */
  static async start(app: App, folder: string, environment: Environment): Promise<ServiceProcess> {
    const process = await ServiceProcess.begin(app, folder, environment);
    await process.ready();
    return process;
  }

  /** The same without a build, which takes longer than a short test. */
  static async startFromSource(app: App, folder: string, environment: Environment): Promise<ServiceProcess> {
    const process = await ServiceProcess.beginFromSource(app, folder, environment);
    await process.ready();
    return process;
  }

  /** As `start`, but does not wait until it is ready. */
  static async begin(app: App, folder: string, environment: Environment, node?: string): Promise<ServiceProcess> {
    await build();
    return ServiceProcess.run(app, [entryOf(app)], folder, environment, node);
  }

  /** As `startFromSource`, but does not wait until it is ready. */
  static beginFromSource(app: App, folder: string, environment: Environment): Promise<ServiceProcess> {
    const program = ['--import', '@swc-node/register/esm-register', join(root, `apps/${app}/src/main.ts`)];
    return ServiceProcess.run(app, program, folder, environment);
  }

  private static async run(
    app: App,
    program: readonly string[],
    folder: string,
    environment: Environment,
    node = process.execPath,
  ): Promise<ServiceProcess> {
    const service = new ServiceProcess(app, program, folder, environment, await freePort(), await freePort(), node);
    service.spawn();
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get operatorUrl(): string {
    return `http://127.0.0.1:${this.operatorPort}`;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get running(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Starts it, for the first time or again on the same ports, and waits until it is ready. */
  async start(): Promise<void> {
    this.spawn();
    await this.ready();
  }

  private spawn(): void {
    const log = openSync(join(this.folder, `${this.app}.log`), 'a');
    const child = spawn(this.node, this.program, {
      cwd: root,
      env: {
        PATH: process.env.PATH,
        NODE_NO_WARNINGS: '1',
        HOST: '127.0.0.1',
        PORT: String(this.port),
        OPERATOR_PORT: String(this.operatorPort),
        DATA_DIR: this.folder,
        ...this.environment,
      },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.child = child;
  }

  /** Throws when it ends before. */
  async ready(): Promise<void> {
    for (const end = Date.now() + PATIENCE; ; await sleep(20)) {
      const answer = await fetch(`${this.operatorUrl}/-/readiness`).catch(() => undefined);
      if (answer?.status === 200) return;
      if (!this.running || Date.now() > end) throw new Error(`the ${this.app} did not start, see ${this.folder}`);
    }
  }

  /** Sends a signal and waits until the process has ended; answers its exit code, null when the signal ended it. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const child = this.child;
    if (child === undefined || !this.running) return child?.exitCode ?? null;
    const exit = once(child, 'exit');
    child.kill(signal);
    const [code] = (await exit) as [number | null];
    return code;
  }
}
