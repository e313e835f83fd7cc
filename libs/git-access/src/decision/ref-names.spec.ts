import fc from 'fast-check';
import { isValidBranchName, isValidTagName } from './ref-names.js';

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
  it.each(['a', 'a/b', '@', 'a@b', 'ü', 'a.b', 'a./b', '\u{1f600}'])('accepts %s', (name) => {
    expect([isValidBranchName(name), isValidTagName(name)]).toEqual([true, true]);
  });

  it.each([
    '',
    '/a',
    'a/',
    'a//b',
    '.b',
    'a/.b',
    'b.lock',
    'a.lock/b',
    'b..c',
    'b~',
    'b^',
    'b:c',
    'b?',
    'b*',
    '[b',
    'b\\c',
    'b c',
    'b\u007f',
    'b\u0000',
    '@{',
    'b.',
    'b\ud83d',
  ])('refuses %j', (name) => {
    expect([isValidBranchName(name), isValidTagName(name)]).toEqual([false, false]);
  });
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
        const branch = name !== 'HEAD' && !/^-|^refs\/(heads|remotes)\//.test(name);
        expect(isValidBranchName(name)).toBe(branch && byDefinition(`refs/heads/${name}`));
        expect(isValidTagName(name)).toBe(!name.startsWith('refs/tags/') && byDefinition(`refs/tags/${name}`));
      }),
      { numRuns: 10_000 },
    );
  });

  it.each(['HEAD', '-a', 'refs/heads/a', 'refs/remotes/a'])('make no branch of %j', (name) => {
    expect(isValidBranchName(name)).toBe(false);
  });
});
