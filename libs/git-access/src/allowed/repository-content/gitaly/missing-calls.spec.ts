import { status } from '@grpc/grpc-js';
import { jest } from '@jest/globals';
import type { Logger } from '@app/platform';
import { GitalyError } from '../../../gitaly/gitaly-error.js';
import { MissingCalls } from './missing-calls.js';

const MINUTE = 60_000;

describe('MissingCalls', () => {
  let told: unknown[];
  let asked: number;
  let missing: MissingCalls;

  beforeEach(() => {
    jest.useFakeTimers();
    told = [];
    asked = 0;
    missing = new MissingCalls('default', { warn: (...line: unknown[]) => told.push(line) } as unknown as Logger);
  });
  afterEach(() => jest.useRealTimers());

  const old = () => {
    asked += 1;
    return Promise.reject(new GitalyError(status.UNIMPLEMENTED, 'unknown method', false));
  };

  it('asks a server that lacks a call again after ten minutes only, and tells it once', async () => {
    for (const wait of [0, 9 * MINUTE, MINUTE, MINUTE]) {
      jest.advanceTimersByTime(wait);
      expect(await missing.unless('ListAllBlobs', old)).toBeUndefined();
    }
    expect([asked, told.length]).toEqual([2, 1]);
  });

  it('takes the answer of a server that has got the call, and of all others at once', async () => {
    await missing.unless('ListAllBlobs', old);
    expect(await missing.unless('ListBlobs', () => Promise.resolve('other'))).toBe('other');
    jest.advanceTimersByTime(10 * MINUTE);
    expect(await missing.unless('ListAllBlobs', () => Promise.resolve('new'))).toBe('new');
    expect(await missing.unless('ListAllBlobs', () => Promise.resolve('still'))).toBe('still');
  });

  it('passes every other failure on, each time', async () => {
    const away = () => Promise.reject(new GitalyError(status.UNAVAILABLE, 'away', true));
    await expect(missing.unless('ListAllBlobs', away)).rejects.toThrow('away');
    await expect(missing.unless('ListAllBlobs', away)).rejects.toThrow('away');
  });
});
