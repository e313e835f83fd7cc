import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import pg from 'pg';
import { registerTypeParsers } from '../../../libs/platform/src/database/types.js';
import type { FloorPlan, FloorSettings } from './floor.js';

/**
 * The least that could answer: bare `node:http`, the statements of the case on a pool like the service's, and the bytes
 * that the service itself gave to this request. It reads no parameter, checks no credentials, decides and logs nothing.
 */
async function main({ databaseUrl, redisUrl, poolSize }: FloorSettings): Promise<void> {
  registerTypeParsers();
  const pool = new pg.Pool({ connectionString: databaseUrl, max: poolSize });
  // The server may stop before this process does.
  pool.on('error', () => undefined);
  const redis = new Redis(redisUrl);
  let plans: readonly FloorPlan[] = [];

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'POST') for await (const chunk of request) void chunk;
    const { work, status, headers, body } = plans[Number(request.headers['x-request-id'])] as FloorPlan;
    for (const step of work) {
      if ('key' in step) await redis.incr(step.key);
      else await pool.query({ name: step.statement.name, text: step.statement.text, values: [...step.values] });
    }
    response.writeHead(status, [...headers]);
    response.end(body);
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.on('message', (message: readonly FloorPlan[]) => {
    plans = message;
    process.send?.('ready');
  });
}

process.once('message', (settings: FloorSettings) => void main(settings));
