import { parse as parsePairs } from 'node:querystring';
import { parse as parseNames, type IParseOptions } from 'qs';
import { BadBody } from '../http/wire-errors.js';
import { numberListElements } from './rack-lists.js';

/** Parameters of a form: Rack's own limit. */
export const MOST_PARAMETERS = 4_096;

/**
 * Nested names and lists as Rack reads them; a name given twice becomes a list, so that a doubled id is nobody's
 * (attacks.md case 11). Prototypes are out of reach: the objects have none. The work grows with the product of both
 * limits, before anybody is asked who they are; longer lists come as JSON.
 */
const OPTIONS: IParseOptions = {
  depth: 5,
  arrayLimit: 1_000,
  parameterLimit: MOST_PARAMETERS,
  throwOnLimitExceeded: true,
  plainObjects: true,
  allowPrototypes: true,
  duplicates: 'combine',
};

/** Up to here Node's own parser is faster, whose work is by character; so few reach none of the limits, nor its own of names. */
const SHORT = 200;

/** A bracket, or an escape of one, of a byte beyond ASCII, or of nothing. */
const SPECIAL = /[[\]]|%(?:5[bd]|(?![0-7][0-9a-f]))/i;

/**
 * Parses a query string or a form body into an object without a prototype; null is what Express says of no query.
 * @throws BadBody for more parameters, or a longer list, than the limits: cut short it would be another request
 */
export function parseForm(text: string | null): Record<string, unknown> {
  if (text === '' || text === null) return Object.create(null) as Record<string, unknown>;
  return text.length <= SHORT && !SPECIAL.test(text) ? parsePlainForm(text) : parseAnyForm(text);
}

/** As `parseForm`, by `qs`, which reads every form. */
export function parseAnyForm(text: string): Record<string, unknown> {
  return parsed(numberListElements(text));
}

/**
 * The same of names and values that are told apart already; of a name that came more than once, all its values.
 * @throws BadBody as `parseForm`
 */
export function parseFields(fields: Record<string, string | string[]>): Record<string, unknown> {
  return parsed(fields);
}

function parsed(form: string | Record<string, string | string[]>): Record<string, unknown> {
  try {
    return parseNames(form as string, OPTIONS);
  } catch (error) {
    if (error instanceof RangeError) throw new BadBody('too many parameters');
    throw error;
  }
}

/** What nearly every client sends: names and values without anything special, for which Node's own parser says the same. */
function parsePlainForm(text: string): Record<string, unknown> {
  const form = parsePairs(text);
  // To `qs` these are no names.
  if ('' in form) delete form[''];
  if ('__proto__' in form) delete form.__proto__;
  return form;
}
