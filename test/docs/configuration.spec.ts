import { readFile } from 'node:fs/promises';
import { configurationPage } from '../../scripts/docs/configuration.mjs';

describe('docs/configuration.md', () => {
  it('is what `npm run docs:configuration` makes of the class today', async () => {
    const committed = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
    expect(committed).toBe(await configurationPage());
  });
});
