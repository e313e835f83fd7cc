import { spawn } from 'node:child_process';
import { refusals } from './refusal.js';

/** A repository on disk and the object folders that one call looks into, as absolute paths. */
export interface OpenRepository {
  readonly path: string;
  /** Undefined: the repository's own. */
  readonly objectDirectory: string | undefined;
  readonly alternates: readonly string[];
}

export interface GitRun {
  readonly code: number;
  readonly output: Buffer;
  readonly complaint: string;
}

/** Runs `git` on a repository, whatever it answers. Of the test's own environment only the path of programs is kept. */
export function runGit(
  { path, objectDirectory, alternates }: OpenRepository,
  words: readonly string[],
  input: string | Buffer = '',
): Promise<GitRun> {
  const child = spawn('git', ['-c', `safe.directory=${path}`, `--git-dir=${path}`, ...words], {
    cwd: '/',
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      LC_ALL: 'C',
      HOME: '/nonexistent',
      GIT_CONFIG_NOSYSTEM: '1',
      ...(objectDirectory === undefined ? {} : { GIT_OBJECT_DIRECTORY: objectDirectory }),
      ...(alternates.length === 0 ? {} : { GIT_ALTERNATE_OBJECT_DIRECTORIES: alternates.join(':') }),
    },
  });
  const output: Buffer[] = [];
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  // Git may have its answer before it has read everything.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, output: Buffer.concat(output), complaint }));
  });
}

/** The output of a command that has to succeed; a failure is INTERNAL, as from Gitaly. */
export async function git(
  repository: OpenRepository,
  words: readonly string[],
  input: string | Buffer = '',
): Promise<Buffer> {
  const { code, output, complaint } = await runGit(repository, words, input);
  if (code !== 0) throw refusals.internal(`git ${words[0] ?? ''}: exit status ${code}: ${complaint.trim()}`);
  return output;
}

/** Pieces of an output that end in a separator. Split as bytes: names in a repository need not be UTF-8. */
export function pieces(output: Buffer, separator = '\n'): Buffer[] {
  const mark = separator.charCodeAt(0);
  const found: Buffer[] = [];
  for (let start = 0, end: number; start < output.length; start = end + 1) {
    end = output.indexOf(mark, start);
    if (end === -1) end = output.length;
    found.push(output.subarray(start, end));
  }
  return found;
}

export const lines = (output: Buffer): string[] => pieces(output).map((piece) => piece.toString('utf8'));
