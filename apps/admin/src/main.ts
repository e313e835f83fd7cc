import { boot, BootError, isStoreUnavailable, Logger, type Configuration } from '@app/platform';
import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { AdminModule } from './admin.module.js';
import { SecretsModule } from './operation/secrets.module.js';
import { makeProgram, runCommand } from './program.js';

await boot(async (configuration) => {
  const app = await start(moduleFor(process.argv[2], configuration));
  app.useLogger(app.get(Logger));
  process.exitCode = await runCommand(app);
  await app.close();
});

/** Secrets are looked at before anything makes or needs them. */
function moduleFor(command: string | undefined, configuration: Configuration): DynamicModule {
  const module = command === 'secrets' ? SecretsModule : AdminModule;
  return module.forConfiguration(configuration);
}

/** @throws BootError where the database is away: one line says so */
async function start(module: DynamicModule): Promise<INestApplicationContext> {
  try {
    return await makeProgram(module);
  } catch (error) {
    if (!isStoreUnavailable(error)) throw error;
    const reason: unknown = error instanceof AggregateError ? error.errors[0] : error;
    throw new BootError(`the database does not answer: ${(reason as Error).message}`);
  }
}
