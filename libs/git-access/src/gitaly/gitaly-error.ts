import { status, type ServiceError } from '@grpc/grpc-js';
import { errorMessages } from './gitaly-protocol.js';
import type { LimitError } from './messages.js';

/** Which call it was. */
interface FailedCall {
  readonly storage: string;
  readonly method: string;
  /** It had the whole time that a question of its kind may take, and should need a thousandth of it. */
  readonly small: boolean;
}

/** A call that failed: never an answer, and never to be read as one. */
export class GitalyError extends Error {
  constructor(
    /** One of gRPC's, such as 14 for UNAVAILABLE. */
    readonly status: status,
    message: string,
    /** Nobody is there to answer, as far as this call can tell; a scan that took too long says nothing about the server. */
    readonly outage: boolean,
    /** Said by a server that has too much to do. */
    readonly limit: LimitError | null = null,
  ) {
    super(message);
  }
}

/** Anything but an error of the library is a fault of ours, and stays what it is. */
export function asGitalyError(error: unknown, { storage, method, small }: FailedCall): unknown {
  if (!isServiceError(error)) return error;
  const { code, details } = error;
  const outage = code === status.UNAVAILABLE || (code === status.DEADLINE_EXCEEDED && small);
  const limit = code === status.RESOURCE_EXHAUSTED ? limitOf(error) : null;
  return new GitalyError(code, `gitaly storage ${storage}: ${method}: ${status[code]}: ${details}`, outage, limit);
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && 'details' in error && 'metadata' in error;
}

const LIMIT_ERROR = 'type.googleapis.com/gitaly.LimitError';

/** The library does not read details: they come as bytes in a trailer. */
function limitOf({ metadata }: ServiceError): LimitError | null {
  const [bytes] = metadata.get('grpc-status-details-bin');
  if (!Buffer.isBuffer(bytes)) return null;
  try {
    const { details } = errorMessages.status.deserialize(bytes);
    const detail = details.find(({ typeUrl }) => typeUrl === LIMIT_ERROR);
    return detail === undefined ? null : errorMessages.limitError.deserialize(detail.value);
  } catch {
    // Details explain; a call that failed has failed without them.
    return null;
  }
}
