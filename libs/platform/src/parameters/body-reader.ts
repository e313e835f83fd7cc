import { raw, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { BadBody, BodyTooLarge, UnsupportedContentType } from '../http/wire-errors.js';
import { parseBody, type ParsedBody } from './body.js';
import { readMultipart } from './multipart.js';

/** A request whose body has been read. */
export interface RequestWithBody extends Request {
  /** The bytes as they came, after decompression. Absent for multipart bodies, and in the fast lane, where they may be many. */
  rawBody?: Buffer;
  parsedBody?: ParsedBody;
}

const isMultipart = (request: Request): boolean =>
  /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '');

/** Reads the whole body of any request, whatever its method: the oldest clients send one with GET (clients.md 1.3). */
export function bodyReader(limit: number): RequestHandler {
  const readRaw = raw({ limit, inflate: true, type: () => true });

  return (request: RequestWithBody, response: Response, next: NextFunction) => {
    readRaw(request, response, (problem?: unknown) => {
      if (problem) return next(asWireError(problem));
      const body: unknown = request.body;
      if (!Buffer.isBuffer(body)) return next();
      if (isMultipart(request) && body.length > 0) {
        return void readMultipart(request.headers, body).then((parameters) => {
          request.parsedBody = { parameters };
          next();
        }, next);
      }
      try {
        request.rawBody = body;
        request.parsedBody = parseBody(request.headers, body);
        next();
      } catch (error) {
        next(error);
      }
    });
  };
}

/** body-parser's failures in the contract's words. */
function asWireError(problem: unknown): unknown {
  const { status, type } = problem as { status?: number; type?: string };
  if (status === 413) return new BodyTooLarge();
  if (type === 'encoding.unsupported') return new UnsupportedContentType('content-encoding');
  if (status !== undefined && status < 500) return new BadBody('the request body cannot be read');
  return problem;
}
