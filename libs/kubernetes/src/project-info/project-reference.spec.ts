import { projectReference } from './project-reference.js';

describe('projectReference', () => {
  it.each([
    ['7', { id: '7' }],
    [7, { id: '7' }],
    ['007', { id: '7' }],
    ['0', { id: '0' }],
    ['9223372036854775807', { id: '9223372036854775807' }],
    ['group/project', { path: 'group/project' }],
    ['7/8', { path: '7/8' }],
  ])('reads %p', (value, reference) => {
    expect(projectReference(value)).toEqual(reference);
  });

  it.each([
    undefined,
    null,
    '',
    'project',
    '-1',
    -1,
    1.5,
    '1e1',
    ' 7',
    '7\n',
    '9223372036854775808',
    '9'.repeat(100_000),
    'group/project\0',
    ['7'],
    { id: 7 },
    true,
  ])('finds nothing in %p', (value) => {
    expect(projectReference(value)).toBeUndefined();
  });
});
