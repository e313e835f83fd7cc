import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import pg from 'pg';
import { SharedReads } from '../../../libs/platform/src/database/shared-reads.js';
import { registerTypeParsers } from '../../../libs/platform/src/database/types.js';
import { atEndOfTurn, awaitConnections } from '../../../libs/platform/src/process/end-of-turn.js';
import type { FloorPlan, FloorSettings, FloorWork } from './floor.js';

/**
 * The least that could answer: bare `node:http`, the statements of the case on a pool as large as the service's, and the bytes
 * that the service itself gave to this request. It reads no parameter, checks no credentials, decides and logs nothing.
 */
async function main({ databaseUrl, redisUrl, poolSize, tuned }: FloorSettings): Promise<void> {
  registerTypeParsers();
  const pool = new pg.Pool({ connectionString: databaseUrl, max: poolSize, pipeline: tuned });
  // The server may stop before this process does.
  pool.on('error', () => undefined);
  const reads = new SharedReads(pool);
  const redis = new Redis(redisUrl);
  const inTurn = tuned ? atEndOfTurn : (task: () => void): void => task();
  let plans: readonly FloorPlan[] = [];

  const ask = (step: FloorWork): Promise<unknown> => {
    if ('key' in step) return redis.incr(step.key);
    const { name, text } = step.statement;
    const config = { name, text, values: [...step.values] };
    return tuned && step.writes === undefined ? reads.run(config, null) : pool.query(config);
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { work, status, headers, body } = plans[Number(request.headers['x-request-id'])] as FloorPlan;
    for (const step of work) await ask(step);
    inTurn(() => response.writeHead(status, [...headers]).end(body));
  };
  const server = createServer((request, response) => {
    const whole = (): void => inTurn(() => void answer(request, response));
    if (request.method === 'GET') return whole();
    request.on('data', () => undefined);
    request.on('end', whole);
  });
  if (tuned) awaitConnections(server);
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.on('message', (message: readonly FloorPlan[]) => {
    plans = message;
    process.send?.('ready');
  });
}

process.once('message', (settings: FloorSettings) => void main(settings));
// Without whoever measures there is nothing to do.
process.on('disconnect', () => process.exit());
