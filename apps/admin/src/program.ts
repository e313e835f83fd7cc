import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { describeError, isStoreUnavailable, Logger } from '@app/platform';
import { CommandFactory, CommandRunnerService } from 'nest-commander';
import { AnsweredNo, RefusedError, UsageError } from './grammar/usage-error.js';

/** How a command ends: done; refused, or a store does not answer; not understood. */
const EXIT_CODES = { done: 0, refused: 1, usage: 2 } as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** The command line, ready to run commands. Its errors come out of `runCommand` and nowhere else. */
export function makeProgram(module: DynamicModule): Promise<INestApplicationContext> {
  const rethrow = (error: Error): never => {
    throw error;
  };
  return CommandFactory.createWithoutRunning(module, {
    abortOnError: false,
    bufferLogs: true,
    errorHandler: rethrow,
    serviceErrorHandler: rethrow,
  });
}

/**
 * Runs one command. What went wrong is told in one line on standard error.
 * @param argv as Node gives it: program, script, then the words of the command
 */
export async function runCommand(app: INestApplicationContext, argv?: string[]): Promise<ExitCode> {
  try {
    await app.get(CommandRunnerService).run(argv);
    return EXIT_CODES.done;
  } catch (error) {
    return tell(error, app);
  }
}

function tell(error: unknown, app: INestApplicationContext): ExitCode {
  // Commander has already said what it did not understand, or has printed the help that was asked for.
  if (isCommanderError(error)) return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.usage;
  if (error instanceof AnsweredNo) return EXIT_CODES.refused;
  process.stderr.write(`${(error as Error).message}\n`);
  if (error instanceof UsageError) return EXIT_CODES.usage;
  if (!(error instanceof RefusedError) && !isStoreUnavailable(error)) {
    app.get(Logger).error('command failed', describeError(error));
  }
  return EXIT_CODES.refused;
}

/** By its shape: nest-commander brings a commander of its own. */
function isCommanderError(error: unknown): error is { readonly exitCode: number } {
  return (error as { code?: unknown }).code?.toString().startsWith('commander.') === true;
}
