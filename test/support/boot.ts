import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Starts the API as a process of its own, from source, and waits for it to end by itself. */
export function bootApi(environment: Record<string, string>): Promise<{ code: number; stderr: string }> {
  const args = ['--import', '@swc-node/register/esm-register', 'apps/api/src/main.ts'];
  const env = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...environment };
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd: root, env, timeout: 25_000 }, (error, _stdout, stderr) =>
      done({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stderr }),
    );
  });
}
