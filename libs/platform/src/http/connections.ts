import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Configuration } from '../config/configuration.js';
import { LAST_BYTES } from './unread-body.js';

/** Longest time for the head of a request to arrive. */
const HEAD_TIMEOUT = 20_000;

/** Bounds how long a request may take to arrive, and how long a connection is kept that has none. */
export function limitConnections(server: Server, { REQUEST_TIMEOUT, KEEP_ALIVE_TIMEOUT }: Configuration): void {
  server.requestTimeout = REQUEST_TIMEOUT;
  server.headersTimeout = Math.min(REQUEST_TIMEOUT, HEAD_TIMEOUT);
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT;
  // Node looks every 30 s only, whatever the times are. It takes this when it begins to listen; Nest makes the server itself.
  Object.assign(server, { connectionsCheckingInterval: server.headersTimeout / 4 });
  endConnectionsWhenClosing(server);
  answerBrokenBytes(server);
}

/** With the answer whose turn it is, as Node itself notes it. */
type Answering = Socket & { readonly _httpMessage?: ServerResponse | null };

/**
 * Node ends the connections that are idle when it stops listening. It keeps those on which a request ends later, for as long as
 * idle ones are kept, and those that never had one, for ever: each would hold up the end of the process.
 */
function endConnectionsWhenClosing(server: Server): void {
  const open = new Set<Answering>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  const close = server.close.bind(server);
  server.close = (done) => {
    server.keepAliveTimeout = 1;
    for (const { _httpMessage: answer } of open)
      if (answer?.headersSent === false) answer.setHeader('Connection', 'close');
    // Somebody may have asked already, and nobody has read it yet.
    const silent = (): void => open.forEach((socket) => void (socket.bytesRead === 0 && socket.destroy()));
    setTimeout(silent, LAST_BYTES).unref();
    return close(done);
  };
}

/** Answers bytes that are no HTTP, or come too slowly, in JSON like everything else. */
function answerBrokenBytes(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') return socket.destroy();
    const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';
    const body = JSON.stringify({ error: status, message: status });
    // A client that keeps its side open must not keep the request before these bytes in flight.
    socket.setTimeout(LAST_BYTES, () => socket.destroy());
    socket.end(
      `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
}
