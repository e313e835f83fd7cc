import { formatRepositoryIdentifier, parseRepositoryIdentifier } from './repository-identifier.js';

describe('parseRepositoryIdentifier', () => {
  it.each([
    ['project-7', { kind: 'project', id: 7 }],
    ['wiki-7', { kind: 'wiki', id: 7 }],
    ['snippet-7', { kind: 'snippet', id: 7 }],
    ['design-7', { kind: 'design', id: 7 }],
    ['group-7-wiki', { kind: 'group_wiki', id: 7 }],
    ['project-7-wiki', { kind: 'wiki', id: 7 }],
  ])('reads %s', (text, expected) => {
    expect(parseRepositoryIdentifier(text)).toEqual(expected);
  });

  it.each([
    'foo-1',
    'project-x',
    'project-0',
    'project--7',
    'project-7x',
    'project-7\n',
    'PROJECT-7',
    'project-07',
    '../',
    'project-',
    'project',
    '',
    'project-7-design',
    'group-7',
    'project-7-wiki-x',
    'project-7\0',
    `project-${'9'.repeat(10_000)}`,
  ])('case 49: finds nothing in %j', (text) => {
    expect(parseRepositoryIdentifier(text)).toBeUndefined();
  });

  it('writes what clients are given', () => {
    expect(formatRepositoryIdentifier({ kind: 'project', id: 3 })).toBe('project-3');
    expect(formatRepositoryIdentifier({ kind: 'group_wiki', id: 3 })).toBe('group-3-wiki');
  });
});
