import {
  CLASSES,
  codeOf,
  inRange,
  isNewline,
  isWord,
  PatternError,
  POSIX,
  propertyTest,
  sameCharacter,
  type CaseFlag,
  type CharacterTest,
} from './characters.js';

/**
 * Reads the regular expressions of push rules: the syntax of RE2, which GitLab runs them on. What RE2 has not, such as
 * look-around and back-references, is not read here either.
 */
export type Node =
  | { readonly kind: 'empty' }
  | { readonly kind: 'character'; readonly matches: CharacterTest }
  | { readonly kind: 'assertion'; readonly holds: Assertion }
  | { readonly kind: 'sequence' | 'choice'; readonly nodes: readonly Node[] }
  | { readonly kind: 'repeat'; readonly node: Node; readonly least: number; readonly most: number };

/** Looks at the characters on both sides of a place; undefined beyond the ends. */
export type Assertion = (before: string | undefined, after: string | undefined) => boolean;

/** Counted repetitions are written out, so they are bounded, as RE2's are. */
const MOST_REPETITIONS = 1000;

interface Flags extends CaseFlag {
  readonly multiline: boolean;
  readonly dotAll: boolean;
}

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' };

const atStart: Assertion = (before) => before === undefined;
const atEnd: Assertion = (_before, after) => after === undefined;
const atLineStart: Assertion = (before) => before === undefined || before === '\n';
const atLineEnd: Assertion = (_before, after) => after === undefined || after === '\n';
const atWordEdge: Assertion = (before, after) =>
  (before !== undefined && isWord(before)) !== (after !== undefined && isWord(after));

/** @throws PatternError for what is no such expression */
export function parsePattern(source: string, multiline: boolean): Node {
  const parser = new Parser([...source]);
  return parser.whole({ ignoreCase: false, multiline, dotAll: false });
}

class Parser {
  private position = 0;

  constructor(private readonly characters: readonly string[]) {}

  whole(flags: Flags): Node {
    const node = this.choice(flags);
    if (this.position < this.characters.length) throw new PatternError('unmatched )');
    return node;
  }

  private choice(flags: Flags): Node {
    const nodes: Node[] = [];
    let current = flags;
    do {
      const { node, flags: after } = this.sequence(current);
      nodes.push(node);
      // Flags that are set inside a branch hold to the end of the group.
      current = after;
    } while (this.accept('|'));
    return nodes.length === 1 && nodes[0] ? nodes[0] : { kind: 'choice', nodes };
  }

  private sequence(flags: Flags): { node: Node; flags: Flags } {
    const nodes: Node[] = [];
    let current = flags;
    for (let next = this.peek(); next !== undefined && next !== '|' && next !== ')'; next = this.peek()) {
      const set = this.flagsAlone(current);
      if (set) current = set;
      else nodes.push(this.quantified(this.atom(current)));
    }
    return { node: { kind: 'sequence', nodes }, flags: current };
  }

  /** `(?i)`: flags for the rest of the group. */
  private flagsAlone(flags: Flags): Flags | undefined {
    const match = /^\(\?([imsU]*)(?:-([imsU]+))?\)/.exec(this.ahead(12));
    if (!match) return undefined;
    this.position += match[0].length;
    return changed(flags, match[1] ?? '', match[2] ?? '');
  }

  private atom(flags: Flags): Node {
    const character = this.take();
    switch (character) {
      case '(':
        return this.group(flags);
      case '[':
        return this.characterClass(flags);
      case '.':
        return { kind: 'character', matches: flags.dotAll ? () => true : (other) => !isNewline(other) };
      case '^':
        return { kind: 'assertion', holds: flags.multiline ? atLineStart : atStart };
      case '$':
        return { kind: 'assertion', holds: flags.multiline ? atLineEnd : atEnd };
      case '\\':
        return this.escape(flags);
      case '*':
      case '+':
      case '?':
        throw new PatternError(`nothing to repeat before ${character}`);
      default:
        return literal(character, flags);
    }
  }

  private group(flags: Flags): Node {
    let inner = flags;
    const match = /^\?(?:P?<\w+>|([imsU]*)(?:-([imsU]+))?:)/.exec(this.ahead(80));
    if (match) {
      this.position += match[0].length;
      inner = changed(flags, match[1] ?? '', match[2] ?? '');
    } else if (this.peek() === '?') {
      throw new PatternError('a group of this kind is not supported');
    }
    const node = this.choice(inner);
    if (!this.accept(')')) throw new PatternError('missing )');
    return node;
  }

  private quantified(node: Node): Node {
    const match = /^(?:([*+?])|\{(\d{1,5})(?:(,)(\d{0,5}))?\})\??/.exec(this.ahead(16));
    if (!match) return node;
    this.position += match[0].length;
    if (node.kind === 'assertion' || /^[*+?{]/.test(this.ahead(1)))
      throw new PatternError('a repetition of this kind is not supported');
    if (match[1])
      return { kind: 'repeat', node, least: match[1] === '+' ? 1 : 0, most: match[1] === '?' ? 1 : Infinity };
    const least = Number(match[2]);
    const most = match[3] === undefined ? least : match[4] ? Number(match[4]) : Infinity;
    if (least > most || least > MOST_REPETITIONS || (most !== Infinity && most > MOST_REPETITIONS)) {
      throw new PatternError('too many repetitions');
    }
    return { kind: 'repeat', node, least, most };
  }

  private escape(flags: Flags): Node {
    switch (this.peek()) {
      case 'A':
        return this.assertion(atStart);
      case 'z':
        return this.assertion(atEnd);
      case 'b':
        return this.assertion(atWordEdge);
      case 'B':
        return this.assertion((before, after) => !atWordEdge(before, after));
      default: {
        const set = this.escapedSet();
        return set ? { kind: 'character', matches: set } : literal(this.escapedCharacter(), flags);
      }
    }
  }

  private assertion(holds: Assertion): Node {
    this.position++;
    return { kind: 'assertion', holds };
  }

  /** `\d` and its like, `\p{L}`; undefined for an escaped character. */
  private escapedSet(): CharacterTest | undefined {
    const name = this.peek() ?? '';
    const known = CLASSES[name.toLowerCase()];
    if (known && name !== '') {
      this.position++;
      return name === name.toLowerCase() ? known : (character) => !known(character);
    }
    const property = /^([pP])(?:\{(\^?)(\w{1,40})\}|([A-Z]))/.exec(this.ahead(48));
    if (!property) return undefined;
    this.position += property[0].length;
    const test = propertyTest(property[3] ?? property[4] ?? '');
    return (property[1] === 'P') !== (property[2] === '^') ? (character) => !test(character) : test;
  }

  private escapedCharacter(): string {
    const hex = /^x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/.exec(this.ahead(10));
    if (hex) {
      this.position += hex[0].length;
      const code = parseInt(hex[1] ?? hex[2] ?? '', 16);
      if (code > 0x10ffff) throw new PatternError('no such character');
      return String.fromCodePoint(code);
    }
    const character = this.take();
    const control = CONTROLS[character];
    if (control !== undefined) return control;
    if (/^[0-9A-Za-z]$/.test(character)) throw new PatternError(`\\${character} is not supported`);
    return character;
  }

  private characterClass(flags: Flags): Node {
    const negated = this.accept('^');
    const tests: CharacterTest[] = [];
    let first = true;
    while (first || this.peek() !== ']') {
      first = false;
      const posix = /^\[:(\^?)(\w+):\]/.exec(this.ahead(16));
      if (posix) tests.push(this.posixClass(posix));
      else tests.push(this.classItem(flags));
    }
    this.position++;
    const inside: CharacterTest = (character) => tests.some((test) => test(character));
    return { kind: 'character', matches: negated ? (character) => !inside(character) : inside };
  }

  private posixClass([text, negated, name = '']: RegExpExecArray): CharacterTest {
    const pattern = POSIX[name];
    if (!pattern) throw new PatternError(`no class ${name}`);
    this.position += text.length;
    return (character) => pattern.test(character) !== (negated === '^');
  }

  private classItem(flags: Flags): CharacterTest {
    const from = this.classCharacter();
    if (typeof from === 'function') return from;
    if (this.peek() !== '-' || this.characters[this.position + 1] === ']') return sameCharacter(from, flags);
    this.position++;
    const to = this.classCharacter();
    if (typeof to === 'function' || codeOf(to) < codeOf(from)) throw new PatternError('not a range');
    return inRange(codeOf(from), codeOf(to), flags);
  }

  private classCharacter(): string | CharacterTest {
    const character = this.take();
    if (character !== '\\') return character;
    return this.escapedSet() ?? this.escapedCharacter();
  }

  private peek(): string | undefined {
    return this.characters[this.position];
  }

  /** The next characters as a text, for look-ahead of fixed length. */
  private ahead(length: number): string {
    return this.characters.slice(this.position, this.position + length).join('');
  }

  private accept(character: string): boolean {
    if (this.peek() !== character) return false;
    this.position++;
    return true;
  }

  private take(): string {
    const character = this.peek();
    if (character === undefined) throw new PatternError('unexpected end');
    this.position++;
    return character;
  }
}

/** `U` (which runs are preferred) says nothing about whether there is a match. */
function changed(flags: Flags, on: string, off: string): Flags {
  const flag = (letter: string, before: boolean) => (off.includes(letter) ? false : on.includes(letter) || before);
  return {
    ignoreCase: flag('i', flags.ignoreCase),
    multiline: flag('m', flags.multiline),
    dotAll: flag('s', flags.dotAll),
  };
}

function literal(character: string, flags: Flags): Node {
  return { kind: 'character', matches: sameCharacter(character, flags) };
}
