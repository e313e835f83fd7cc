import { createHmac } from 'node:crypto';

const DAY = 24 * 60 * 60;

/**
 * A token as kas signs its calls with (HS256, issuer `gitlab-kas`), good for one day, so that a printed line can be pasted
 * until tomorrow.
 * @param {string} secret the Base64 text of kas' secret file: the key is what it decodes to
 */
export function kasToken(secret, now = Math.floor(Date.now() / 1000)) {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: 'gitlab-kas', aud: ['gitlab'], iat: now, nbf: now - 5, exp: now + DAY };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  const signature = createHmac('sha256', Buffer.from(secret, 'base64')).update(signed).digest('base64url');
  return `${signed}.${signature}`;
}
