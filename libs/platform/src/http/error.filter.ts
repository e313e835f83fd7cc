import { Catch, HttpException, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { describeError, type Logger } from '../logging/logger.js';
import { addRequestFields } from '../logging/request-context.js';
import { isStoreUnavailable } from '../stores/unavailable.js';
import {
  BadBody,
  InternalServerError,
  ServiceUnavailable,
  UnknownRoute,
  WireError,
  WrongMethod,
} from './wire-errors.js';

/** Turns whatever was thrown into an answer of the contract. Faults are logged with their stack and answered without. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly methodsOf: (path: string) => readonly string[],
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      // An answer that is whole came from elsewhere, after the time of the request was up; half an answer is none.
      if (!response.writableEnded) response.destroy();
      return;
    }
    const error = this.wireError(thrown, host.switchToHttp().getRequest<Request>());
    if (error instanceof WrongMethod) response.setHeader('Allow', error.allow);
    // The shell obeys it as given, with the user waiting (clients.md 1.5): a zero would be worse than none.
    if (error instanceof ServiceUnavailable && error.retryAfter) response.setHeader('Retry-After', error.retryAfter);
    response.statusCode = error.getStatus();
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(error.getResponse()));
  }

  private wireError(thrown: unknown, request: Request): WireError {
    if (thrown instanceof WireError) return thrown;
    // Nest throws this one itself when no route takes the request.
    if (thrown instanceof NotFoundException) {
      const methods = this.methodsOf(request.baseUrl + request.path);
      return methods.length > 0 ? new WrongMethod(methods.join(', ')) : new UnknownRoute();
    }
    // A path with a broken percent escape arrives as one of these two, depending on who decodes it first.
    if (thrown instanceof URIError || (thrown instanceof HttpException && thrown.getStatus() === 400)) {
      return new BadBody('400 Bad Request');
    }
    if (isStoreUnavailable(thrown)) {
      this.logger.warn('store unavailable', this.told(thrown));
      return new ServiceUnavailable();
    }
    this.logger.error('unhandled error', this.told(thrown));
    return new InternalServerError();
  }

  /** The fault as fields, and on the request's own line what it was. */
  private told(thrown: unknown): Record<string, unknown> {
    const fields = describeError(thrown);
    const { error_type, error_message } = fields as Partial<Record<string, string>>;
    addRequestFields({ error_type, error_message });
    return fields;
  }
}
