import { connect } from 'node:net';

/**
 * Writes bytes to a new connection and returns all that comes back until the server ends it, or falls silent. For
 * requests that no client library would send.
 */
export function exchange(url: string, bytes: string | Buffer, silence = 5_000): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname);
    socket.setTimeout(silence, () => socket.destroy());
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    socket.write(bytes);
  });
}
