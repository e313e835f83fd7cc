import { median, percentile, pooled } from './statistics.js';

describe('figures of a run', () => {
  it('takes the middle of an odd number of values, and the mean of the two middle ones of an even number', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 9])).toBe(3);
  });

  it('finds the value behind a share of all, in whatever order they come', () => {
    const hundred = Float64Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(hundred, 0.5)).toBe(51);
    expect(percentile(hundred, 0.99)).toBe(100);
    expect(percentile(new Float64Array(), 0.5)).toBe(0);
  });

  it('counts a slow round among all answers, not as one round of several', () => {
    const quick = Float64Array.from({ length: 990 }, () => 1);
    const slow = Float64Array.from({ length: 20 }, () => 50);
    expect(percentile(pooled([quick, slow]), 0.99)).toBe(50);
  });
});
