import { parseChanges } from './changes.js';
import { A, B, Z } from './testing/fixtures.js';

const list = (text: string | string[]) => {
  const parsed = parseChanges(text);
  return parsed.kind === 'any' ? [] : parsed.changes.map(({ kind, target, name }) => `${kind} ${target} ${name}`);
};

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

  it('reads a mirror push of 20 megabytes in one pass', () => {
    const text = Array.from({ length: 150_000 }, (_, n) => `${A} ${B} refs/heads/${'x'.repeat(40)}${n}\n`).join('');
    expect(text.length).toBeGreaterThan(20_000_000);
    const begin = performance.now();
    const parsed = parseChanges(text);
    expect(performance.now() - begin).toBeLessThan(3000);
    expect(parsed.kind === 'list' && parsed.changes.length).toBe(150_000);
  });
});
