import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** What the load process is told to do. */
export interface Load {
  readonly port: number;
  /** Whole requests as they go over the wire, and the status that each is to be answered with; connections take them in turn. */
  readonly requests: readonly { readonly bytes: Buffer; readonly status: number }[];
  readonly connections: number;
  /** Open a new connection for each request, as GitLab Shell does. */
  readonly close: boolean;
  /**
   * Ends after so many seconds, or after so many requests. With a rate, so many requests are made in a second, whether or not
   * earlier ones have been answered; without one each connection asks again at once.
   */
  readonly until: { readonly seconds: number; readonly perSecond?: number } | { readonly requests: number };
}

/** What it has seen. Times are milliseconds. */
export interface Loaded {
  readonly answers: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50: number;
  /** Of every answer, in no order. */
  readonly times: Float64Array;
  /** How many answers had which status; 0 stands for a connection that ended without a whole one. */
  readonly statuses: Readonly<Record<string, number>>;
  /** How many had another status than their request asks for. */
  readonly unexpected: number;
  /** Seconds of CPU that the load itself took. */
  readonly cpu: number;
}

/** A process of its own that makes requests, so that it shares no event loop with what it measures. */
export class LoadProcess {
  private readonly child: ChildProcess;

  constructor() {
    this.child = fork(join(import.meta.dirname, 'load-process.ts'), {
      execArgv: ['--import', '@swc-node/register/esm-register'],
      serialization: 'advanced',
      stdio: 'inherit',
    });
  }

  run(load: Load): Promise<Loaded> {
    return new Promise((resolve, reject) => {
      this.child.once('message', (message) => resolve(message));
      this.child.once('exit', () => reject(new Error('the load process has ended')));
      this.child.send(load);
    }).finally(() => this.child.removeAllListeners('exit')) as Promise<Loaded>;
  }

  stop(): void {
    this.child.kill();
  }
}
