import type { Statement } from '@app/platform';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** One thing that the floor asks a store: a prepared statement, which may only read, or a counter in Redis. */
export type FloorWork =
  | { readonly statement: Statement; readonly values: readonly unknown[]; readonly writes?: true }
  | { readonly key: string };

/** What the floor does for one request: asks the stores, then writes these bytes. */
export interface FloorPlan {
  readonly work: readonly FloorWork[];
  readonly status: number;
  /** Names and values in turn, as they stood in the service's own answer. */
  readonly headers: readonly string[];
  readonly body: string;
}

export interface FloorSettings {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly poolSize: number;
  /**
   * False for the least that anybody would write. True for a server that does no more, but asks PostgreSQL and answers as the
   * service does: what the service costs beside it is what it knows, not how it talks.
   */
  readonly tuned: boolean;
}

/** The floor as a process of its own, built like the service's. */
export class Floor {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  static async start(settings: FloorSettings): Promise<Floor> {
    const child = fork(join(import.meta.dirname, 'floor-process.ts'), {
      execArgv: ['--import', '@swc-node/register/esm-register'],
      serialization: 'advanced',
      stdio: 'inherit',
    });
    child.send(settings);
    const [port] = (await once(child, 'message')) as [number];
    return new Floor(child, port);
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** What to do for the requests to come; a request names its plan in `X-Request-Id`. */
  async serve(plans: readonly FloorPlan[]): Promise<void> {
    this.child.send(plans);
    await once(this.child, 'message');
  }

  stop(): void {
    this.child.kill();
  }
}
