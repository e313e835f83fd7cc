import type { LoggerService } from '@nestjs/common';
import cluster from 'node:cluster';
import { pino, type DestinationStream, type Logger as Pino } from 'pino';
import { requestFields } from './request-context.js';

/** Names of fields whose values never reach a log, at the top or one level below. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'secret_token',
  'token',
  'lfs_token',
  'private_token',
  'otp_attempt',
  'recovery_codes',
  'password',
  'authorization',
  'key',
]);

const FILTERED = '[FILTERED]';
/** Outside a request. */
const NONE = {};

/**
 * The fields without what is secret. pino's own redaction costs a request more than all the rest of its line
 * (docs/performance.md), so this one looks at names alone and copies only what it must.
 */
function withoutSecrets(fields: Record<string, unknown>, deeper = true): Record<string, unknown> {
  let shown = fields;
  for (const name in fields) {
    const value = fields[name];
    let safe = value;
    if (SECRET_FIELDS.has(name)) safe = value === undefined ? undefined : FILTERED;
    else if (deeper && typeof value === 'object' && value !== null && !Array.isArray(value)) {
      safe = withoutSecrets(value as Record<string, unknown>, false);
    }
    if (safe === value) continue;
    if (shown === fields) shown = { ...fields };
    shown[name] = safe;
  }
  return shown;
}

/**
 * Standard output, some lines or a moment at a time: a write for each line costs a request as much as the line. Where
 * workers share it, no write is larger than a pipe takes in one piece, unless one line is. What is left goes out when the
 * process ends, unless it is killed.
 */
const BUFFERED = { dest: 1, sync: false, minLength: 16_384, maxWrite: 65_536, periodicFlush: 100 } as const;
const SHARED = { ...BUFFERED, minLength: 3_072, maxWrite: 4_096 } as const;

let lastMillisecond = NaN;
let lastTimeField = '';

/** pino's time of a line. Many lines are written in one millisecond, and the text of it is a fifth of what a line costs. */
function timeField(): string {
  const now = new Date();
  if (now.getTime() !== lastMillisecond) {
    lastMillisecond = now.getTime();
    lastTimeField = `,"time":"${now.toISOString()}"`;
  }
  return lastTimeField;
}

/** One JSON line for each event, with LabKit's field names. */
export function createPino(level: string, service: string, destination?: DestinationStream): Pino {
  return pino(
    {
      level,
      base: { service_name: service },
      messageKey: 'message',
      timestamp: timeField,
      formatters: {
        level: (label) => ({ severity: label.toUpperCase() }),
        log: (fields) => withoutSecrets(fields),
      },
      mixin: () => requestFields() ?? NONE,
      // The line of the request itself has them already, and the most fields of all.
      mixinMergeStrategy: (line, fields) =>
        fields === NONE || 'correlation_id' in line ? line : { ...fields, ...line },
    },
    destination ?? pino.destination(cluster.isWorker ? SHARED : BUFFERED),
  );
}

/**
 * The log of the service. Messages are short and without data; data goes in fields:
 * `logger.warn('push refused', { gl_project_id: 7 })`. It stands behind Nest's own logging as well.
 */
export class Logger implements LoggerService {
  constructor(readonly pino: Pino) {}

  debug(message: string, ...rest: unknown[]): void {
    this.pino.debug(this.fields(rest), message);
  }

  /** Nest logs its start-up at this level. */
  log(message: string, ...rest: unknown[]): void {
    this.pino.debug(this.fields(rest), message);
  }

  info(message: string, fields: object = {}): void {
    this.pino.info(fields, message);
  }

  warn(message: string, ...rest: unknown[]): void {
    this.pino.warn(this.fields(rest), message);
  }

  error(message: string | Error, ...rest: unknown[]): void {
    if (message instanceof Error) this.pino.error({ ...describeError(message), ...this.fields(rest) }, message.message);
    else this.pino.error(this.fields(rest), message);
  }

  /** Nest passes texts (a context, a stack) behind a message; our own calls pass one object of fields. */
  private fields(rest: unknown[]): object {
    const [first] = rest;
    if (first instanceof Error) return describeError(first);
    if (typeof first === 'object' && first !== null) return first;
    const texts = rest.filter((part) => typeof part === 'string');
    return texts.length > 0 ? { class_name: texts.at(-1) } : {};
  }
}

/** An error as log fields. The stack stays in the log and never reaches an answer. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error_message: String(error) };
  const code = (error as { code?: unknown }).code;
  return {
    error_type: error.name,
    error_message: error.message,
    ...(typeof code === 'string' ? { error_code: code } : {}),
    error_backtrace: error.stack,
  };
}
