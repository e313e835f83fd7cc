import { RE2JS } from 're2js';

/** Is there a match anywhere in the text? */
export type Pattern = (text: string) => boolean;

/** Longer sources are refused; GitLab's own columns hold 511 characters, for the forbidden message 2047. */
const LONGEST_SOURCE = 4096;

/**
 * Compiles a regular expression in the syntax of RE2, which no expression and no text makes slow (attacks of the kind of
 * CVE-2024-2800). `multiline` lets `^` and `$` stand at every line. Undefined for what cannot be read.
 */
export function compilePattern(source: string, { multiline = false } = {}): Pattern | undefined {
  if (source.length > LONGEST_SOURCE) return undefined;
  try {
    const compiled = RE2JS.compile(source, multiline ? RE2JS.MULTILINE : 0);
    return (text) => compiled.matcher(text).find();
  } catch {
    // RE2 reads no look-around and no back reference; an operator's slip is no fault of the push.
    return undefined;
  }
}
