import type { ChildProcess } from 'node:child_process';

/** The absolute path of the first of `names` that can be run. */
export function findProgram(...names: string[]): string | undefined;

export const runsAsRoot: boolean;

/** Starts a server that ends with this process; what it prints goes to `logFile`. */
export function startServer(
  program: string,
  args: readonly string[],
  options: {
    logFile: string;
    deathSignal: string;
    user?: { uid: number; gid: number; keepAccess?: boolean } | undefined;
    cwd: string;
  },
): ChildProcess;

/** Sends each signal in turn, with milliseconds to wait for the end, until the child is gone. */
export function stopChild(child: ChildProcess, signals: readonly (readonly [string, number])[]): Promise<void>;

/** A port on 127.0.0.1 that nobody listens on. */
export function freePort(): Promise<number>;
