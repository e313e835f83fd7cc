import type { INestApplicationContext } from '@nestjs/common';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Configuration } from '../config/configuration.js';
import { Logger } from '../logging/logger.js';
import { Lifecycle } from '../probes/lifecycle.js';
import type { Signals } from './signals.js';

/** Milliseconds for what closes behind the last request once its connection has been cut. */
const LAST_MOMENTS = 500;

const late = (milliseconds: number): Promise<false> => sleep(milliseconds, false as const, { ref: false });

/**
 * Marks the process as serving, and stops it at the first of the signals: readiness fails at once, traffic is served for
 * `SHUTDOWN_BLACKOUT`, each connection for one more request, then nothing new is taken. What is in flight, and what is
 * written behind it, gets `SHUTDOWN_TIMEOUT` to end. What has not ended by then is cut off.
 */
export function runUntilStopped(app: INestApplicationContext, signals: Signals, server?: Server): void {
  const lifecycle = app.get(Lifecycle);
  const { SHUTDOWN_BLACKOUT, SHUTDOWN_TIMEOUT } = app.get(Configuration);
  const logger = app.get(Logger);
  let stopping = false;

  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    lifecycle.stopping();
    // Clients that keep their connections would still be on them when they close.
    server?.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
    logger.info('stopping', { signal });
    await sleep(SHUTDOWN_BLACKOUT);
    // The application does so only behind hooks, which may wait.
    server?.close();
    const closed = app.close().then(() => true);
    // What closes may wait for a store that does not answer, such as a frozen Redis: the process ends all the same.
    if (!(await Promise.race([closed, late(SHUTDOWN_TIMEOUT)]))) {
      logger.warn('stopped before everything had ended');
      server?.closeAllConnections();
      if (server) await Promise.race([closed, late(LAST_MOMENTS)]);
    }
    process.exitCode = 0;
    // Libraries may hold timers of their own; everything that matters is closed by now.
    setImmediate(() => process.exit());
  };
  signals.answerWith((signal) => void stop(signal));
  lifecycle.started();
}
