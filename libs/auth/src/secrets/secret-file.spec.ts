import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOrMakeSecret } from './secret-file.js';

describe('readOrMakeSecret', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'secret-file-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('makes a missing file for its owner alone, and keeps what there is', () => {
    const path = join(folder, 'secrets', 'one');
    expect(readOrMakeSecret(path, () => 'first')).toBe('first');
    expect(readOrMakeSecret(path, () => 'second')).toBe('first');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('leaves the draft of a process with the same number in another container alone', () => {
    const path = join(folder, 'one');
    const draft = `${path}.${process.pid}.new`;
    writeFileSync(draft, 'theirs');
    expect(readOrMakeSecret(path, () => 'ours')).toBe('ours');
    expect(readFileSync(draft, 'utf8')).toBe('theirs');
  });
});
