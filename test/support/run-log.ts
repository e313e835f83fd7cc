import type { Logger } from '@app/platform';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import type { OutgoingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { pino } from 'pino';

const FOLDER = 'INTERNAL_API_TEST_LOGS';
/** Shorter ones would be found in numbers and words that are no secret. */
const SHORTEST = 10;

const SECRET_HEADERS = ['gitlab-shared-secret', 'private-token', 'token'];
const TOKEN_HEADERS = ['gitlab-shell-api-request', 'gitlab-kas-api-request'];
const SECRET_FIELDS = /"(?:token|lfs_token|recovery_codes)":("(?:[^"\\]|\\.)*"|\[[^\]]*\])/g;

const known = new Set<string>();

/**
 * Everything that the service logs in one run of the tests, at its most talkative, and every secret, token and code that
 * went over the wire meanwhile: when the run ends the two are compared.
 */
export const runLog = {
  /** Opens it for this run and its workers; `folder` need not exist. */
  open(folder: string): void {
    mkdirSync(folder, { recursive: true });
    process.env[FOLDER] = folder;
  },

  /** Takes what a logger writes from now on; `also` gets the lines as well. */
  take(logger: Logger, also?: (line: string) => void): void {
    const write = (line: string): void => {
      append('log', line);
      also?.(line);
    };
    (logger.pino as unknown as Record<symbol, unknown>)[pino.symbols.streamSym] = { write };
    logger.pino.level = 'trace';
  },

  /** The secrets among the headers of a request. */
  knowHeaders(headers: OutgoingHttpHeaders): void {
    for (const name of TOKEN_HEADERS) know(textOf(headers[name]).split('.')[2]);
    for (const name of SECRET_HEADERS) know(headers[name]);
    know(/^bearer +(.+)$/i.exec(textOf(headers.authorization))?.[1]);
  },

  /** The secrets that an answer hands out. */
  knowAnswer(text: string): void {
    for (const [, value = ''] of text.matchAll(SECRET_FIELDS)) {
      for (const secret of [JSON.parse(value) as string | string[]].flat()) know(secret);
    }
  },

  know,

  /** Lines that hold a secret, the secret blackened; of a folder that `open` has made. */
  told(folder: string): string[] {
    const texts = (kind: string): string[] =>
      readdirSync(folder)
        .filter((name) => name.startsWith(kind))
        .map((name) => readFileSync(join(folder, name), 'utf8'));
    const secrets = new Map<string, string[]>();
    for (const secret of new Set(texts('secrets').flatMap((text) => text.split('\n').filter(Boolean)))) {
      const start = secret.slice(0, SHORTEST);
      secrets.set(start, [...(secrets.get(start) ?? []), secret]);
    }
    return texts('log').flatMap((text) => text.split('\n').flatMap((line) => blacken(line, secrets) ?? []));
  },
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function know(secret: unknown): void {
  if (typeof secret !== 'string' || secret.length < SHORTEST || /\s/.test(secret) || known.has(secret)) return;
  known.add(secret);
  append('secrets', `${secret}\n`);
}

function append(kind: string, text: string): void {
  const folder = process.env[FOLDER];
  if (folder !== undefined && existsSync(folder)) appendFileSync(join(folder, `${kind}-${process.pid}`), text);
}

/** The line without the first secret in it, or undefined when there is none. */
function blacken(line: string, secrets: ReadonlyMap<string, readonly string[]>): string | undefined {
  for (let at = 0; at + SHORTEST <= line.length; at++) {
    const secret = secrets.get(line.slice(at, at + SHORTEST))?.find((one) => line.startsWith(one, at));
    if (secret !== undefined) return line.replaceAll(secret, '█████');
  }
  return undefined;
}
