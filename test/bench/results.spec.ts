import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { thisMachine } from './machine.js';
import { earlierResults } from './results.js';

describe('comparing with an earlier run', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'results-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const written = (results: object): string => {
    const file = join(folder, 'results.json');
    writeFileSync(file, JSON.stringify(results));
    return file;
  };
  const here = thisMachine();

  it('takes a run of the same machine and kind', () => {
    const file = written({ machine: here, quick: true, commit: 'abc1234' });
    expect(earlierResults(file, true).commit).toBe('abc1234');
  });

  it('refuses a run of another machine, be it of the same make', () => {
    const file = written({ machine: { ...here, fingerprint: '0123456789ab' }, quick: false });
    expect(() => earlierResults(file, false)).toThrow('was measured on another machine');
  });

  it('refuses a quick run beside a whole one', () => {
    const file = written({ machine: here, quick: true });
    expect(() => earlierResults(file, false)).toThrow('is a quick run, and this one is not');
  });
});
