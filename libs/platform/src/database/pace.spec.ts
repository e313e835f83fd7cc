import { Pace } from './pace.js';

const paceOf = (share: number, ...milliseconds: number[]): Pace => {
  const pace = new Pace(share);
  for (const value of milliseconds) pace.note(value);
  return pace;
};

describe('the pace of a connection', () => {
  it('is like any other while nothing is known of it', () => {
    expect(new Pace(0.3).comparedWith(new Pace(0.02))).toBe(1);
    expect(new Pace(0.3).comparedWith(paceOf(0.02, 4))).toBe(1);
  });

  it('is told by how many times it is as fast as the others', () => {
    expect(paceOf(0.3, 2).comparedWith(paceOf(0.02, 4))).toBe(2);
    expect(paceOf(0.3, 12).comparedWith(paceOf(0.02, 4))).toBeCloseTo(1 / 3);
  });

  it('forgets: after some quick answers a slow one counts for little', () => {
    const recovered = paceOf(0.3, 100, ...Array<number>(20).fill(1));
    expect(recovered.comparedWith(paceOf(0.02, 1))).toBeGreaterThan(0.9);
  });

  it('stands an answer in no time', () => {
    expect(paceOf(0.3, 0).comparedWith(paceOf(0.02, 1))).toBeGreaterThan(1);
    expect(paceOf(0.3, 0).comparedWith(paceOf(0.02, 0))).not.toBeNaN();
  });
});
