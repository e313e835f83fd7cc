import type { ChildProcess } from 'node:child_process';

export interface RunningServer {
  /** With credentials. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

export function startPostgres(options: {
  dataDir: string;
  port?: number;
  settings?: Readonly<Record<string, string>>;
}): Promise<RunningServer>;
