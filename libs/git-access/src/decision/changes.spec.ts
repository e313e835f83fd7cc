import fc from 'fast-check';
import { parseChanges, type Change } from './changes.js';
import { A, B, Z } from './testing/fixtures.js';
import { stopwatch } from '../../../../test/support/stopwatch.js';

const list = (text: string | string[]) => {
  const parsed = parseChanges(text);
  return parsed.kind === 'any' ? [] : parsed.changes.map(({ kind, target, name }) => `${kind} ${target} ${name}`);
};

/** The rules word for word, and slow: each line is split, and its parts are looked at one by one. */
function byDefinition(text: string): { literally: boolean } | (Change | undefined)[] {
  const lines = text.split('\n').map((line) => line.split(/[\t\n\v\f\r ]+/).filter((word) => word !== ''));
  const said = lines.filter((words) => words.length > 0);
  const isAny = (words: string[]) => words.join() === '_any';
  const changes = said.filter((words) => !isAny(words)).map(changeByDefinition);
  if (changes.length === 0) return { literally: said.some(isAny) };
  return said.some(isAny) ? [undefined, ...changes] : changes;
}

function changeByDefinition([oldRev = '', newRev = '', ref = '', ...more]: string[]): Change | undefined {
  const isRevision = (word: string) => /^[0-9a-f]*$/i.test(word) && [40, 64].includes(word.length);
  if (!isRevision(oldRev) || !isRevision(newRev) || ref === '' || more.length > 0) return undefined;
  const kind = Number(`0x${newRev}`) === 0 ? 'deletion' : Number(`0x${oldRev}`) === 0 ? 'creation' : 'update';
  const [, space, name] = /^refs\/(heads|tags)\/(.*)$/s.exec(ref) ?? [];
  return {
    oldRev: oldRev.toLowerCase(),
    newRev: newRev.toLowerCase(),
    ref,
    kind,
    target: space === 'heads' ? 'branch' : space === 'tags' ? 'tag' : 'other',
    name: name ?? ref,
  };
}

describe('changes (git-access.md 3.6)', () => {
  it('reads creations, deletions and updates of branches, tags and other refs', () => {
    expect(list(`${Z} ${A} refs/heads/a\n${A} ${Z} refs/tags/b\n${A} ${B} refs/notes/c\n`)).toEqual([
      'creation branch a',
      'deletion tag b',
      'update other refs/notes/c',
    ]);
    expect(list(`${Z} ${Z} refs/heads/a`)).toEqual(['deletion branch a']);
  });

  it.each([undefined, null, '', ' \n\t\n', []])('reads %j as any', (parameter) => {
    expect(parseChanges(parameter)).toEqual({ kind: 'any', literally: false });
  });

  it.each(['_any', ' _any\n', ['_any']])('reads %j as any, said so', (parameter) => {
    expect(parseChanges(parameter)).toEqual({ kind: 'any', literally: true });
  });

  it('splits at ascii white space only', () => {
    expect(list(`${A}\t${B}  refs/heads/a\u00a0b\u2028c`)).toEqual(['update branch a\u00a0b\u2028c']);
  });

  it.each([`${A} ${B}`, `${A} ${B} refs/heads/x y`, `${A}0 ${B} refs/heads/x`, `g${A.slice(1)} ${B} refs/heads/x`])(
    'keeps a line that it cannot read: %s',
    (line) => {
      expect(list([line, `${A} ${B} refs/heads/x`])).toEqual(['update unreadable ', 'update branch x']);
    },
  );

  it('notices _any among real lines', () => {
    expect(list(`${A} ${B} refs/heads/x\n_any`)).toEqual(['update unreadable ', 'update branch x']);
  });

  it('agrees with the definition', () => {
    const digits = fc.constantFrom('0', '0', '0', 'a', 'F', '9', 'g', '\u00aa', '\u0130');
    const revision = fc
      .tuple(fc.constantFrom(Z, A, B.toUpperCase(), `${A}${Z.slice(16)}`, Z.slice(1), `${A}0`), fc.nat(80), digits)
      .map(([text, place, digit]) => `${text.slice(0, place)}${text[place] ? digit : ''}${text.slice(place + 1)}`);
    const name = fc.string({ unit: fc.constantFrom('a', '/', '0', '\u00a0', '\u2028', 'ü'), maxLength: 3 });
    const ref = fc
      .tuple(fc.constantFrom('refs/heads/', 'refs/tags/', 'refs/heads', '', 'HEAD'), name)
      .map((parts) => parts.join(''));
    const gap = fc.constantFrom(' ', ' ', ' ', '', '  ', '\t', '\v\f\r', '\u00a0');
    const edge = fc.constantFrom('', '', '', ' ', '\r');
    const line = fc.oneof(
      { weight: 9, arbitrary: fc.tuple(edge, revision, gap, revision, gap, ref, edge).map((parts) => parts.join('')) },
      fc.tuple(edge, fc.constantFrom('_any', '', '_any _any', '_anyone', A, 'x'), edge).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), fc.constantFrom('', '\n'), (lines, ending) => {
        const text = lines.join('\n') + ending;
        const parsed = parseChanges(text);
        const said =
          parsed.kind === 'any'
            ? { literally: parsed.literally }
            : parsed.changes.map((change) => (change.target === 'unreadable' ? undefined : change));
        expect(said).toEqual(byDefinition(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('reads a mirror push of 20 megabytes in one pass', () => {
    const text = Array.from({ length: 150_000 }, (_, n) => `${A} ${B} refs/heads/${'x'.repeat(40)}${n}\n`).join('');
    expect(text.length).toBeGreaterThan(20_000_000);
    const took = stopwatch();
    const parsed = parseChanges(text);
    expect(took()).toBeLessThan(3000);
    expect(parsed.kind === 'list' && parsed.changes.length).toBe(150_000);
  });
});
