import { NestFactory } from '@nestjs/core';
import { boot, Logger, runUntilStopped } from '@app/platform';
import { WorkerModule } from './worker.module.js';

await boot(async (configuration) => {
  const app = await NestFactory.createApplicationContext(WorkerModule.forConfiguration(configuration), {
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  runUntilStopped(app);
});
