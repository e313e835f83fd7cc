import { Metrics } from '@app/platform';
import { jest } from '@jest/globals';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { DiscoverService } from '../../libs/keys/src/discover/discover.service.js';
import { KAS_SECRET, SHELL_SECRET, startApi, type RunningApi } from '../support/app.js';
import { A, B, openAllowedWorld, type AllowedWorld } from '../support/allowed-world.js';
import { captureLog } from '../support/captured-log.js';
import { kasClaims, makeAgent, type MadeAgent } from '../support/kas-client.js';
import { exchange } from '../support/raw-http.js';
import { shellClaims, signJwt } from '../support/shell-client.js';

const LIMIT = 20_000;
const INTERNAL = '/api/v4/internal';
const FORM = 'Content-Type: application/x-www-form-urlencoded';
/** 200 and a JSON object. */
const WHOLE = /^HTTP\/1\.1 200 [^]*\r\n\r\n\{.+\}$/;
const JSON_TYPE = 'Content-Type: application/json';

/** One request as it goes over the wire. */
interface Odd {
  readonly line?: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
  /** Without credentials unless they are among the headers. */
  readonly anonymous?: boolean;
  /** Sends no `Content-Length`. */
  readonly unmeasured?: boolean;
}

let world: AllowedWorld;
let slow: RunningApi;
let agent: MadeAgent;
let token: string;
const environment = { MAX_BODY_SIZE: String(LIMIT) };
beforeAll(async () => {
  world = await openAllowedWorld({ environment: { ...environment, FAST_LANE: 'true' } });
  slow = await startApi(world.suite, { environment: { ...environment, FAST_LANE: 'false' } });
  agent = await makeAgent(world.api, world.P.id, 'an-agent');
  token = signJwt(shellClaims(), SHELL_SECRET);
});
afterAll(async () => {
  await slow?.close();
  await world?.close();
});

function bytes({ line, method = 'GET', path = '', headers = [], body = '', anonymous, unmeasured }: Odd): Buffer {
  const measured = body.length > 0 && !unmeasured;
  const head = [
    line ?? `${method} ${INTERNAL}${path} HTTP/1.1`,
    'Host: internal-api',
    'X-Request-Id: the-same',
    ...(anonymous ? [] : [`Gitlab-Shell-Api-Request: ${token}`]),
    ...headers,
    ...(measured ? [`Content-Length: ${Buffer.byteLength(body)}`] : []),
    'Connection: close',
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body)]);
}

/** All of an answer but the time of day, and an id that the service has drawn itself. */
const comparable = (answer: string): string =>
  answer.replace(/^Date: .*$/gm, 'Date: …').replace(/^X-Request-Id: (?!the-same).*$/gm, 'X-Request-Id: …');

async function both(odd: Odd | Buffer): Promise<{ fast: string; slow: string }> {
  const sent = Buffer.isBuffer(odd) ? odd : bytes(odd);
  const [fast, other] = [await exchange(world.api.url, sent), await exchange(slow.url, sent)];
  return { fast: comparable(fast), slow: comparable(other) };
}

const COUNTED =
  /^(http_requests_total|http_request_duration_seconds_count|gitlab_transaction_db_count_total|gitlab_sli_rails_request_(total|error_total|apdex_total))\{/;

async function counters(api: RunningApi): Promise<Map<string, number>> {
  const lines = (await api.app.get(Metrics).registry.metrics()).split('\n').filter((line) => COUNTED.test(line));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

/** What a request has left behind in the log, times apart, and by how much it has moved which counters. */
async function told(api: RunningApi, request: Buffer) {
  const lines = captureLog(api);
  const before = await counters(api);
  await exchange(api.url, request);
  const line = (): string | undefined => lines.find((one) => one.includes('"message":"request"'));
  for (let attempt = 0; line() === undefined && attempt < 200; attempt++) await sleep(10);
  const fields = Object.entries(JSON.parse(line() ?? '{}') as object);
  const moved = [...(await counters(api))].map(
    ([series, value]) => [series, value - (before.get(series) ?? 0)] as const,
  );
  return {
    line: Object.fromEntries(fields.filter(([name]) => name !== 'time' && !name.endsWith('_s'))),
    counted: Object.fromEntries(moved.filter(([, by]) => by !== 0)),
  };
}

/** How many requests reach Express meanwhile. */
async function throughExpress(api: RunningApi, work: () => Promise<unknown>): Promise<number> {
  const express = api.app.getHttpAdapter().getInstance() as unknown as { handle: (...args: unknown[]) => unknown };
  const { handle } = express;
  let count = 0;
  express.handle = function (this: unknown, ...args: unknown[]): unknown {
    count += 1;
    return handle.apply(this, args);
  };
  try {
    await work();
  } finally {
    express.handle = handle;
  }
  return count;
}

const json = (path: string, value: unknown): Odd => ({
  method: 'POST',
  path,
  headers: [JSON_TYPE],
  body: JSON.stringify(value),
});

const pull = { action: 'git-upload-pack', project: 'gnuwget/wget2.git', protocol: 'ssh', changes: '_any' };

const hot: Record<string, () => Odd> = {
  'authorized_keys hit': () => ({
    path: `/authorized_keys?key=${encodeURIComponent(world.keys[10]!.line.split(' ')[1]!)}`,
  }),
  'authorized_keys miss': () => ({ path: '/authorized_keys?key=AAAA' }),
  discover: () => ({ path: '/discover?key_id=30' }),
  'discover, nobody': () => ({ path: '/discover' }),
  'allowed, a pull': () => json('/allowed', { ...pull, key_id: '30', check_ip: '10.0.0.1' }),
  'allowed, a push': () =>
    json('/allowed', {
      action: 'git-receive-pack',
      gl_repository: 'project-3',
      protocol: 'ssh',
      changes: `${A} ${B} refs/heads/feature\n`,
      key_id: '30',
    }),
  'allowed, refused': () => json('/allowed', { ...pull, key_id: '70' }),
  'allowed, no such project': () => json('/allowed', { ...pull, project: 'no/such', key_id: '30' }),
  pre_receive: () => json('/pre_receive', { gl_repository: 'project-3' }),
  post_receive: () =>
    json('/post_receive', {
      gl_repository: 'project-3',
      identifier: 'key-30',
      changes: `${A} ${B} refs/heads/feature\n`,
      push_options: null,
    }),
  agent_info: () => ({ path: '/kubernetes/agent_info', headers: kas(agent.token), anonymous: true }),
  'agent_info, a wrong token': () => ({ path: '/kubernetes/agent_info', headers: kas('wrong'), anonymous: true }),
  'no credentials': () => ({ path: '/discover', anonymous: true }),
  'a wrong token': () => ({ path: '/discover', anonymous: true, headers: ['Gitlab-Shell-Api-Request: a.b.c'] }),
  'the secret among the parameters': () => ({
    method: 'POST',
    path: '/pre_receive',
    anonymous: true,
    headers: [FORM],
    body: `secret_token=${SHELL_SECRET}&gl_repository=project-3`,
  }),
  'a GET with a form': () => ({
    path: '/discover?key_id=30',
    anonymous: true,
    headers: [FORM],
    body: `secret_token=${SHELL_SECRET}`,
  }),
  'a body over the query': () => ({ path: '/discover?key_id=30', headers: [JSON_TYPE], body: '{"key_id":"20"}' }),
  'broken JSON': () => ({ method: 'POST', path: '/allowed', headers: [JSON_TYPE], body: '{"a":' }),
  'broken JSON without credentials': () => ({
    method: 'POST',
    path: '/allowed',
    headers: [JSON_TYPE],
    body: '{',
    anonymous: true,
  }),
  'JSON that is no object': () => ({ method: 'POST', path: '/allowed', headers: [JSON_TYPE], body: '[1,2]' }),
  'JSON behind a byte order mark': () => ({
    method: 'POST',
    path: '/allowed',
    headers: [JSON_TYPE],
    body: `\uFEFF${JSON.stringify({ ...pull, key_id: '20' })}`,
  }),
  'JSON nested too deeply': () => ({
    method: 'POST',
    path: '/allowed',
    headers: [JSON_TYPE],
    body: '['.repeat(1_001) + ']'.repeat(1_001),
  }),
  'bytes that are not UTF-8': () => ({
    method: 'POST',
    path: '/pre_receive',
    headers: [JSON_TYPE],
    body: Buffer.from('{"gl_repository":"\xff\xfe"}', 'latin1'),
  }),
  'another media type': () => ({
    method: 'POST',
    path: '/allowed',
    headers: ['Content-Type: text/plain'],
    body: 'a=1',
  }),
  'another charset': () => ({
    method: 'POST',
    path: '/allowed',
    headers: ['Content-Type: application/json; charset=latin1'],
    body: '{}',
  }),
  'no media type': () => ({ method: 'POST', path: '/pre_receive', body: 'gl_repository=project-3' }),
  'a POST of nothing': () => ({ method: 'POST', path: '/allowed', headers: ['Content-Length: 0'] }),
  'a name twice': () => ({ path: '/discover?key_id=30&key_id=30' }),
  'a list': () => ({ path: '/discover?key_id[]=30' }),
  'a nested name': () => ({ path: '/discover?key_id[a]=30' }),
  'a name of JavaScript': () => ({ path: '/discover?__proto__[key_id]=30&constructor=1' }),
  'broken escapes': () => ({ path: '/discover?username=%zz%' }),
  'an empty query': () => ({ path: '/discover?' }),
  'a query of separators': () => ({ path: '/discover?&&=&?' }),
  'more parameters than the limit': () => ({ path: `/discover?${'a=1&'.repeat(4_097)}` }),
  'an odd correlation id': () => ({ path: '/discover', headers: [`X-Request-Id: ${'x'.repeat(300)}`] }),
  'a condition': () => ({ path: '/discover?key_id=30', headers: ['If-None-Match: *'] }),
  'a condition of time': () => ({
    path: '/discover?key_id=30',
    headers: ['If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT'],
  }),
  // As shells before 14.11 write it when their base address ends in one.
  'two slashes in front': () => ({ line: `GET /${INTERNAL}/discover?key_id=30 HTTP/1.1` }),
  'old HTTP': () => ({ line: `GET ${INTERNAL}/discover?key_id=30 HTTP/1.0` }),
  // Neither sees it: Node's parser refuses it.
  'letters beyond ASCII': () => ({ path: '/discover?username=\xe9' }),
  'a body that is announced first': () => ({
    method: 'POST',
    path: '/pre_receive',
    headers: [JSON_TYPE, 'Expect: 100-continue'],
    body: '{"gl_repository":"project-3"}',
  }),
};

const odd: Record<string, () => Odd> = {
  'a slash behind': () => ({ path: '/discover/?key_id=30' }),
  'two slashes within': () => ({ path: '//discover?key_id=30' }),
  'another case': () => ({ path: '/Discover?key_id=30' }),
  'an escaped path': () => ({ path: '/%64iscover?key_id=30' }),
  'a broken escape in the path': () => ({ path: '/%zzdiscover' }),
  'a dotted path': () => ({ path: '/allowed/../discover' }),
  'a whole address': () => ({ line: `GET http://internal-api${INTERNAL}/discover?key_id=30 HTTP/1.1` }),
  'a fragment': () => ({ path: '/discover?key_id=30#x' }),
  HEAD: () => ({ method: 'HEAD', path: '/discover?key_id=30' }),
  OPTIONS: () => ({ method: 'OPTIONS', path: '/discover' }),
  'a wrong method': () => ({ method: 'POST', path: '/discover' }),
  'another route': () => ({ path: '/check' }),
  'no route': () => ({ path: '/nothing' }),
  'a condition on another route': () => ({ path: '/check', headers: ['If-None-Match: *'] }),
  'a body in parts': () => ({
    method: 'POST',
    path: '/pre_receive',
    headers: [JSON_TYPE, 'Transfer-Encoding: chunked'],
    body: '1d\r\n{"gl_repository":"project-3"}\r\n0\r\n\r\n',
    unmeasured: true,
  }),
  'a compressed body': () => ({
    method: 'POST',
    path: '/pre_receive',
    headers: [JSON_TYPE, 'Content-Encoding: gzip'],
    body: gzipSync('{"gl_repository":"project-3"}'),
  }),
  'an unknown compression': () => ({
    method: 'POST',
    path: '/pre_receive',
    headers: [JSON_TYPE, 'Content-Encoding: x'],
    body: '{}',
  }),
  'parts of a form': () => ({
    method: 'POST',
    path: '/pre_receive',
    headers: ['Content-Type: multipart/form-data; boundary=B'],
    body: '--B\r\nContent-Disposition: form-data; name="gl_repository"\r\n\r\nproject-3\r\n--B--\r\n',
  }),
  'a body that is too large': () => json('/pre_receive', { gl_repository: 'x'.repeat(LIMIT) }),
};

const kas = (bearer: string): string[] => [
  `Gitlab-Kas-Api-Request: ${signJwt(kasClaims(), Buffer.from(KAS_SECRET, 'base64'))}`,
  `Authorization: Bearer ${bearer}`,
];

describe('the fast lane', () => {
  it.each(Object.keys(hot))('answers like Express, byte for byte, without it: %s', async (name) => {
    let answers: { fast: string; slow: string } | undefined;
    const request = hot[name]!();
    expect(await throughExpress(world.api, async () => (answers = await both(request)))).toBe(0);
    expect(answers?.fast).toMatch(/^HTTP\/1\.1 /);
    expect(answers?.fast).toBe(answers?.slow);
  });

  it.each(Object.keys(odd))('leaves to Express: %s', async (name) => {
    let answers: { fast: string; slow: string } | undefined;
    const request = odd[name]!();
    expect(await throughExpress(world.api, async () => (answers = await both(request)))).toBe(1);
    expect(answers?.fast).toMatch(/^HTTP\/1\.1 /);
    expect(answers?.fast).toBe(answers?.slow);
  });

  it('is off by a setting', async () => {
    const request = bytes({ path: '/discover?key_id=30' });
    expect(await throughExpress(slow, () => exchange(slow.url, request))).toBe(1);
  });

  it('answers requests in the order in which they came, through both ways', async () => {
    const keep = (request: Odd): Buffer =>
      Buffer.from(bytes(request).toString('latin1').replace('Connection: close\r\n', ''), 'latin1');
    const three = Buffer.concat([
      keep({ path: '/check' }),
      keep({ path: '/discover?key_id=30' }),
      bytes({ path: '/discover?key_id=20' }),
    ]);
    const { fast, slow: other } = await both(three);
    expect(fast).toBe(other);
    expect(fast.match(/"username":"\w+"/g)).toEqual(['"username":"dev"', '"username":"reporter"']);
  });

  it.each(['*', '"x"'])(
    'and Express give every answer a body, whatever the condition: If-None-Match: %s',
    async (tag) => {
      const conditions = [`If-None-Match: ${tag}`, 'If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT'];
      for (const path of ['/discover?key_id=30', '/discover/?key_id=30', '/check']) {
        const { fast, slow: other } = await both(bytes({ path, headers: conditions }));
        for (const answer of [fast, other])
          expect([path, answer]).toEqual([path, expect.stringMatching(WHOLE) as string]);
      }
    },
  );

  it('takes its routes under the relative root as well, with a doubled slash before or behind it', async () => {
    const rooted = { ...environment, RELATIVE_URL_ROOT: '/gitlab' };
    const fast = await startApi(world.suite, { environment: { ...rooted, FAST_LANE: 'true' } });
    const other = await startApi(world.suite, { environment: { ...rooted, FAST_LANE: 'false' } });
    try {
      for (const start of ['', '/', '/gitlab', '/gitlab/', '//gitlab']) {
        const sent = bytes({ line: `GET ${start}${INTERNAL}/discover?key_id=30 HTTP/1.1` });
        const answers: string[] = [];
        const past = await throughExpress(fast, async () => void answers.push(await exchange(fast.url, sent)));
        answers.push(await exchange(other.url, sent));
        expect([start, past]).toEqual([start, start === '//gitlab' ? 1 : 0]);
        expect(answers[0]).toMatch(/"username":"dev"/);
        expect(comparable(answers[0]!)).toBe(comparable(answers[1]!));
      }
    } finally {
      await Promise.all([fast.close(), other.close()]);
    }
  });

  it.each([
    'discover',
    'allowed, refused',
    'no credentials',
    'broken JSON',
    'another media type',
    'JSON nested too deeply',
    'two slashes in front',
  ])('counts and logs what it serves as Express does: %s', async (name) => {
    const request = bytes(hot[name]!());
    const [fast, other] = [await told(world.api, request), await told(slow, request)];
    expect(fast.line).toMatchObject({ route: expect.stringMatching(/^\/api\/v4\/internal\/\w+$/) as string });
    expect(fast.line).toHaveProperty(['meta.caller_id']);
    expect(fast.line).toEqual(other.line);
    expect(Object.keys(fast.counted)).not.toEqual([]);
    expect(fast.counted).toEqual(other.counted);
  });

  it('takes the requests of connections that come together in few turns', async () => {
    const person = jest.spyOn(world.api.app.get(DiscoverService), 'person');
    let over = false;
    const perTurn = async (): Promise<number[]> => {
      const counts: number[] = [];
      for (let seen = 0; !over; seen = person.mock.calls.length) {
        await nextTurn();
        if (person.mock.calls.length > seen) counts.push(person.mock.calls.length - seen);
      }
      return counts;
    };
    const counts = perTurn();
    await Promise.all(Array.from({ length: 8 }, () => exchange(world.api.url, bytes(hot.discover!()))));
    over = true;
    const turns = await counts;
    person.mockRestore();
    expect(turns.reduce((sum, count) => sum + count, 0)).toBe(8);
    // One as a rule; a busy machine may hold connections back.
    expect(turns.length).toBeLessThan(5);
  });
});
