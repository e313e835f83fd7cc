import type { IncomingMessage } from 'node:http';

/** Milliseconds that a client which still sends gets to read its answer. */
export const LAST_BYTES = 1_000;

const drop = (): void => undefined;

/**
 * Lets go of what has come of a body, and of what still comes: its request is about to be answered with `Connection: close`.
 * Whoever gathered it gets no more and is never told that it is whole, so that nothing is kept and nothing is done. The
 * connection is read for a moment yet, since bytes that nobody takes make the kernel reset it, and the answer be lost.
 */
export function dropBody(request: IncomingMessage): void {
  const { socket } = request;
  const close = socket.destroySoon.bind(socket);
  request.removeAllListeners().on('data', drop).resume();
  // What Node calls when the last answer of a connection is out.
  socket.destroySoon = () => {
    if (request.complete) return close();
    socket.end();
    request.once('end', close);
    setTimeout(() => socket.destroy(), LAST_BYTES).unref();
  };
}
