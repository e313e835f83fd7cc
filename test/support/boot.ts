import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the API as a process of its own, from source, and waits for it to end by itself. */
export const bootApi = (environment: Record<string, string>): Promise<Ended> => bootApp('api', [], environment);

/** Runs one command of the operator's command line as a process of its own, from source. */
export const bootAdmin = (environment: Record<string, string>, ...words: string[]): Promise<Ended> =>
  bootApp('admin', words, environment);

function bootApp(app: string, words: readonly string[], environment: Record<string, string>): Promise<Ended> {
  const args = ['--import', '@swc-node/register/esm-register', `apps/${app}/src/main.ts`, ...words];
  const env = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...environment };
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd: root, env, timeout: 60_000 }, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr }),
    );
  });
}
