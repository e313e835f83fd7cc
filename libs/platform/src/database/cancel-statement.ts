import { connect } from 'node:net';
import type { PoolClient } from 'pg';

/** Longest wait for the server to take the request. */
const PATIENCE = 1_000;
/** PostgreSQL's protocol: a request of 16 bytes on a connection of its own, with this code in place of a version. */
const LENGTH = 16;
const CANCEL_REQUEST = 80_877_102;

/** What `pg` keeps of the server's greeting and names in no type. */
interface Identity {
  readonly host: string;
  readonly port: number;
  readonly processID: number | null;
  readonly secretKey: number | null;
}

/**
 * Asks the server to end the statement that a connection runs, in the way of psql's Ctrl-C; a pgbouncer hands it on.
 * Resolves when the server has taken the request, or cannot be asked; never rejects.
 */
export function cancelStatement(client: PoolClient): Promise<void> {
  const { host, port, processID, secretKey } = client as unknown as Identity;
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
