/** One line of `changes`: what a push does to one ref. */
export interface Change {
  /** Lower-case hexadecimal, 40 or 64 digits. */
  readonly oldRev: string;
  readonly newRev: string;
  readonly ref: string;
  /** Both revisions blank counts as a deletion, the stricter reading. */
  readonly kind: 'creation' | 'deletion' | 'update';
  /** `unreadable` is a line that is no change at all; it is refused, never skipped. */
  readonly target: 'branch' | 'tag' | 'other' | 'unreadable';
  /** The ref without `refs/heads/` or `refs/tags/`; the whole ref for any other. */
  readonly name: string;
}

/**
 * `any` is the question of the SSH front end, which does not know the changes yet. It is literal when `_any` was said, and
 * not when nothing was.
 */
export type RequestedChanges =
  | { readonly kind: 'any'; readonly literally: boolean }
  | { readonly kind: 'list'; readonly changes: readonly Change[] };

/**
 * Reads the parameter `changes` (git-access.md 3.6) in one pass: a mirror push brings tens of megabytes.
 * Blank and missing read as `_any`, so that nothing to check never means nothing is checked.
 */
export function parseChanges(parameter: string | readonly string[] | null | undefined): RequestedChanges {
  const texts = typeof parameter === 'string' ? [parameter] : (parameter ?? []);
  const changes: Change[] = [];
  let anyMentioned = false;
  for (const text of texts) {
    for (let start = 0; start < text.length;) {
      const lineBreak = text.indexOf('\n', start);
      const end = lineBreak === -1 ? text.length : lineBreak;
      const change = parseLine(text, start, end);
      if (change === '_any') anyMentioned = true;
      else if (change !== undefined) changes.push(change);
      start = end + 1;
    }
  }
  if (changes.length === 0) return { kind: 'any', literally: anyMentioned };
  // `_any` among real lines is nothing that a client sends; as a change it is unreadable.
  return { kind: 'list', changes: anyMentioned ? [UNREADABLE, ...changes] : changes };
}

const UNREADABLE: Change = { oldRev: '', newRev: '', ref: '', kind: 'update', target: 'unreadable', name: '' };

/** Undefined for a blank line. */
function parseLine(text: string, start: number, end: number): Change | '_any' | undefined {
  const oldStart = skipBlanks(text, start, end);
  if (oldStart === end) return undefined;
  const oldRev = revisionAt(text, oldStart, end);
  const oldEnd = oldStart + oldRev.length;
  const newStart = skipBlanks(text, oldEnd, end);
  const newRev = revisionAt(text, newStart, end);
  const newEnd = newStart + newRev.length;
  const refStart = skipBlanks(text, newEnd, end);
  const refEnd = skipWord(text, refStart, end);
  // Between the revisions there is a gap anyway: a revision takes all digits in a row.
  const readable = oldRev !== '' && newRev !== '' && refStart > newEnd && refEnd > refStart;
  if (readable && skipBlanks(text, refEnd, end) === end) return changeOf(oldRev, newRev, text.slice(refStart, refEnd));
  const only = text.slice(oldStart, skipWord(text, oldStart, end));
  return only === '_any' && skipBlanks(text, oldStart + only.length, end) === end ? '_any' : UNREADABLE;
}

const BLANK_REVISION = /^0+$/;

function changeOf(oldRev: string, newRev: string, ref: string): Change {
  const kind = BLANK_REVISION.test(newRev) ? 'deletion' : BLANK_REVISION.test(oldRev) ? 'creation' : 'update';
  if (ref.startsWith(BRANCHES))
    return { oldRev, newRev, ref, kind, target: 'branch', name: ref.slice(BRANCHES.length) };
  if (ref.startsWith(TAGS)) return { oldRev, newRev, ref, kind, target: 'tag', name: ref.slice(TAGS.length) };
  return { oldRev, newRev, ref, kind, target: 'other', name: ref };
}

const BRANCHES = 'refs/heads/';
const TAGS = 'refs/tags/';

/** Looked up by character code; an expression takes several times as long, and there are eighty digits in a line. */
const DIGITS = new Uint8Array(128);
const UPPER_CASE = 2;
for (const digit of '0123456789abcdef') DIGITS[digit.charCodeAt(0)] = 1;
for (const digit of 'ABCDEF') DIGITS[digit.charCodeAt(0)] = UPPER_CASE;

/** The 40 or 64 hexadecimal digits that stand there, in lower case; blank for any other number of them. */
function revisionAt(text: string, start: number, end: number): string {
  let position = start;
  let inUpperCase = false;
  for (; position < end; position++) {
    const digit = DIGITS[text.charCodeAt(position)];
    if (!digit) break;
    if (digit === UPPER_CASE) inUpperCase = true;
  }
  const length = position - start;
  if (length !== 40 && length !== 64) return '';
  const revision = text.slice(start, position);
  return inUpperCase ? revision.toLowerCase() : revision;
}

function skipBlanks(text: string, start: number, end: number): number {
  let position = start;
  while (position < end && isBlank(text.charCodeAt(position))) position++;
  return position;
}

function skipWord(text: string, start: number, end: number): number {
  let position = start;
  while (position < end && !isBlank(text.charCodeAt(position))) position++;
  return position;
}

/** ASCII white space only: a branch name may hold a no-break space, and JavaScript would split there. */
function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}
