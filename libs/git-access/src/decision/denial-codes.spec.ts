import { DENIAL_CODES } from './denial-codes.js';
import { denials, type Denial } from './denials.js';

/** What makes a message needs its data; any will do, since only the code is looked at. */
const anything: unknown[] = [{ user: 'git', host: 'h', port: 22 }, [], ''];

const codeOf = (entry: Denial | ((...values: never[]) => Denial)): string => {
  if (typeof entry !== 'function') return entry.code;
  for (const first of anything) {
    try {
      return (entry as (...values: unknown[]) => Denial)(first, [], '').code;
    } catch {
      // Not this kind of data.
    }
  }
  throw new Error('no data fits');
};

describe('the codes of refusals', () => {
  it('are all in use: a counter that nothing can move says nothing', () => {
    const used = new Set(Object.values(denials).map(codeOf));
    expect([...DENIAL_CODES].filter((code) => !used.has(code))).toEqual([]);
  });

  it('are each there once', () => {
    expect(new Set(DENIAL_CODES).size).toBe(DENIAL_CODES.length);
  });
});
