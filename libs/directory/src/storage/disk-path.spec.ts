import { hashedDiskPath } from './disk-path.js';

describe('hashedDiskPath', () => {
  it.each([
    // schema.md 3.9 and git-access.md 2.2
    [1, '@hashed/6b/86/6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b'],
    [3, '@hashed/4e/07/4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce'],
  ])('of project %p', (id, path) => {
    expect(hashedDiskPath('@hashed', id)).toBe(path);
  });
});
