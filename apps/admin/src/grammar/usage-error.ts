/** The command was not understood: told in one line, with exit code 2. */
export class UsageError extends Error {}

/** The command was understood and refused, or named something that is not there: told in one line, with exit code 1. */
export class RefusedError extends Error {}
