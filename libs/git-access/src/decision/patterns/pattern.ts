import { PatternError, type CharacterTest } from './characters.js';
import { parsePattern, type Assertion, type Node } from './syntax.js';

/** Is there a match anywhere in the text? */
export type Pattern = (text: string) => boolean;

/** Longer sources are refused, and with them nesting that is deeper than any stack. */
const LONGEST_SOURCE = 4096;

/** Larger programs are refused: time is their size times the length of the text. */
const LARGEST_PROGRAM = 10_000;

type Step =
  | { readonly kind: 'character'; readonly matches: CharacterTest; readonly next: number }
  | { readonly kind: 'assertion'; readonly holds: Assertion; readonly next: number }
  | { readonly kind: 'split'; readonly targets: readonly number[] }
  | { readonly kind: 'match' };

/**
 * Compiles a regular expression in the syntax of RE2. It runs all ways through the expression side by side, one character
 * after the other, so no expression and no text makes it slow (attacks of the kind of CVE-2024-2800).
 * `multiline` lets `^` and `$` stand at every line. Undefined for what cannot be read.
 */
export function compilePattern(source: string, { multiline = false } = {}): Pattern | undefined {
  if (source.length > LONGEST_SOURCE) return undefined;
  try {
    const program = new Program();
    const start = program.add(parsePattern(source, multiline), program.push({ kind: 'match' }));
    return (text) => run(program.steps, start, text);
  } catch (error) {
    if (error instanceof PatternError) return undefined;
    throw error;
  }
}

/** Steps are laid out from the end: each node is told where to go on. */
class Program {
  readonly steps: Step[] = [];

  push(step: Step): number {
    if (this.steps.length >= LARGEST_PROGRAM) throw new PatternError('expression too large');
    return this.steps.push(step) - 1;
  }

  /** Adds a node in front of `next`; returns where it begins. */
  add(node: Node, next: number): number {
    switch (node.kind) {
      case 'empty':
        return next;
      case 'character':
        return this.push({ kind: 'character', matches: node.matches, next });
      case 'assertion':
        return this.push({ kind: 'assertion', holds: node.holds, next });
      case 'sequence':
        return node.nodes.reduceRight((follow, part) => this.add(part, follow), next);
      case 'choice':
        return this.push({ kind: 'split', targets: node.nodes.map((part) => this.add(part, next)) });
      case 'repeat':
        return this.repeat(node, next);
    }
  }

  private repeat({ node, least, most }: Extract<Node, { kind: 'repeat' }>, next: number): number {
    let start = next;
    if (most === Infinity) {
      const targets: number[] = [next];
      start = this.push({ kind: 'split', targets });
      targets.push(this.add(node, start));
    } else {
      for (let extra = least; extra < most; extra++) {
        start = this.push({ kind: 'split', targets: [next, this.add(node, start)] });
      }
    }
    for (let required = 0; required < least; required++) start = this.add(node, start);
    return start;
  }
}

function run(steps: readonly Step[], start: number, text: string): boolean {
  const characters = [...text];
  let waiting: number[] = [];
  // The round in which a step was last reached: each is visited once a character.
  const reachedIn = new Int32Array(steps.length).fill(-1);
  for (let position = 0; position <= characters.length; position++) {
    const [before, after] = [characters[position - 1], characters[position]];
    const active: number[] = [];
    const open = [start, ...waiting].reverse();
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      const step = steps[index];
      if (step === undefined || reachedIn[index] === position) continue;
      reachedIn[index] = position;
      if (step.kind === 'match') return true;
      if (step.kind === 'character') active.push(index);
      else if (step.kind === 'split') open.push(...step.targets);
      else if (step.holds(before, after)) open.push(step.next);
    }
    waiting = [];
    if (after === undefined) continue;
    for (const index of active) {
      const step = steps[index];
      if (step?.kind === 'character' && step.matches(after)) waiting.push(step.next);
    }
  }
  return false;
}
