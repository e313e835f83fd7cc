import type { IncomingHttpHeaders } from 'node:http';
import { offeredToken } from './offered-token.js';
import { stopwatch } from '../../../../test/support/stopwatch.js';

const read = (headers: IncomingHttpHeaders): string | undefined => offeredToken(headers)?.toString('latin1');

describe('offeredToken', () => {
  it.each([
    ['Bearer s3cret', 's3cret'],
    ['bearer s3cret', 's3cret'],
    ['Token s3cret', 's3cret'],
    ['TOKEN   s3cret', 's3cret'],
    ['Token token="s3cret"', 's3cret'],
    ['Bearer token="s3cret"', 's3cret'],
    ['Token token=s3cret, other="x"', 's3cret'],
    ['Token token="s3cret"; other="x"', 's3cret'],
    ['Bearer glagent-a_b-c.d', 'glagent-a_b-c.d'],
  ])('reads %p', (authorization, token) => {
    expect(read({ authorization })).toBe(token);
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    's3cret',
    'Basic eDpzM2NyZXQ=',
    'Token token=""',
    'Token token=',
    'BearerX s3cret',
  ])('finds none in %p', (authorization) => {
    expect(read({ authorization })).toBeUndefined();
  });

  it.each(['gitlab-agentk-api-request', 'gitlab-agent-api-request'])('reads %s without Authorization', (name) => {
    expect(read({ [name]: 's3cret' })).toBe('s3cret');
    expect(read({ [name]: '' })).toBeUndefined();
  });

  it('lets Authorization win, even when it is of no use', () => {
    expect(read({ authorization: 'Bearer one', 'gitlab-agentk-api-request': 'two' })).toBe('one');
    expect(read({ authorization: 'Basic x', 'gitlab-agentk-api-request': 'two' })).toBeUndefined();
  });

  it('keeps the bytes that were sent', () => {
    expect(offeredToken({ authorization: 'Bearer \xc3\xa4' })).toEqual(Buffer.from('ä'));
  });

  it('reads a long header in linear time', () => {
    const took = stopwatch();
    offeredToken({ authorization: `Token token=${' '.repeat(15_000)}x` });
    offeredToken({ authorization: `Token token=a${' '.repeat(15_000)}x` });
    expect(took()).toBeLessThan(100);
  });
});
