import type { RequestWithBody } from './body-reader.js';
import { requestParameters } from './request-parameters.js';

const request = (url: string, body?: object, params?: object): RequestWithBody =>
  ({ url, parsedBody: body && { parameters: body }, params }) as unknown as RequestWithBody;

const parametersOf = (...parts: Parameters<typeof request>): object => ({ ...requestParameters(request(...parts)) });

describe('the parameters of a request', () => {
  it.each([
    ['/discover', {}],
    ['/discover?', {}],
    ['/discover?key_id=7&a=%3F', { key_id: '7', a: '?' }],
    ['/discover?a=b?c=d#e?f=g', { a: 'b?c=d' }],
  ])('are those of the query of %j', (url, parameters) => {
    expect(parametersOf(url)).toEqual(parameters);
  });

  it("are the path's before the body's before the query's", () => {
    expect(parametersOf('/?a=1&b=1&c=1', { b: 2, c: 2 }, { c: 3 })).toEqual({ a: '1', b: 2, c: 3 });
    expect(parametersOf('/?a=1', { a: undefined, b: null })).toEqual({ a: undefined, b: null });
  });

  it('have no prototype, and no name stands for one', () => {
    const body = JSON.parse('{"__proto__": {"key_id": 7}, "constructor": 1}') as object;
    for (const parameters of [
      requestParameters(request('/')),
      requestParameters(request('/?__proto__[key_id]=7&__proto__=7', body, body)),
    ]) {
      expect(Object.getPrototypeOf(parameters)).toBeNull();
      expect(Object.keys(parameters)).not.toContain('__proto__');
      expect(parameters.key_id).toBeUndefined();
    }
  });

  it('are read once, and leave the body what it was', () => {
    const body = { a: 1 };
    const one = request('/?b=2', body);
    expect(requestParameters(one)).toBe(requestParameters(one));
    expect(body).toEqual({ a: 1 });
    expect(requestParameters(request('/'))).not.toBe(requestParameters(request('/')));
  });
});
