import { tokensOf } from './json-tokens.js';

/** A number as it was written. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

/** JSON without loss: objects keep the order of their keys, numbers their digits. */
export type Json = string | boolean | null | JsonNumber | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

const WORDS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/** An object or list under construction. */
type Open = { readonly list: Json[] } | { readonly object: Map<string, Json>; key?: string };

/** Reads a text that is known to be JSON. */
export function readJson(text: string): Json {
  const stack: Open[] = [];
  let result: Json = null;
  const put = (value: Json): void => {
    const open = stack.at(-1);
    if (open === undefined) result = value;
    else if ('list' in open) open.list.push(value);
    else if (open.key !== undefined) {
      open.object.set(open.key, value);
      delete open.key;
    }
  };
  for (const { kind, start, end } of tokensOf(text)) {
    const open = stack.at(-1);
    if (kind === '{') {
      stack.push({ object: new Map() });
    } else if (kind === '[') {
      stack.push({ list: [] });
    } else if (kind === '}' || kind === ']') {
      const closed = stack.pop();
      if (closed !== undefined) put('list' in closed ? closed.list : closed.object);
    } else if (kind === '"') {
      const string = JSON.parse(text.slice(start, end)) as string;
      if (open !== undefined && 'object' in open && open.key === undefined) open.key = string;
      else put(string);
    } else if (kind === '0') {
      const word = text.slice(start, end);
      put(Object.hasOwn(WORDS, word) ? (WORDS[word] as boolean | null) : new JsonNumber(word));
    }
  }
  return result;
}

/** The compact text. `escape` treats each string once more, quotes included. Recursive: for JSON of bounded depth. */
export function writeJson(json: Json, escape: (string: string) => string = (string) => string): string {
  if (json instanceof JsonNumber) return json.text;
  if (typeof json === 'string') return escape(JSON.stringify(json));
  if (isJsonObject(json)) {
    const members = [...json].map(([key, value]) => `${escape(JSON.stringify(key))}:${writeJson(value, escape)}`);
    return `{${members.join(',')}}`;
  }
  if (isJsonList(json)) return `[${json.map((value) => writeJson(value, escape)).join(',')}]`;
  return String(json);
}

export const isJsonObject = (json: Json | undefined): json is JsonObject => json instanceof Map;

export const isJsonList = (json: Json | undefined): json is readonly Json[] => Array.isArray(json);

/** What stands behind a path of keys, or undefined where the path ends early. */
export function memberAt(json: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((value, key) => (isJsonObject(value) ? value.get(key) : undefined), json);
}

/** Every string of it, keys included. Recursive: for JSON of bounded depth. */
export function* stringsOf(json: Json): Generator<string> {
  if (typeof json === 'string') yield json;
  else if (isJsonList(json)) for (const value of json) yield* stringsOf(value);
  else if (isJsonObject(json)) {
    for (const [key, value] of json) {
      yield key;
      yield* stringsOf(value);
    }
  }
}
