import { connect } from 'node:net';
import { signJwt } from '../support/shell-client.js';
import type { BenchRequest } from './cases.js';
import type { Load } from './load/load.js';
import type { FloorPlan } from './servers/floor.js';

export interface BenchSecrets {
  readonly shell: string;
  readonly kas: Buffer;
}

/** What of a request goes over the wire. */
type WireRequest = Pick<BenchRequest, 'caller' | 'method' | 'path' | 'body' | 'status'>;

/** Longer than a run. */
const LIFE = 6 * 3600;
/** The shells sign in whole seconds, so all their tokens of one second are the same: these are a minute's. */
const SECONDS = 60;

/** Whole requests as the clients write them, numbered in `X-Request-Id`. */
export function requestsOf(
  requests: readonly WireRequest[],
  secrets: BenchSecrets,
  close: boolean,
): Load['requests'][number][] {
  const now = Math.floor(Date.now() / 1000);
  return requests.map(({ caller, method, path, body, status }, index) => {
    const content = body === undefined ? '' : JSON.stringify(body);
    const iat = now - (index % SECONDS);
    const credentials =
      caller === 'shell'
        ? [`Gitlab-Shell-Api-Request: ${signJwt({ iss: 'gitlab-shell', iat, exp: now + LIFE }, secrets.shell)}`]
        : [
            `Gitlab-Kas-Api-Request: ${signJwt({ iss: 'gitlab-kas', aud: ['gitlab'], iat, exp: now + LIFE }, secrets.kas)}`,
            `Authorization: Bearer ${caller.token}`,
          ];
    const head = [
      `${method} /api/v4/internal${path} HTTP/1.1`,
      'Host: 127.0.0.1',
      `User-Agent: ${caller === 'shell' ? 'GitLab-Shell' : 'gitlab-kas/14.0.0/1a2b3c4'}`,
      'Content-Type: application/json',
      `X-Request-Id: ${index}`,
      'Accept-Encoding: gzip',
      ...credentials,
      ...(body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(content)}`]),
      ...(close ? ['Connection: close'] : []),
    ];
    return { bytes: Buffer.from(`${head.join('\r\n')}\r\n\r\n${content}`), status };
  });
}

/** Headers that `node:http` writes by itself for both. */
const OF_THE_CONNECTION = new Set(['date', 'connection', 'keep-alive']);

/**
 * Asks the service once for each request, and makes of its answers what the floor has to write.
 * @throws Error when an answer is not the one that is to be measured
 */
export async function floorPlans(
  requests: readonly BenchRequest[],
  asked: Load['requests'],
  port: number,
): Promise<FloorPlan[]> {
  const plans: FloorPlan[] = [];
  for (const [index, request] of requests.entries()) {
    const answer = await ask(port, asked[index]!.bytes);
    const end = answer.indexOf('\r\n\r\n');
    const [start = '', ...lines] = answer.toString('latin1', 0, end).split('\r\n');
    const status = Number(start.slice(9, 12));
    if (status !== request.status) throw new Error(`${request.path} is answered with ${start}`);
    plans.push({
      work: request.floor,
      status,
      headers: lines
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const)
        .filter(([name]) => !OF_THE_CONNECTION.has(name.toLowerCase()))
        .flat(),
      body: answer.toString('utf8', end + 4),
    });
  }
  return plans;
}

/** The whole answer to a request that ends its connection. */
function ask(port: number, request: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('end', () => resolve(Buffer.concat(chunks)));
    socket.write(request);
  });
}
