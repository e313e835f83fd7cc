import { isValidRefName } from './ref-names.js';

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
