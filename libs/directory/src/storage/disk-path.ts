import { hash } from 'node:crypto';

/** Roots of hashed storage: projects with their wikis and designs, snippets, wikis of groups (schema.md 2.6). */
export type HashedRoot = '@hashed' | '@snippets' | '@groups';

/**
 * Where hashed storage puts the repository of this id, without an ending such as `.git` or `.wiki.git`. Every container
 * without a disk path of its own in the database lies here.
 */
export function hashedDiskPath(root: HashedRoot, id: number): string {
  const digest = hash('sha256', String(id), 'hex');
  return `${root}/${digest.slice(0, 2)}/${digest.slice(2, 4)}/${digest}`;
}
