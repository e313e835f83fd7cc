import { isPathName } from './path-names.js';

describe('isPathName', () => {
  it.each(['wget2', 'GNU', '_x', '.github', 'a.b-c_d', '7'])('takes %s', (name) => {
    expect(isPathName(name, 'project')).toBe(true);
  });

  it.each(['', '-x', 'a b', 'ä', 'a/b', '..', 'ends.with.dot.', 'x.git', 'X.GIT', 'x.atom', 'a\n', 'x'.repeat(256)])(
    'refuses %j',
    (name) => {
      expect(isPathName(name, 'project')).toBe(false);
    },
  );

  it('keeps the words of the web application free, each where it is one', () => {
    expect(isPathName('Admin', 'top')).toBe(false);
    expect(isPathName('admin', 'project')).toBe(true);
    expect(isPathName('tree', 'project')).toBe(false);
    expect(isPathName('tree', 'top')).toBe(true);
    expect(isPathName('tree', 'subgroup')).toBe(true);
  });
});
