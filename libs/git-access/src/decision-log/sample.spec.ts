import { randomUUID } from 'node:crypto';
import { isSampled } from './sample.js';

const share = (ids: readonly string[], of: number): number => ids.filter((id) => isSampled(id, of)).length / ids.length;

describe('isSampled', () => {
  const uuids = Array.from({ length: 20_000 }, () => randomUUID());
  const ulids = Array.from({ length: 20_000 }, (_, n) => `01HX${String(n).padStart(22, '0')}`);

  it.each([0.01, 0.1, 0.5])('takes about %d of the ids that clients make', (wanted) => {
    // Six standard deviations of so many draws.
    const tolerance = 6 * Math.sqrt((wanted * (1 - wanted)) / uuids.length);
    expect(Math.abs(share(uuids, wanted) - wanted)).toBeLessThan(tolerance);
    expect(Math.abs(share(ulids, wanted) - wanted)).toBeLessThan(tolerance);
  });

  it('says the same of one id every time, and takes all or none at the ends', () => {
    expect(uuids.map((id) => isSampled(id, 0.3))).toEqual(uuids.map((id) => isSampled(id, 0.3)));
    expect([share(uuids, 0), share(uuids, 1), isSampled(null, 0), isSampled(null, 1)]).toEqual([0, 1, false, true]);
  });
});
