import fc from 'fast-check';
import { isValidBranchName, isValidRefName, isValidTagName } from './ref-names.js';

/** The rules of `git check-ref-format` one by one, as its manual lists them. */
function byDefinition(ref: string): boolean {
  const parts = ref.split('/');
  return (
    parts.length > 1 &&
    parts.every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock')) &&
    ![...ref].some((character) => character < ' ' || ' ~^:?*[\\\u007f'.includes(character)) &&
    !['..', '@{'].some((pair) => ref.includes(pair)) &&
    !ref.endsWith('.') &&
    Buffer.from(ref).toString() === ref
  );
}

describe('git check-ref-format', () => {
  it.each([
    'refs/heads/a',
    'refs/heads/a/b',
    'refs/heads/@',
    'refs/heads/a@b',
    'refs/heads/ü',
    'refs/heads/a.b',
    'refs/heads/-a',
  ])('accepts %s', (ref) => expect(isValidRefName(ref)).toBe(true));

  it.each([
    'a',
    '/a/b',
    'a/',
    'a//b',
    'a/.b',
    'a/b.lock',
    'a.lock/b',
    'a/b..c',
    'a/b~',
    'a/b^',
    'a/b:c',
    'a/b?',
    'a/b*',
    'a/[b',
    'a/b\\c',
    'a/b c',
    'a/b\u007f',
    'a/b\u0000',
    'a/@{',
    'a/b.',
  ])('refuses %j', (ref) => expect(isValidRefName(ref)).toBe(false));
});

describe('names of refs', () => {
  const pieces = [
    'a',
    'Z',
    '0',
    '/',
    '.',
    '.lock',
    '@',
    '{',
    '-',
    ' ',
    '~',
    '\\',
    '\u0000',
    '\u001f',
    '\u007f',
    'ü',
    '\u{1f600}',
  ];
  const unit = fc.constantFrom(
    ...pieces,
    '\ud83d',
    '\ude00',
    'lock',
    'HEAD',
    'refs/heads/',
    'refs/remotes/',
    'refs/tags/',
  );
  const names = fc.string({ unit, maxLength: 6 });

  it('agree with the definition', () => {
    fc.assert(
      fc.property(names, (name) => {
        expect(isValidRefName(name)).toBe(byDefinition(name));
        const branch = name !== 'HEAD' && !/^-|^refs\/(heads|remotes)\//.test(name);
        expect(isValidBranchName(name)).toBe(branch && byDefinition(`refs/heads/${name}`));
        expect(isValidTagName(name)).toBe(!name.startsWith('refs/tags/') && byDefinition(`refs/tags/${name}`));
      }),
      { numRuns: 10_000 },
    );
  });

  it.each(['', 'HEAD', '-a', 'refs/heads/a', 'refs/remotes/a'])('make no branch of %j', (name) => {
    expect(isValidBranchName(name)).toBe(false);
  });
});
