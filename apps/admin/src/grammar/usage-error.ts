/** The command was not understood: told in one line, with exit code 2. */
export class UsageError extends Error {}

/** The command was understood and refused, or named something that is not there: told in one line, with exit code 1. */
export class RefusedError extends Error {}

/** The answer is no, and was printed in full: only the exit code is left to tell. */
export class AnsweredNo extends Error {}
