import { status } from '@grpc/grpc-js';
import { GitalyError } from '../../../gitaly/gitaly-error.js';
import { ContentExhausted, ContentUnanswered } from '../repository-content.js';

/** What a failed call means to whoever asked (gitaly.md 3.5). What is not "not now" stays a fault. */
export function contentError(error: unknown): unknown {
  if (!(error instanceof GitalyError)) return error;
  switch (error.status) {
    case status.UNAVAILABLE:
    case status.ABORTED:
    case status.CANCELLED:
    case status.DEADLINE_EXCEEDED:
      return new ContentUnanswered(error.message, { cause: error });
    case status.RESOURCE_EXHAUSTED: {
      const { errorMessage = '', retryAfter = null } = error.limit ?? {};
      return new ContentExhausted(error.message, errorMessage || null, retryAfter && Number(retryAfter.seconds));
    }
    default:
      return error;
  }
}
