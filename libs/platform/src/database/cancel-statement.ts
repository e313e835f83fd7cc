import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import { internalsOf } from './driver-internals.js';

/** Longest wait for the server to take a request. */
const PATIENCE = 1_000;
/** How long to go on asking, and how often. */
const LONGEST = 1_000;
const INTERVAL = 20;
/** PostgreSQL's protocol: a request of 16 bytes on a connection of its own, with this code in place of a version. */
const LENGTH = 16;
const CANCEL_REQUEST = 80_877_102;

/**
 * Asks the server to end what a connection runs, until it has: a request that comes just before a statement begins is
 * lost, as behind a pgbouncer that has kept the statement waiting. Resolves at last after two seconds; never rejects.
 */
export async function cancelStatements(client: ClientBase, over: () => boolean): Promise<void> {
  const end = performance.now() + LONGEST;
  do {
    await cancelStatement(client);
    if (over()) return;
    await sleep(INTERVAL);
  } while (!over() && performance.now() < end);
}

/**
 * The same for a connection that is no more, where nobody sees what has ended. A backend that waits for a lock does not
 * notice, and goes on with what it has read by then: one request for each statement. Never rejects.
 */
export async function cancelLeft(client: ClientBase, statements: number): Promise<void> {
  for (let left = statements; left > 0; left -= 1) {
    await cancelStatement(client);
    if (left > 1) await sleep(INTERVAL);
  }
}

/** In the way of psql's Ctrl-C; a pgbouncer hands it on. Resolves when the server has taken it, or cannot be asked. */
function cancelStatement(client: ClientBase): Promise<void> {
  const { host, port, processID, secretKey } = internalsOf(client);
  if (processID === null || secretKey === null) return Promise.resolve();
  const request = Buffer.alloc(LENGTH);
  [LENGTH, CANCEL_REQUEST, processID, secretKey].forEach((word, index) => request.writeInt32BE(word, index * 4));
  return new Promise((resolve) => {
    const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    socket.setTimeout(PATIENCE, () => socket.destroy());
    socket.on('error', () => undefined);
    // The server closes the connection when the statement has been told to end.
    socket.on('close', () => resolve());
    socket.write(request);
    socket.resume();
  });
}
