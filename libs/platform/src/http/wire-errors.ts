import { HttpException } from '@nestjs/common';

/** Body of an answer that says why not. `message` is what people see at their terminal (clients.md 1.6). */
type ErrorBody = { readonly message?: string; readonly error?: string };

/** A request that ends here, with a status and a body of the contract. */
export class WireError extends HttpException {
  constructor(status: number, body: ErrorBody) {
    super(body, status);
  }
}

/** The framework's own refusals: the same text under both keys, because shells read one and the contract the other. */
class TransportError extends WireError {
  constructor(status: number, text: string) {
    super(status, { error: text, message: text });
  }
}

/** 400: the body is broken. */
export class BadBody extends TransportError {
  constructor(text: string) {
    super(400, text);
  }
}

/** 413: the body is larger than the setting allows. */
export class BodyTooLarge extends TransportError {
  constructor() {
    super(413, '413 Request Entity Too Large');
  }
}

/** 415: neither JSON nor a form. */
export class UnsupportedContentType extends TransportError {
  constructor(type: string) {
    super(415, `The provided content-type '${type.slice(0, 100)}' is not supported.`);
  }
}

/** 404: no such route. */
export class UnknownRoute extends TransportError {
  constructor() {
    super(404, '404 Not Found');
  }
}

/** 405: the route exists for other methods. */
export class WrongMethod extends TransportError {
  constructor(readonly allow: string) {
    super(405, '405 Not Allowed');
  }
}

/** 400: parameters that are missing or unusable, all of them. Only the key `error` (billing.md 1.2). */
export class ParameterErrors extends WireError {
  constructor(messages: readonly string[]) {
    super(400, { error: messages.join(', ') });
  }
}

/** 401 of the endpoints that GitLab Shell and Gitaly call, and of any caller without credentials. */
export class Unauthorized extends WireError {
  constructor(message = '401 Unauthorized') {
    super(401, { message });
  }
}

/** 503: a store, or whatever else an answer needs, does not answer. The client tries again by itself. */
export class ServiceUnavailable extends WireError {
  /** @param retryAfter whole seconds; null to leave them to the client */
  constructor(
    message = '503 Service Unavailable',
    readonly retryAfter: number | null = 1,
  ) {
    super(503, { message });
  }
}

/** 500: a fault of ours. No detail leaves the process. */
export class InternalServerError extends WireError {
  constructor() {
    super(500, { message: '500 Internal Server Error' });
  }
}
