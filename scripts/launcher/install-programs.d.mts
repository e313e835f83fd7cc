/** Sees to it that programs are on this machine. Rejects with one line that says what to install by hand. */
export function installPrograms(wanted: readonly string[], options?: { hint?: string }): Promise<void>;
