import type { GitObject } from './objects.js';

/** Gitaly cuts messages here; `body_size` tells the full length. */
const BODY_LIMIT = 10_240;

const SIGNATURES: readonly (readonly [string, string])[] = [
  ['-----BEGIN PGP', 'PGP'],
  ['-----BEGIN SIGNED MESSAGE-----', 'X509'],
  ['-----BEGIN SSH SIGNATURE-----', 'SSH'],
];

/** A commit as git stores it: headers, a blank line, the message. Nothing in it needs to be UTF-8. */
export function parseCommit({ id, content }: GitObject) {
  const end = content.indexOf('\n\n');
  const head = (end === -1 ? content : content.subarray(0, end)).toString('latin1').split('\n');
  const body = end === -1 ? Buffer.alloc(0) : content.subarray(end + 2);
  const values = (name: string) =>
    head.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  const signature = head.find((line) => /^gpgsig(-sha256)? /.test(line))?.replace(/^\S+ /, '') ?? '';
  const lineEnd = body.indexOf(0x0a);
  return {
    id,
    subject: lineEnd === -1 ? body : body.subarray(0, lineEnd),
    body: body.subarray(0, BODY_LIMIT),
    bodySize: body.length,
    author: parsePerson(values('author')[0]),
    committer: parsePerson(values('committer')[0]),
    parentIds: values('parent'),
    treeId: values('tree')[0] ?? '',
    signatureType: SIGNATURES.find(([begin]) => signature.startsWith(begin))?.[1] ?? 'NONE',
  };
}

/** `Name <e-mail> seconds zone`; null where there is none. */
function parsePerson(text: string | undefined) {
  const [, name = '', email = '', seconds = '0', timezone = ''] =
    /^(.*?) ?<([^>]*)>(?: (-?\d+) ([+-]\d+))?$/.exec(text ?? '') ?? [];
  if (text === undefined) return null;
  return {
    name: Buffer.from(name, 'latin1'),
    email: Buffer.from(email, 'latin1'),
    date: { seconds: Number(seconds), nanos: 0 },
    timezone: Buffer.from(timezone),
  };
}

/** The whole message, which `parseCommit` cuts. */
export function messageOf({ content }: GitObject): Buffer {
  const end = content.indexOf('\n\n');
  return end === -1 ? Buffer.alloc(0) : content.subarray(end + 2);
}
