import type { Configuration } from '../config/configuration.js';
import { ConfigurationError, loadConfiguration } from '../config/load-configuration.js';
import { boundHeapGrowth } from './heap.js';

/** A reason not to start that an operator can mend: it is printed as one line, without a stack. */
export class BootError extends Error {}

/**
 * Runs a process from its environment. What keeps it from starting is told in one line on standard error, and the
 * process ends with status 1.
 */
export async function boot(start: (configuration: Configuration) => Promise<void>): Promise<void> {
  // Columns without a time zone hold UTC, and so does everything that this process computes.
  process.env.TZ = 'UTC';
  boundHeapGrowth();
  try {
    await start(loadConfiguration(process.env));
  } catch (error) {
    const told = error instanceof ConfigurationError || error instanceof BootError;
    process.stderr.write(`${told ? error.message : ((error as Error).stack ?? String(error))}\n`);
    process.exit(1);
  }
}
