import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nearestFolderWith } from './nearest-folder.js';

describe('nearestFolderWith', () => {
  let top: string;
  beforeAll(() => {
    top = mkdtempSync(join(tmpdir(), 'nearest-'));
    mkdirSync(join(top, 'one/two'), { recursive: true });
    for (const folder of ['', 'one']) writeFileSync(join(top, folder, 'here.txt'), '');
  });
  afterAll(() => rmSync(top, { recursive: true, force: true }));

  it.each([
    ['the folder itself', 'one', 'one'],
    ['the closest above', 'one/two', 'one'],
    ['the outer one for what lies outside', '', ''],
  ])('finds %s', (_, from, found) => {
    expect(nearestFolderWith('here.txt', join(top, from))).toBe(join(top, found));
  });

  it('says what it has looked for', () => {
    const from = join(top, 'one');
    expect(() => nearestFolderWith('nowhere/at-all.txt', from)).toThrow(`no nowhere/at-all.txt in ${from} or above it`);
  });
});
