import { normalizeRepositoryPath, repositoryCandidates, repositoryFullPath } from './repository-path.js';
import { stopwatch } from '../../../../test/support/stopwatch.js';

describe('normalizeRepositoryPath', () => {
  it.each([
    ['/gnuwget/wget2.git', 'gnuwget/wget2'],
    ['gnuwget/wget2', 'gnuwget/wget2'],
    ['GnuWget/WGET2', 'GnuWget/WGET2'],
    ['gnuwget/wget2.git/', 'gnuwget/wget2'],
    ['//gnuwget/wget2.git.git//', 'gnuwget/wget2.git'],
    ['gnuwget/.git', 'gnuwget/'],
    ['///', ''],
  ])('case 46: %s is %s', (given, expected) => {
    expect(normalizeRepositoryPath(given)).toBe(expected);
  });

  it('takes linear time on a path of slashes', () => {
    const took = stopwatch();
    normalizeRepositoryPath(`a${'/'.repeat(2_000_000)}b`);
    expect(took()).toBeLessThan(500);
  });
});

describe('repositoryCandidates', () => {
  it('tries project, wiki, snippet and design in this order', () => {
    expect(repositoryCandidates('a/b')).toEqual([{ kind: 'project', container: 'a/b' }]);
    expect(repositoryCandidates('a/b.wiki.git')).toEqual([
      { kind: 'project', container: 'a/b.wiki' },
      { kind: 'wiki', container: 'a/b' },
    ]);
    expect(repositoryCandidates('a/b.design')).toEqual([
      { kind: 'project', container: 'a/b.design' },
      { kind: 'design', container: 'a/b' },
    ]);
    expect(repositoryCandidates('snippets/7')).toEqual([
      { kind: 'project', container: 'snippets/7' },
      { kind: 'snippet', container: undefined, id: 7 },
    ]);
    expect(repositoryCandidates('/a/b/snippets/7.git')).toEqual([
      { kind: 'project', container: 'a/b/snippets/7' },
      { kind: 'snippet', container: 'a/b', id: 7 },
    ]);
  });

  it.each(['snippets/07', 'snippets/x', 'snippets/0', 'snippets', 'snippets/7/x'])('finds no snippet in %s', (path) => {
    expect(repositoryCandidates(path).map(({ kind }) => kind)).toEqual(['project']);
  });

  it.each(['', '/', '.git', 'a\0b'])('finds nothing in %j', (path) => {
    expect(repositoryCandidates(path)).toEqual([]);
  });

  it('gives back the full path of each', () => {
    for (const path of ['a/b', 'a/b.wiki', 'snippets/7', 'a/b/snippets/7', 'a/b.design']) {
      expect(repositoryFullPath(repositoryCandidates(path).at(-1)!)).toBe(path);
    }
  });
});
