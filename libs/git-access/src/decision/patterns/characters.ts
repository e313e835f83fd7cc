/** Which single characters a regular expression means. */
export type CharacterTest = (character: string) => boolean;

/** An expression that cannot be read. */
export class PatternError extends Error {}

export interface CaseFlag {
  readonly ignoreCase: boolean;
}

export const isWord: CharacterTest = (character) => /^\w$/.test(character);
export const isNewline: CharacterTest = (character) => character === '\n';

/** `\\d`, `\\w`, `\\s` as RE2 has them: ASCII. */
export const CLASSES: Readonly<Record<string, CharacterTest>> = {
  d: (character) => /^[0-9]$/.test(character),
  w: isWord,
  s: (character) => /^[\t\n\f\r ]$/.test(character),
};

export const POSIX: Readonly<Record<string, RegExp>> = {
  alnum: /^[0-9A-Za-z]$/,
  alpha: /^[A-Za-z]$/,
  ascii: /^[\0-\x7f]$/,
  blank: /^[\t ]$/,
  cntrl: /^[\0-\x1f\x7f]$/,
  digit: /^[0-9]$/,
  graph: /^[!-~]$/,
  lower: /^[a-z]$/,
  print: /^[ -~]$/,
  punct: /^[!-/:-@[-`{-~]$/,
  space: /^[\t-\r ]$/,
  upper: /^[A-Z]$/,
  word: /^\w$/,
  xdigit: /^[0-9A-Fa-f]$/,
};

export function sameCharacter(character: string, { ignoreCase }: CaseFlag): CharacterTest {
  if (!ignoreCase) return (other) => other === character;
  const lower = character.toLowerCase();
  return (other) => other === character || other.toLowerCase() === lower;
}

export function inRange(from: number, to: number, { ignoreCase }: CaseFlag): CharacterTest {
  const covers = (character: string) => codeOf(character) >= from && codeOf(character) <= to;
  if (!ignoreCase) return covers;
  return (character) => covers(character) || covers(character.toLowerCase()) || covers(character.toUpperCase());
}

export const codeOf = (character: string): number => character.codePointAt(0) ?? 0;

/** One character against a Unicode property; JavaScript knows the same general categories and scripts. */
export function propertyTest(name: string): CharacterTest {
  for (const property of [name, `Script=${name}`]) {
    try {
      const pattern = new RegExp(`^\\p{${property}}$`, 'u');
      return (character) => pattern.test(character);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  throw new PatternError(`no property ${name}`);
}
