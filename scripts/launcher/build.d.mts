/** Builds all apps into dist unless it was made from today's sources. */
export function build(stop?: AbortSignal): Promise<void>;
/** The file that starts an app, in dist. */
export function entryOf(app: 'api' | 'worker' | 'admin'): string;
