/** A piece of JSON text: a bracket, comma or colon, a whole string, or a number or word. */
export interface Token {
  /** The character itself; `"` for a string, `0` for a number or word. */
  readonly kind: '{' | '}' | '[' | ']' | ',' | ':' | '"' | '0';
  readonly start: number;
  /** Behind the last character. */
  readonly end: number;
}

const PUNCTUATION = new Set(['{', '}', '[', ']', ',', ':']);

/**
 * The tokens of a text that is known to be JSON, in linear time and at any depth. `JSON.parse` loses what an alert's
 * fingerprint is made of: the order of keys that look like numbers, digits beyond 2^53, the way a fraction is written.
 */
export function* tokensOf(text: string): Generator<Token> {
  let at = 0;
  while (at < text.length) {
    const start = at;
    const character = text.charAt(at);
    if (PUNCTUATION.has(character)) {
      at += 1;
      yield { kind: character as Token['kind'], start, end: at };
    } else if (character === '"') {
      at = endOfString(text, start);
      yield { kind: '"', start, end: at };
    } else if (isBlank(character)) {
      at += 1;
    } else {
      while (at < text.length && !isBlank(text.charAt(at)) && !PUNCTUATION.has(text.charAt(at))) at += 1;
      yield { kind: '0', start, end: at };
    }
  }
}

const isBlank = (character: string): boolean =>
  character === ' ' || character === '\n' || character === '\r' || character === '\t';

/** Behind the quote that ends the string: the first one with an even number of backslashes before it. */
function endOfString(text: string, start: number): number {
  let quote = start;
  for (;;) {
    quote = text.indexOf('"', quote + 1);
    let backslashes = 0;
    while (text.charAt(quote - 1 - backslashes) === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
}

/** The text of a member of the outermost object; the last one when it is there twice, as everywhere. */
export function memberText(text: string, name: string): string | undefined {
  let found: string | undefined;
  let depth = 0;
  let key: string | undefined;
  let expectsKey = false;
  let valueStart = 0;
  for (const { kind, start, end } of tokensOf(text)) {
    if (depth === 1 && (kind === ',' || kind === '}') && key === name) found = text.slice(valueStart, start).trim();
    if (depth === 1 && kind === '"' && expectsKey) key = JSON.parse(text.slice(start, end)) as string;
    if (depth === 1 && kind === ':') valueStart = end;
    if (kind === '{' || kind === '[') depth += 1;
    if (kind === '}' || kind === ']') depth -= 1;
    expectsKey = depth === 1 && (kind === '{' || kind === ',');
  }
  return found;
}

/** Bytes of the compact form, and levels of objects and lists, the outermost being level 1. */
export function measureJson(text: string): { readonly bytes: number; readonly depth: number } {
  let bytes = 0;
  let depth = 0;
  let deepest = 0;
  for (const { kind, start, end } of tokensOf(text)) {
    bytes += kind === '"' ? bytesOfString(text.slice(start, end)) : end - start;
    if (kind === '{' || kind === '[') deepest = Math.max(deepest, (depth += 1));
    if (kind === '}' || kind === ']') depth -= 1;
  }
  return { bytes, depth: deepest };
}

function bytesOfString(token: string): number {
  return Buffer.byteLength(token.includes('\\') ? JSON.stringify(JSON.parse(token)) : token);
}
