import type { Metadata } from '@grpc/grpc-js';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { refusals } from './refusal.js';

/** Seconds between the clocks of both sides, either way. */
const WINDOW = 30;

/** Checks `authorization` as Gitaly does (gitaly.md 1.2): the MAC is computed here; a server without a token lets all pass. */
export function authenticate(metadata: Metadata, token: string, now: number): void {
  if (token === '') return;
  const header = String(metadata.get('authorization')[0] ?? '');
  const [version, mac, issued, ...rest] = /^bearer +(.+)$/i.exec(header)?.[1]?.split('.') ?? [];
  const wellFormed = rest.length === 0 && /^([0-9a-f]{2})+$/i.test(mac ?? '') && /^\d+$/.test(issued ?? '');
  if (version === undefined || mac === undefined || issued === undefined || !wellFormed) {
    throw refusals.unauthenticated('authentication required');
  }
  if (version !== 'v2') throw refusals.denied('permission denied: invalid token version');
  const expected = createHmac('sha256', token).update(issued).digest();
  const given = Buffer.from(mac, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw refusals.denied('permission denied: wrong hmac signature');
  }
  if (Number(issued) < now - WINDOW) throw refusals.denied('permission denied: token has expired');
  if (Number(issued) > now + WINDOW) {
    throw refusals.denied("permission denied: token's validity window is in future");
  }
}
