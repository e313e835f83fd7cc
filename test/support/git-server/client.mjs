// What gitlab-shell and Gitaly's hooks have in common: one JSON request with a shell JWT (clients.md 1 and 3.1).
// Run by sshd and git in processes of their own; settings come through the environment.
import { createHmac } from 'node:crypto';
import { request } from 'node:http';

const { INTERNAL_API_URL, INTERNAL_API_SECRET, CORRELATION_ID } = process.env;

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function token() {
  const iat = Math.floor(Date.now() / 1000);
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ iss: 'gitlab-shell', iat, exp: iat + 60 })}`;
  return `${signed}.${createHmac('sha256', INTERNAL_API_SECRET).update(signed).digest('base64url')}`;
}

/** Calls the API; resolves with status, content type and text. */
export function call(userAgent, method, path, body) {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${INTERNAL_API_URL}/api/v4/internal${path}`,
      {
        method,
        agent: false,
        headers: {
          'Content-Type': 'application/json',
          'User-Agent': userAgent,
          'Gitlab-Shell-Api-Request': token(),
          ...(CORRELATION_ID ? { 'X-Request-ID': CORRELATION_ID } : {}),
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode, type: response.headers['content-type'] ?? '', text }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** The text that Go clients make of an error answer (clients.md 1.6). */
export function errorText({ status, text }) {
  try {
    const { message } = JSON.parse(text);
    if (message === undefined || typeof message === 'string') return message ?? '';
  } catch {
    // falls through to the status
  }
  return `Internal API error (${status})`;
}

export async function readAll(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
