import busboy from 'busboy';
import type { IncomingHttpHeaders } from 'node:http';
import { BadBody, BodyTooLarge } from '../http/wire-errors.js';
import { MOST_PARAMETERS, parseFields } from './form.js';

/** Characters of a name: bounds what a multipart body may cost beyond its size. */
const LONGEST_NAME = 200;

/**
 * Reads a multipart form of fields alone, whose names say of lists and members what they say in any form: `a[4000000000]` is
 * no list of so many.
 * @throws BadBody for what is no such form, or holds a file
 * @throws BodyTooLarge for more fields than any form may have
 */
export function readMultipart(headers: IncomingHttpHeaders, body: Buffer): Promise<Record<string, unknown>> {
  const fields = Object.create(null) as Record<string, string | string[]>;
  return new Promise<typeof fields>((resolve, reject) => {
    const limits = { fieldSize: body.length, fields: MOST_PARAMETERS, parts: MOST_PARAMETERS };
    const parser = busboy({ headers, limits });
    parser.on('field', (name: string | undefined, value) => {
      if (name === undefined || name.length > LONGEST_NAME) return reject(unreadable());
      const known = fields[name];
      if (known === undefined) fields[name] = value;
      else if (Array.isArray(known)) known.push(value);
      else fields[name] = [known, value];
    });
    parser.on('file', (_name, file) => {
      file.resume();
      reject(unreadable());
    });
    parser.on('fieldsLimit', () => reject(new BodyTooLarge()));
    parser.on('partsLimit', () => reject(new BodyTooLarge()));
    parser.on('error', () => reject(unreadable()));
    parser.on('close', () => resolve(fields));
    parser.end(body);
  }).then(parseFields, (error: unknown) => {
    // Of a head without a boundary it says so by throwing.
    throw error instanceof BodyTooLarge ? error : unreadable();
  });
}

const unreadable = (): BadBody => new BadBody('the request body cannot be read');
