import { git, lines, type OpenRepository } from './git.js';

/** An object without its content. */
export interface Described {
  readonly id: string;
  readonly type: string;
  readonly size: number;
}

export interface GitObject extends Described {
  readonly content: Buffer;
}

const FORMAT = '--batch-check=%(objectname) %(objecttype) %(objectsize)';

/** For each revision its object, or undefined where there is none. */
export async function describe(
  repository: OpenRepository,
  revisions: readonly string[],
): Promise<(Described | undefined)[]> {
  if (revisions.length === 0) return [];
  const output = await git(repository, ['cat-file', FORMAT], `${revisions.join('\n')}\n`);
  return lines(output).map((line) => (line.endsWith(' missing') ? undefined : parse(line)));
}

/** Every object of one type in the object folders that the call looks into. Old git cannot filter, so this does. */
export async function allOfType(repository: OpenRepository, type: string): Promise<Described[]> {
  const output = await git(repository, ['cat-file', '--batch-all-objects', '--unordered', FORMAT]);
  return lines(output)
    .map(parse)
    .filter((object) => object.type === type);
}

/** The objects with these ids, which have to exist, in this order. */
export async function read(repository: OpenRepository, ids: readonly string[]): Promise<GitObject[]> {
  if (ids.length === 0) return [];
  const output = await git(repository, ['cat-file', '--batch'], `${ids.join('\n')}\n`);
  const objects: GitObject[] = [];
  for (let start = 0; start < output.length;) {
    const headerEnd = output.indexOf(0x0a, start);
    const header = parse(output.subarray(start, headerEnd).toString('utf8'));
    const contentEnd = headerEnd + 1 + header.size;
    objects.push({ ...header, content: output.subarray(headerEnd + 1, contentEnd) });
    start = contentEnd + 1;
  }
  return objects;
}

function parse(line: string): Described {
  const [id = '', type = '', size = ''] = line.split(' ');
  return { id, type, size: Number(size) };
}
