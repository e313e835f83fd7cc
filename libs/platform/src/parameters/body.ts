import type { IncomingMessage } from 'node:http';
import { BadBody, UnsupportedContentType } from '../http/wire-errors.js';
import { parseForm } from './form.js';
import { DEEPEST_JSON, isNestedDeeperThan } from './nesting.js';

/** What a body says, still untyped. */
export interface ParsedBody {
  /** Named values. */
  readonly parameters: Record<string, unknown>;
  /** The JSON value as it stood, for the one endpoint that also takes a text (kubernetes.md 5.1). */
  readonly json?: unknown;
}

const NOTHING: ParsedBody = { parameters: {} };

/**
 * Reads a body of JSON or form type. Bytes that are not UTF-8 become U+FFFD, as the clients themselves do it.
 * A body without a type counts as a form, as Rack has it.
 * @throws BadBody for text that is no JSON, or has more than 1,000 levels
 * @throws UnsupportedContentType for any other type
 */
export function parseBody(headers: IncomingMessage['headers'], raw: Buffer): ParsedBody {
  if (raw.length === 0) return NOTHING;
  const contentType = headers['content-type'] ?? '';
  // Most clients write one of the names itself.
  const parse = PARSERS.get(contentType) ?? PARSERS.get(mediaTypeOf(contentType));
  if (parse === undefined) throw new UnsupportedContentType(contentType);
  return parse(raw.toString('utf8'));
}

const PARSERS: ReadonlyMap<string, (text: string) => ParsedBody> = new Map([
  ['application/json', parseJson],
  ['application/x-www-form-urlencoded', parseFormBody],
  ['', parseFormBody],
]);

/** The type without its attributes, in lower case. @throws UnsupportedContentType for a charset other than UTF-8 or ASCII */
function mediaTypeOf(contentType: string): string {
  const [mediaType = '', ...attributes] = contentType.split(';').map((part) => part.trim().toLowerCase());
  const charset = attributes.find((attribute) => attribute.startsWith('charset='))?.slice('charset='.length);
  if (charset !== undefined && !/^"?(utf-?8|us-ascii)"?$/.test(charset)) throw new UnsupportedContentType(contentType);
  return mediaType;
}

function parseFormBody(text: string): ParsedBody {
  return { parameters: parseForm(text) };
}

function parseJson(text: string): ParsedBody {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new BadBody('the request body is not valid JSON');
  }
  if (isNestedDeeperThan(DEEPEST_JSON, json)) throw new BadBody('the request body is nested too deeply');
  const named = typeof json === 'object' && json !== null && !Array.isArray(json);
  return { parameters: named ? (json as Record<string, unknown>) : {}, json };
}
