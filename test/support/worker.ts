import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Logger, type Configuration } from '@app/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';
import { runLog } from './run-log.js';
import type { Suite } from './suite.js';

/** Starts the worker in this process, on the stores and queues of an API. */
export async function startWorker(configuration: Configuration): Promise<INestApplicationContext> {
  const app = await NestFactory.createApplicationContext(WorkerModule.forConfiguration(configuration), {
    logger: false,
    abortOnError: false,
  });
  runLog.take(app.get(Logger));
  return app;
}

/** Waits until the worker has kept every promise of the outbox. */
export async function untilOutboxIsEmpty(suite: Suite, seconds = 20): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50)) {
    const [row] = await suite.sql<{ waiting: number }>('SELECT count(*) AS waiting FROM internal_api.outbox');
    if (row?.waiting === 0) return;
  }
  throw new Error(`outbox not empty: ${JSON.stringify(await suite.sql('SELECT * FROM internal_api.outbox LIMIT 3'))}`);
}
