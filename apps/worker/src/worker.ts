import { NestFactory } from '@nestjs/core';
import { boot, Logger, runUntilStopped, type Signals } from '@app/platform';
import { WorkerModule } from './worker.module.js';

export const runWorker = (signals: Signals): Promise<void> =>
  boot(async (configuration) => {
    const app = await NestFactory.createApplicationContext(WorkerModule.forConfiguration(configuration), {
      bufferLogs: true,
      abortOnError: false,
    });
    app.useLogger(app.get(Logger));
    runUntilStopped(app, signals);
  });
