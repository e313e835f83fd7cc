import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger as Pino } from 'pino';
import { requestFields } from './request-context.js';

/** Names of fields whose values never reach a log, wherever they stand. */
const SECRET_FIELDS = [
  'secret_token',
  'token',
  'lfs_token',
  'private_token',
  'otp_attempt',
  'recovery_codes',
  'password',
  'authorization',
  'key',
];

const FILTERED = '[FILTERED]';

/** One JSON line for each event, with LabKit's field names. */
export function createPino(level: string, service: string, destination?: DestinationStream): Pino {
  return pino(
    {
      level,
      base: { service_name: service },
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ severity: label.toUpperCase() }) },
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: FILTERED },
      mixin: () => ({ ...requestFields() }),
    },
    destination ?? pino.destination(1),
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
