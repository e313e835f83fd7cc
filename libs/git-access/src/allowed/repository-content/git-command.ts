import { spawn } from 'node:child_process';
import type { OutputReader } from './git-output.js';
import { ContentUnavailable } from './repository-content.js';
import type { RepositoryFolder } from './repository-folder.js';

/** How one `git` command is run: arguments as a list, never a shell; names and revisions go through its input. */
export interface GitCommand {
  readonly arguments: readonly string[];
  readonly input?: string;
  /** Exit codes that are an answer; 0 unless said. */
  readonly exitCodes?: readonly number[];
  readonly output: OutputReader;
}

/**
 * Runs `git` on a repository without anything from outside it: no configuration of the machine or the user, no
 * replacement of objects, no fetching of missing ones, no prompt. Resolves with the exit code.
 * @throws ContentUnavailable when git cannot answer, or the signal ends it
 */
export async function runGit(folder: RepositoryFolder, command: GitCommand, signal: AbortSignal): Promise<number> {
  const { arguments: words, input = '', exitCodes = [0], output } = command;
  const child = spawn('git', ['-c', `safe.directory=${folder.path}`, `--git-dir=${folder.path}`, ...words], {
    cwd: '/',
    env: environment(folder),
    stdio: ['pipe', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(0, 1000)));
  // Git may end before it has read everything, when the answer is already clear.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);

  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // A failure is reported below, where `ended` is awaited, also when reading the output fails first.
  ended.catch(() => undefined);
  let satisfied = false;
  for await (const chunk of child.stdout) {
    if (output.chunk(chunk as Buffer) === false) {
      satisfied = true;
      child.kill('SIGKILL');
      break;
    }
  }
  if (!satisfied) output.end?.();
  const code = await ended.catch((error: Error) => {
    throw new ContentUnavailable(`git could not be run: ${error.message}`);
  });
  if (satisfied) return 0;
  if (code === null || !exitCodes.includes(code)) {
    throw new ContentUnavailable(`git ${words[0] ?? ''} ended with ${code ?? 'a signal'}: ${complaint.trim()}`);
  }
  return code;
}

function environment({ objects }: RepositoryFolder): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    LC_ALL: 'C',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: '',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    ...(objects === null
      ? {}
      : {
          GIT_OBJECT_DIRECTORY: objects.directory,
          GIT_ALTERNATE_OBJECT_DIRECTORIES: objects.alternates.join(':'),
        }),
  };
}
