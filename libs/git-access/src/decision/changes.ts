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
      const fields = splitAtBlanks(text, start, end);
      if (fields.length === 1 && fields[0] === '_any') anyMentioned = true;
      else if (fields.length > 0) changes.push(parseChange(fields));
      start = end + 1;
    }
  }
  if (changes.length === 0) return { kind: 'any', literally: anyMentioned };
  // `_any` among real lines is nothing that a client sends; as a change it is unreadable.
  return { kind: 'list', changes: anyMentioned ? [parseChange(['_any']), ...changes] : changes };
}

/** Splits at ASCII white space only: a branch name may hold a no-break space, and JavaScript would split there. */
function splitAtBlanks(text: string, start: number, end: number): string[] {
  const fields: string[] = [];
  let position = start;
  while (position < end) {
    while (position < end && isBlank(text.charCodeAt(position))) position++;
    const fieldStart = position;
    while (position < end && !isBlank(text.charCodeAt(position))) position++;
    if (position > fieldStart) fields.push(text.slice(fieldStart, position));
    // A fourth field already makes the line unreadable.
    if (fields.length > 3) break;
  }
  return fields;
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

const REVISION = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i;
const BLANK_REVISION = /^0+$/;

function parseChange(fields: readonly string[]): Change {
  const [oldRev = '', newRev = '', ref = ''] = fields;
  if (fields.length !== 3 || !REVISION.test(oldRev) || !REVISION.test(newRev)) {
    return { oldRev: '', newRev: '', ref: '', kind: 'update', target: 'unreadable', name: '' };
  }
  const kind = BLANK_REVISION.test(newRev) ? 'deletion' : BLANK_REVISION.test(oldRev) ? 'creation' : 'update';
  return { oldRev: oldRev.toLowerCase(), newRev: newRev.toLowerCase(), ref, kind, ...targetOf(ref) };
}

function targetOf(ref: string): Pick<Change, 'target' | 'name'> {
  if (ref.startsWith('refs/heads/')) return { target: 'branch', name: ref.slice('refs/heads/'.length) };
  if (ref.startsWith('refs/tags/')) return { target: 'tag', name: ref.slice('refs/tags/'.length) };
  return { target: 'other', name: ref };
}
