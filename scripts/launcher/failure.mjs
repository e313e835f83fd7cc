/**
 * A reason to give up that a person can act on. `message` is one line; `lines` are the last lines of a log that explain
 * it; `code` is the exit code: 2 when something must be installed or set first, 1 otherwise.
 */
export class Failure extends Error {
  constructor(message, { code = 1, lines = [] } = {}) {
    super(message);
    this.code = code;
    this.lines = lines;
  }
}

/** The launcher was asked to stop while it was still starting: no fault, nothing to report. */
export class Stopped extends Error {}

/** Prints a failure: the log's lines first, so that the one line that says what happened stands last. */
export function report(error) {
  if (error instanceof Failure) {
    for (const line of error.lines) console.error(`  ${line}`);
    console.error(error.message);
    return error.code;
  }
  console.error(error instanceof Error ? error.stack : error);
  return 1;
}

/** A step of the way, on stderr: stdout is for what can be pasted. */
export function say(text) {
  console.error(text);
}
