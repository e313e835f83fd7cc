import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { readDockerfile, type Stage } from './dockerfile.js';

const execute = promisify(execFile);

/**
 * Builds the stages of the Dockerfile without a container engine: each is a folder, its commands are run in it as they
 * stand. What belongs to the system (apt-get) is left to this machine. Returns the folder of the last stage.
 */
export async function buildImage(root: string, scratch: string): Promise<string> {
  const ignored = ignoredBy(root);
  const folders = new Map<string, string>();
  let last = '';
  for (const stage of readDockerfile(root)) {
    last = join(scratch, stage.name);
    folders.set(stage.name, last);
    await buildStage(stage, last, root, folders, ignored);
  }
  return last;
}

async function buildStage(
  { instructions }: Stage,
  folder: string,
  root: string,
  folders: ReadonlyMap<string, string>,
  ignored: (path: string) => boolean,
): Promise<void> {
  let workdir = folder;
  for (const { name, operands } of instructions) {
    if (name === 'WORKDIR') {
      workdir = join(folder, operands);
      mkdirSync(workdir, { recursive: true });
    } else if (name === 'COPY') {
      const [, from] = /^--from=(\S+) /.exec(operands) ?? [];
      const words = operands.replace(/^--from=\S+ /, '').split(' ');
      const target = join(workdir, words.at(-1) ?? '.');
      for (const source of words.slice(0, -1)) {
        const origin = from === undefined ? join(root, source) : join(folders.get(from) as string, source);
        const intoFolder = words.length > 2 || /\/$|^\.$/.test(words.at(-1) ?? '');
        const filter = (path: string) => from !== undefined || !ignored(relative(root, path));
        cpSync(origin, intoFolder ? join(target, basename(source)) : target, { recursive: true, filter });
      }
    } else if (name === 'RUN' && !operands.startsWith('apt-get')) {
      const { HOME, PATH } = process.env;
      await execute('sh', ['-c', operands], { cwd: workdir, env: { HOME, PATH }, maxBuffer: 2 ** 26 });
    }
  }
  chmodSync(folder, 0o755);
}

/** .dockerignore here keeps everything out but what it names; of that, tests stay out. */
function ignoredBy(root: string): (path: string) => boolean {
  const kept = readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  return (path) =>
    path.endsWith('.spec.ts') ||
    !kept.some((one) => path === one || path.startsWith(`${one}/`) || one.startsWith(`${path}/`));
}
