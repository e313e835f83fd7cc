import type { RequestWithBody } from '@app/platform';
import { offeredToken } from './carriers.js';

interface Offer {
  query?: string;
  body?: Record<string, unknown>;
  headers?: Record<string, string>;
}

const offered = ({ query = '', body = {}, headers = {} }: Offer): string | undefined =>
  offeredToken({
    url: `/?${query}`,
    parsedBody: { parameters: body },
    params: {},
    headers,
  } as unknown as RequestWithBody);

const headers = { 'private-token': 'b', authorization: 'Bearer c', token: 'd' };

describe('the token that a request offers', () => {
  it('is the first of the carriers that is not empty', () => {
    expect(offered({ query: 'private_token=a', headers })).toBe('a');
    expect(offered({ body: { private_token: 'a' }, headers })).toBe('a');
    expect(offered({ headers })).toBe('b');
    expect(offered({ query: 'private_token=', headers: { ...headers, 'private-token': '' } })).toBe('c');
    expect(offered({ headers: { authorization: 'bearer c' } })).toBe('c');
    expect(offered({ headers: { token: 'd' } })).toBe('d');
    expect(offered({ headers: { authorization: 'Basic eDp5', token: 'd' } })).toBe('d');
    expect(offered({})).toBeUndefined();
    expect(offered({ headers: { authorization: 'Bearer ' } })).toBeUndefined();
  });

  it('is nobody’s when the parameter is no text, whatever stands behind it', () => {
    for (const query of ['private_token[]=b&private_token[]=b', 'private_token[b]=b']) {
      expect(offered({ query, headers })).toBe('not a text');
    }
    expect(offered({ body: { private_token: 5 }, headers })).toBe('not a text');
  });
});
