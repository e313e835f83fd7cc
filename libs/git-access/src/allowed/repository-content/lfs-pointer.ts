/** Bytes; a pointer is shorter, so larger blobs are never read. */
export const LARGEST_POINTER = 200;

const BEGINNING = 'version https://git-lfs.github.com/spec';
const OBJECT = /^oid sha256:([0-9a-f]{64})$/m;
const SIZE = /^size \d+$/m;

/** The object that a Git LFS pointer names; undefined for a text that is none (gitaly.md 3.6). */
export function pointedObject(content: Buffer): string | undefined {
  if (content.length > LARGEST_POINTER) return undefined;
  const text = content.toString('latin1');
  return text.startsWith(BEGINNING) && SIZE.test(text) ? OBJECT.exec(text)?.[1] : undefined;
}
