import { connect } from 'node:net';
import { send, type Answer } from '../http.js';
import { credentialsOf, type Tokens } from '../routes.js';
import type { HostileRequest } from './hostile-requests.js';

/** Milliseconds. A busy machine answers within a tenth of it; what eats a processor takes far longer. */
const SLOW = 5_000;

/** What is wrong with how one request was answered (invariant 8); undefined when nothing is. */
export async function complaintAbout(
  url: string,
  request: HostileRequest,
  tokens: Tokens,
): Promise<string | undefined> {
  const { method, path, headers, body, route, credentials } = request;
  const started = performance.now();
  const answer = await send(url, path, {
    method,
    headers: { ...headers, ...(credentials ? credentialsOf(route.caller, tokens) : {}) },
    ...(body ? { body } : {}),
  });
  const took = performance.now() - started;
  if (took > SLOW) return `slow: ${took} ms`;
  return complaint(answer, method, route.path);
}

function complaint({ status, text, headers }: Answer, method: string, path: string): string | undefined {
  const shown = `${status} ${text.slice(0, 200)}`;
  if (status >= 500) return `failed: ${shown}`;
  if (status >= 301 && status < 400) return `redirected: ${shown}`;
  if (method === 'HEAD' || status === 204) return text === '' ? undefined : `a body beside ${shown}`;
  if (path === '/-/health' && text === 'GitLab OK') return undefined;
  if (!/^application\/json\b/.test(headers['content-type'] ?? '')) return `no JSON: ${shown}`;
  if (/\n +at |node_modules|\.ts:\d/.test(text)) return `a stack: ${shown}`;
  return isJson(text) ? undefined : `unreadable: ${shown}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The same for bytes that are hardly HTTP: a refusal in JSON, an ordinary answer, or a closed connection. */
export function complaintAboutBytes(url: string, bytes: Buffer): Promise<string | undefined> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    // Half a request is waited for; the sender ends it.
    const patience = setTimeout(() => socket.end(), 50);
    socket.setTimeout(SLOW, () => {
      socket.destroy();
      resolve(`slow: ${chunks.length} parts after ${SLOW} ms`);
    });
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(patience);
      const text = Buffer.concat(chunks).toString('latin1');
      const [head = '', body = ''] = text.split('\r\n\r\n');
      const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
      // Node itself refuses what has no Host, too much of a header, or an odd `Expect`, and says no more than the status.
      const silent = body === '' || body === '0';
      if (text === '' || (silent && status < 500)) return resolve(undefined);
      if (Number.isNaN(status) || status >= 500) return resolve(`failed: ${text.slice(0, 200)}`);
      resolve(/^[\r\n]*[[{"]|^GitLab OK|^[0-9a-f]+\r\n/.test(body) ? undefined : `no JSON: ${text.slice(0, 300)}`);
    });
  });
}
