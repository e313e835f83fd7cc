import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import type { ServedRoute } from '../routes.js';
import { documentedNames } from './documented-names.js';

/** One request that no good client would send. */
export interface HostileRequest {
  readonly route: ServedRoute;
  readonly method: string;
  /** With its query, ready to be sent. */
  readonly path: string;
  readonly credentials: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

const A = 'a'.repeat(40);
const Z = '0'.repeat(40);

/** Values that a parameter could have, right ones among them: a request that is refused at the door shows little. */
const scalars: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('1', 1, '3', 'project-3', 'wiki-3', 'snippet-1', 'gnuwget/wget2', 'dev', 'user-1'),
  },
  { weight: 3, arbitrary: fc.constantFrom('git-upload-pack', 'git-receive-pack', 'ssh', 'http', 'web', '_any', 'api') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(`${Z} ${A} refs/heads/x`, `${A} ${Z} refs/tags/x`, `${A} ${A} refs/heads/\0`),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '\0',
      'a\0b',
      '\ud800',
      '\u202e',
      'İ',
      'ﬀ',
      '\n',
      '\r\nX: y',
      '%',
      '%00',
      '%ff',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, '1e1', '01', '9'.repeat(40), '-0'),
  },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false, 'null', 'undefined', 'NaN', '[]', '{}', '[', '"x"') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('2021-02-30', '13 Jun 2021', '9999-12-31', '0000-00-00', '275761-01-01', 'now', '-1'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "' OR 1=1--",
      '../../etc/passwd',
      '${x}',
      '{{7*7}}',
      '__proto__',
      'constructor',
      'a'.repeat(20_000),
    ),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.double() },
);

const values: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 6, arbitrary: scalars },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
    {
      weight: 1,
      arbitrary: fc.dictionary(fc.constantFrom('0', 'id', 'a', '__proto__', 'toString', ''), tie('value'), {
        maxKeys: 3,
      }),
    },
  ),
})).value;

const ODD_NAMES = [
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'secret_token',
  'private_token',
  '',
  'a[',
  'a]',
  '[]',
  '0',
  'x'.repeat(300),
];
const documented = documentedNames();

function parametersOf(route: ServedRoute): fc.Arbitrary<[string, unknown][]> {
  const names = documented.get(`${route.method} ${route.path}`) ?? [];
  const name =
    names.length === 0
      ? fc.constantFrom(...ODD_NAMES)
      : fc.oneof(
          { weight: 8, arbitrary: fc.constantFrom(...names) },
          { weight: 1, arbitrary: fc.constantFrom(...ODD_NAMES) },
        );
  const bracketed = fc
    .tuple(name, fc.constantFrom('', '', '', '', '[]', '[0]', '[a]', '[][a]', '[__proto__]', '[9999]', '['))
    .map((parts) => parts.join(''));
  return fc.array(fc.tuple(bracketed, values), { maxLength: 7 });
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value)) ?? '';
const escaped = (value: string): string => encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd'));
const asForm = (parameters: readonly [string, unknown][]): string =>
  parameters.map(([name, value]) => `${escaped(name)}=${escaped(text(value))}`).join('&');
const asMultipart = (parameters: readonly [string, unknown][]): string =>
  parameters
    .map(
      ([name, value]) =>
        `--B\r\nContent-Disposition: form-data; name="${name.replace(/["\r\n]/g, '_')}"\r\n\r\n${text(value)}\r\n`,
    )
    .join('') + '--B--\r\n';

/** How parameters travel: in the query, or as a body of this type. */
const ENCODINGS: readonly (readonly [type: string, (parameters: [string, unknown][]) => string | Buffer])[] = [
  ['application/json', (all) => JSON.stringify(Object.fromEntries(all))],
  ['application/json', (all) => JSON.stringify(Object.fromEntries(all))],
  ['application/x-www-form-urlencoded', asForm],
  ['multipart/form-data; boundary=B', asMultipart],
  ['application/json', (all) => JSON.stringify(all)],
  ['application/json', (all) => JSON.stringify(Object.fromEntries(all)).slice(0, -2)],
  ['application/json', (all) => `{"a":1,${JSON.stringify(Object.fromEntries(all)).slice(1)}${'['.repeat(2_000)}`],
  ['application/json', (all) => Buffer.from(JSON.stringify(Object.fromEntries(all)), 'utf16le')],
  ['application/json; charset=utf-7', asForm],
  ['multipart/form-data', asMultipart],
  ['multipart/form-data; boundary=B', (all) => asMultipart(all).slice(0, -9)],
  ['application/x-www-form-urlencoded', (all) => asForm(all).replaceAll('%', '%%')],
  ['text/xml', asForm],
  ['', asForm],
];

const TRANSFERS: readonly ((body: Buffer) => { body: Buffer; headers: Record<string, string> })[] = [
  ...Array.from({ length: 6 }, () => (body: Buffer) => ({ body, headers: {} })),
  (body) => ({ body: gzipSync(body), headers: { 'content-encoding': 'gzip' } }),
  (body) => ({ body, headers: { 'content-encoding': 'gzip' } }),
  (body) => ({ body, headers: { 'content-encoding': 'br, gzip' } }),
];

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const PATHS: readonly ((path: string) => string)[] = [
  ...Array.from({ length: 8 }, () => (path: string) => path),
  (path) => `${path}/`,
  (path) => `/${path}`,
  (path) => `${path}%00`,
  (path) => path.replace('300', '%ff'),
  (path) => path.replace('300', 'a%2Fb'),
  (path) => path.replace('300', '9'.repeat(60)),
  (path) => `${path}/${'x/'.repeat(50)}`,
];

const headers = fc.dictionary(
  fc.constantFrom(
    'x-request-id',
    'x-forwarded-for',
    'user-agent',
    'accept',
    'authorization',
    'cookie',
    'range',
    'traceparent',
    'if-none-match',
    'if-modified-since',
  ),
  fc.constantFrom('', 'a', ' ', '*', 'Bearer ', 'Basic eDp5', '\u00ff', 'x'.repeat(2_000), '00-0-0-0', 'bytes=0-1'),
  { maxKeys: 2 },
);

/** Requests to these routes. */
export function hostileRequests(routes: readonly ServedRoute[]): fc.Arbitrary<HostileRequest> {
  return fc.constantFrom(...routes).chain((route) =>
    fc
      .record({
        method: fc.oneof(
          { weight: 9, arbitrary: fc.constant(route.method) },
          { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
        ),
        path: fc.constantFrom(...PATHS),
        credentials: fc.constantFrom(true, true, true, true, false),
        headers,
        query: fc.oneof(fc.constant([]), parametersOf(route)),
        parameters: parametersOf(route),
        encoding: fc.constantFrom(...ENCODINGS),
        transfer: fc.constantFrom(...TRANSFERS),
        bodiless: fc.boolean(),
      })
      .map(({ path, query, parameters, encoding, transfer, bodiless, ...rest }) => {
        const [type, encode] = encoding;
        const search = asForm(bodiless ? [...query, ...parameters] : query).slice(0, 6_000);
        const sent = bodiless ? undefined : transfer(Buffer.from(encode(parameters)));
        return {
          ...rest,
          route,
          path: path(route.path) + (search === '' ? '' : `?${search}`),
          headers: { ...rest.headers, ...(bodiless || type === '' ? {} : { 'content-type': type }), ...sent?.headers },
          ...(sent ? { body: sent.body } : {}),
        };
      }),
  );
}

const line = (path: string) => `POST ${path} HTTP/1.1\r\nHost: x\r\n`;
const BAD_HTTP: readonly ((path: string) => string)[] = [
  () => 'x',
  () => '\0\0\0\0\r\n\r\n',
  () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  (path) => `GET ${path}\r\n\r\n`,
  (path) => `GET ${path} HTTP/9.9\r\nHost: x\r\n\r\n`,
  (path) => `GET  ${path} HTTP/1.1\r\n\r\n`,
  (path) => `GET ${path} HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n`,
  (path) => `${line(path)}Content-Length: -1\r\n\r\n`,
  (path) => `${line(path)}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
  (path) => `${line(path)}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /`,
  (path) => `${line(path)}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`,
  (path) => `${line(path)}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
  (path) => `${line(path)}Content-Length: 999999999999999999999\r\n\r\n`,
  (path) => `${line(path)}X: ${'y'.repeat(100_000)}\r\n\r\n`,
  (path) => `${line(path)}X\0: y\r\n\r\n`,
  (path) => `${line(path)}Expect: 200-never\r\nContent-Length: 2\r\n\r\n{}`,
  (path) => `${line(path)}Connection: upgrade\r\nUpgrade: websocket\r\n\r\n`,
  (path) => `${line(`${path}?${'a=b&'.repeat(20_000)}`)}\r\n`,
];

/** Bytes for a socket that are hardly HTTP. */
export const hostileBytes = (routes: readonly ServedRoute[]): fc.Arbitrary<Buffer> =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom(...BAD_HTTP), fc.constantFrom(...routes))
      .map(([write, { path }]) => Buffer.from(write(path), 'latin1')),
    fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  );
