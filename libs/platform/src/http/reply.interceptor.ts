import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Response } from 'express';
import { map, type Observable } from 'rxjs';
import { wireForm } from './reply.js';

/**
 * Writes what a handler returns as JSON, always with the media type that Gitaly insists on, and with 200 where Nest would
 * answer a POST with 201 (clients.md 0.1 and 0.2).
 */
export class ReplyInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<string | undefined> {
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(
      map((value: unknown) => {
        const { status, text } = wireForm(value);
        response.statusCode = status;
        if (text !== undefined) response.setHeader('Content-Type', 'application/json');
        return text;
      }),
    );
  }
}
