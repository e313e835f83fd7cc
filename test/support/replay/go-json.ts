/** What a field of a Go struct takes. Objects name only the fields that the client reads. */
export type Shape =
  | 'int'
  | 'string'
  | 'bool'
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> };

/** The text that gitlab-shell shows when it cannot read an answer. */
export class ParsingFailed extends Error {}

type Decoded = string | number | boolean | Decoded[] | { [name: string]: Decoded };

/**
 * Reads JSON as Go's `encoding/json` reads it into a struct (clients.md 1.6): unknown keys are ignored, keys match in any
 * case, null is the zero value, and every other type than the field's own is an error.
 * @throws ParsingFailed
 */
export function decodeGo(text: string, shape: Shape): Decoded {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ParsingFailed(`no JSON: ${text.slice(0, 100)}`);
  }
  return decode(value, shape, '');
}

function decode(value: unknown, shape: Shape, path: string): Decoded {
  const wrong = (): never => {
    throw new ParsingFailed(`${path || 'body'} is ${JSON.stringify(value)}`);
  };
  if (value === null || value === undefined) return zero(shape);
  switch (shape) {
    case 'string':
      return typeof value === 'string' ? value : wrong();
    case 'bool':
      return typeof value === 'boolean' ? value : wrong();
    case 'int':
      return Number.isSafeInteger(value) ? (value as number) : wrong();
  }
  if ('list' in shape) {
    return Array.isArray(value) ? value.map((item, index) => decode(item, shape.list, `${path}[${index}]`)) : wrong();
  }
  if (typeof value !== 'object' || Array.isArray(value)) return wrong();
  const given = Object.entries(value) as [string, unknown][];
  if ('map' in shape) {
    return Object.fromEntries(given.map(([name, item]) => [name, decode(item, shape.map, `${path}.${name}`)]));
  }
  return Object.fromEntries(
    Object.entries(shape.fields).map(([name, field]) => {
      const found = given.findLast(([key]) => key.toLowerCase() === name.toLowerCase());
      return [name, decode(found?.[1], field, `${path}.${name}`)];
    }),
  );
}

function zero(shape: Shape): Decoded {
  switch (shape) {
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'int':
      return 0;
  }
  if ('list' in shape) return [];
  if ('map' in shape) return {};
  return Object.fromEntries(Object.entries(shape.fields).map(([name, field]) => [name, zero(field)]));
}

/** `json.Marshal`: no blanks, and three characters escaped for HTML's sake (clients.md 1.4). */
export function encodeGo(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
