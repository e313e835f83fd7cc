import { raw, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import multer from 'multer';
import { Readable } from 'node:stream';
import { BadBody, BodyTooLarge, UnsupportedContentType } from '../http/wire-errors.js';
import { parseBody, type ParsedBody } from './body.js';

/** A request whose body has been read. */
export interface RequestWithBody extends Request {
  /** The bytes as they came, after decompression. Absent for multipart bodies, and in the fast lane, where they may be many. */
  rawBody?: Buffer;
  parsedBody?: ParsedBody;
}

const isMultipart = (request: Request): boolean =>
  /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '');

/** Bounds what a multipart body may cost beyond its size: names of so many characters, so many fields. */
const LONGEST_NAME = 200;
const MOST_FIELDS = 10_000;

/** Reads the whole body of any request, whatever its method: the oldest clients send one with GET (clients.md 1.3). */
export function bodyReader(limit: number): RequestHandler {
  const readRaw = raw({ limit, inflate: true, type: () => true });
  const limits = { fieldNameSize: LONGEST_NAME, fieldSize: limit, fields: MOST_FIELDS, parts: MOST_FIELDS };
  const readMultipart = multer({ limits }).none();

  return (request: RequestWithBody, response: Response, next: NextFunction) => {
    readRaw(request, response, (problem?: unknown) => {
      if (problem) return next(asWireError(problem));
      const body: unknown = request.body;
      if (!Buffer.isBuffer(body)) return next();
      if (isMultipart(request) && body.length > 0) {
        // multer bounds each field but not their sum, so it gets what has been read within the limit.
        const form = replay(request, body);
        return void readMultipart(form, response, (failure?: unknown) => {
          if (failure) return next(multipartError(failure));
          request.parsedBody = { parameters: { ...(form.body as object) } };
          next();
        });
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

/** A request whose body comes again, decompressed. */
function replay({ headers }: Request, body: Buffer): Request {
  const again = { 'content-type': headers['content-type'], 'content-length': String(body.length) };
  return Object.assign(Readable.from(body), { headers: again }) as unknown as Request;
}

/** multer's failures have a code; those of the parser below it have none. Both are the sender's. */
function multipartError(problem: unknown): unknown {
  const { code } = problem as { code?: string };
  if (code === 'LIMIT_FIELD_VALUE' || code === 'LIMIT_FIELD_COUNT') return new BodyTooLarge();
  return new BadBody('the request body cannot be read');
}

/** body-parser's failures in the contract's words. */
function asWireError(problem: unknown): unknown {
  const { status, type } = problem as { status?: number; type?: string };
  if (status === 413) return new BodyTooLarge();
  if (type === 'encoding.unsupported') return new UnsupportedContentType('content-encoding');
  if (status !== undefined && status < 500) return new BadBody('the request body cannot be read');
  return problem;
}
