import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BootError, loadConfiguration, type Logger } from '@app/platform';
import { KasSecret } from './kas-secret.js';

const KEY = Buffer.alloc(32, 0xfb);
const TEXT = KEY.toString('base64');
const silent = { info: () => undefined, error: () => undefined } as unknown as Logger;

describe('KasSecret', () => {
  let folder: string;
  let file: string;
  const opened: KasSecret[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kas-secret-'));
    file = join(folder, 'gitlab_kas_secret');
  });
  afterEach(() => {
    for (const secret of opened.splice(0)) secret.onApplicationShutdown();
    rmSync(folder, { recursive: true });
  });

  function open(): KasSecret {
    const stores = { DATABASE_URL: 'postgres://localhost/x', REDIS_URL: 'redis://localhost' };
    const secret = new KasSecret(loadConfiguration({ ...stores, DATA_DIR: folder }), silent);
    opened.push(secret);
    return secret;
  }

  it('is made when there is none, for its owner alone, and kept afterwards', () => {
    const [made] = open().fingerprints;
    expect(Buffer.from(readFileSync(file, 'utf8'), 'base64')).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    expect(open().fingerprints).toEqual([made]);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it.each(['', '\n', '\r\n'])('may end in %j', (end) => {
    writeFileSync(file, TEXT + end);
    const [reader] = open().tokens;
    const head = [{ alg: 'HS256' }, { sub: 'x' }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const signature = createHmac('sha256', KEY).update(head.join('.')).digest('base64url');
    expect(reader?.claimsOf([...head, signature].join('.'))).toEqual({ sub: 'x' });
  });

  it.each([
    ['nothing', ''],
    ['a newline', '\n'],
    ['31 bytes', Buffer.alloc(31).toString('base64')],
    ['33 bytes', Buffer.alloc(33).toString('base64')],
    ['32 plain characters', 'a'.repeat(32)],
    ['no padding', TEXT.slice(0, -1)],
    ['the alphabet of addresses', KEY.toString('base64url')],
    ['a line break inside', `${TEXT.slice(0, 20)}\n${TEXT.slice(20)}`],
    ['two newlines', `${TEXT}\n\n`],
    ['a blank before', ` ${TEXT}`],
  ])('row 86: keeps the service from starting when the file holds %s', (_what, text) => {
    writeFileSync(file, text);
    expect(open).toThrow(new BootError(`${file} does not contain 32 bytes`));
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});
