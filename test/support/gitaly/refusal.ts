import { Metadata, status } from '@grpc/grpc-js';

/** An answer that is a gRPC status, with the code and text of gitaly.md 3.4 and 3.5. */
export class Refusal extends Error {
  constructor(
    readonly code: status,
    readonly details: string,
    /** Trailers. */
    readonly metadata = new Metadata(),
  ) {
    super(details);
  }
}

export const refusals = {
  invalid: (details: string) => new Refusal(status.INVALID_ARGUMENT, details),
  notFound: (details: string) => new Refusal(status.NOT_FOUND, details),
  exists: (details: string) => new Refusal(status.ALREADY_EXISTS, details),
  precondition: (details: string) => new Refusal(status.FAILED_PRECONDITION, details),
  internal: (details: string) => new Refusal(status.INTERNAL, details),
  unauthenticated: (details: string) => new Refusal(status.UNAUTHENTICATED, details),
  denied: (details: string) => new Refusal(status.PERMISSION_DENIED, details),
};
