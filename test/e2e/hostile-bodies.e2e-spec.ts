import { startApi, type RunningApi } from '../support/app.js';
import { send, type Answer } from '../support/http.js';
import { stopwatch } from '../support/stopwatch.js';
import { openSuite, type Suite } from '../support/suite.js';
import { gzipSync } from 'node:zlib';

/**
 * The story: whoever reaches the port, without any credentials, sends a body that costs far more than its bytes. Bodies are
 * read before callers are asked who they are, so each of them must be cheap to refuse.
 */
describe('bodies that cost more than they weigh', () => {
  const LIMIT = 100_000;
  const FORM = 'application/x-www-form-urlencoded';
  const MULTIPART = 'multipart/form-data; boundary=B';
  let suite: Suite;
  let api: RunningApi;

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite, { environment: { MAX_BODY_SIZE: String(LIMIT) } });
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  const post = (type: string, body: string | Buffer, headers: object = {}): Promise<Answer> =>
    send(api.url, '/api/v4/internal/pre_receive', {
      method: 'POST',
      headers: { 'content-type': type, ...headers },
      body,
    });
  const fields = (...pairs: [string, string][]): string =>
    pairs.map(([name, value]) => `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('') +
    '--B--\r\n';
  const repeated = (count: number, pair: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => pair(index)).join('&');

  it.each([
    ['large indexes', repeated(1_000, (index) => `a${index}[99999]=1`)],
    ['one name, many times', repeated(30_000, () => 'a=')],
    ['a long list', repeated(20_000, () => 'a[]=')],
  ])('refuses a form with %s at once', async (_, body) => {
    const took = stopwatch();
    const answer = await post(FORM, body);
    expect([answer.status, answer.json()]).toEqual([
      400,
      { error: 'too many parameters', message: 'too many parameters' },
    ]);
    expect(took()).toBeLessThan(2_000);
  });

  it('refuses such a query as well', async () => {
    const answer = await send(api.url, `/api/v4/internal/check?${repeated(500, (index) => `a${index}[99999]=1`)}`);
    expect(answer.status).toBe(400);
  });

  it('takes a form with a list of 1,000', async () => {
    const body = `secret_token=s3cr3t-abc&${repeated(1_000, () => 'push_options[]=ci.skip')}`;
    expect((await post(FORM, body)).status).toBe(200);
  });

  it('counts the fields of a multipart body together', async () => {
    const half = 'x'.repeat(LIMIT * 0.6);
    expect((await post(MULTIPART, fields(['a', half], ['b', half]))).status).toBe(413);
    expect((await post(MULTIPART, gzipSync(fields(['a', half + half])), { 'content-encoding': 'gzip' })).status).toBe(
      413,
    );
  });

  it('takes a multipart body that is compressed', async () => {
    const body = gzipSync(fields(['secret_token', 's3cr3t-abc'], ['gl_repository', 'project-7']));
    expect((await post(MULTIPART, body, { 'content-encoding': 'gzip' })).status).toBe(200);
  });

  it.each([
    ['no boundary', 'multipart/form-data', 'x'],
    ['no end', MULTIPART, '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n1'],
    ['a broken header', MULTIPART, '--B\r\nfoo\r\n\r\n1\r\n--B--\r\n'],
    ['a file', MULTIPART, '--B\r\nContent-Disposition: form-data; name="a"; filename="x"\r\n\r\n1\r\n--B--\r\n'],
    ['a name of many levels', MULTIPART, fields([`a${'[b]'.repeat(20_000)}`, '1'])],
  ])('answers a multipart body with %s with 400', async (_, type, body) => {
    const text = 'the request body cannot be read';
    const answer = await post(type, body);
    expect([answer.status, answer.json()]).toEqual([400, { error: text, message: text }]);
  });
});
