import { status } from '@grpc/grpc-js';
import { jest } from '@jest/globals';
import { GitalyBreaker } from './gitaly-breaker.js';
import { GitalyError } from './gitaly-error.js';

const PAUSE = 5_000;

describe('GitalyBreaker', () => {
  let changes: boolean[];
  let breaker: GitalyBreaker;

  const failing = (error: Error) => breaker.run(() => Promise.reject(error)).catch((failure: Error) => failure.message);
  const away = new GitalyError(status.UNAVAILABLE, 'away', true);

  beforeEach(async () => {
    jest.useFakeTimers();
    changes = [];
    breaker = new GitalyBreaker('default', (open) => changes.push(open));
    for (let call = 0; call < 3; call++) await failing(away);
    jest.advanceTimersByTime(PAUSE);
  });
  afterEach(() => jest.useRealTimers());

  it.each([
    ['whose client has gone', new GitalyError(status.CANCELLED, 'cancelled', false)],
    ['that took too long for what it asked', new GitalyError(status.DEADLINE_EXCEEDED, 'late', false)],
    ['that was not wanted any more', new Error('not wanted')],
  ])('learns nothing from a try %s', async (_what, error) => {
    expect(await failing(error)).toBe(error.message);
    expect(await failing(error)).toContain('not asked');
    expect(changes).not.toContain(false);
  });

  it.each([
    ['an answer', undefined],
    ['an error that the server itself sent', new GitalyError(status.NOT_FOUND, 'no such repository', false)],
  ])('closes by %s', async (_what, error) => {
    await breaker.run(() => (error ? Promise.reject(error) : Promise.resolve())).catch(() => undefined);
    expect(await breaker.run(() => Promise.resolve('asked'))).toBe('asked');
    expect(changes).toEqual([true, false]);
  });
});
