import type { Described, GitObject } from './objects.js';

/** Bytes; nothing longer is taken for a pointer. */
const LONGEST = 200;

export const mayBePointer = ({ size }: Described): boolean => size <= LONGEST;

/** The object that a pointer stands for; undefined for any other text (gitaly.md 3.6, ListLFSPointers). */
export function parsePointer({ content }: GitObject): { readonly oid: string; readonly size: number } | undefined {
  const text = content.toString('latin1');
  const oid = /^oid sha256:([0-9a-f]{64})$/m.exec(text)?.[1];
  const size = /^size (\d+)$/m.exec(text)?.[1];
  if (!text.startsWith('version https://git-lfs.github.com/spec') || oid === undefined || size === undefined) {
    return undefined;
  }
  return { oid, size: Number(size) };
}
