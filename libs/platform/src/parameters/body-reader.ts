import { raw, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import multer from 'multer';
import { BadBody, BodyTooLarge, UnsupportedContentType } from '../http/wire-errors.js';
import { parseBody, type ParsedBody } from './body.js';

/** A request whose body has been read. */
export interface RequestWithBody extends Request {
  /** The bytes as they came, after decompression. Absent for multipart bodies. */
  rawBody?: Buffer;
  parsedBody?: ParsedBody;
}

const isMultipart = (request: Request): boolean =>
  /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '');

/** Reads the whole body of any request, whatever its method: the oldest clients send one with GET (clients.md 1.3). */
export function bodyReader(limit: number): RequestHandler {
  const readRaw = raw({ limit, inflate: true, type: (request) => !isMultipart(request as Request) });
  const readMultipart = multer({ limits: { fieldSize: limit, fields: 10_000, parts: 10_000 } }).none();

  return (request: RequestWithBody, response: Response, next: NextFunction) => {
    const multipart = isMultipart(request);
    const read = multipart ? readMultipart : readRaw;
    void read(request, response, (problem?: unknown) => {
      if (problem) return next(asWireError(problem));
      try {
        if (multipart) {
          request.parsedBody = { parameters: { ...(request.body as object) } };
        } else if (Buffer.isBuffer(request.body)) {
          request.rawBody = request.body;
          request.parsedBody = parseBody(request.headers, request.body);
        }
        next();
      } catch (error) {
        next(error);
      }
    });
  };
}

/** body-parser's and multer's failures in the contract's words. */
function asWireError(problem: unknown): unknown {
  const { status, type, code } = problem as { status?: number; type?: string; code?: string };
  if (status === 413 || code === 'LIMIT_FIELD_VALUE' || code === 'LIMIT_FIELD_COUNT') return new BodyTooLarge();
  if (type === 'encoding.unsupported') return new UnsupportedContentType('content-encoding');
  if (code !== undefined || (status !== undefined && status < 500))
    return new BadBody('the request body cannot be read');
  return problem;
}
