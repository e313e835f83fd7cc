/** A port on 127.0.0.1 that nobody listens on. */
export function freePort(): Promise<number>;

/** The absolute path of the first of `names` that can be run, or undefined. */
export function findProgram(...names: string[]): string | undefined;
