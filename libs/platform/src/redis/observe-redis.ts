import type { Redis } from 'ioredis';
import { noteCost } from '../logging/request-context.js';
import type { StoreMetrics } from '../metrics/store-metrics.js';
import { openSpan } from '../tracing/tracing.js';

/** What the library sends for itself when it connects; older servers refuse some of it, and it goes on. */
const HOUSEKEEPING = new Set(['auth', 'client', 'hello', 'info', 'select']);

/** Times every command of a connection, for metrics, for the log line of the request that sent it, and for its trace. */
export function observeRedis(redis: Redis, metrics: StoreMetrics): Redis {
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (command, stream) => {
    if (HOUSEKEEPING.has(command.name)) return send(command, stream);
    const begin = performance.now();
    const span = openSpan(() => ({
      name: `redis ${command.name ?? 'pipeline'}`,
      kind: 'client',
      attributes: { 'db.system.name': 'redis', 'db.operation.name': command.name ?? 'pipeline' },
    }));
    const ended = (error?: Error): void => {
      const seconds = (performance.now() - begin) / 1000;
      metrics.command(seconds, error !== undefined);
      noteCost('redis', seconds);
      span?.end({ error });
    };
    (command.promise as Promise<unknown>).then(() => ended(), ended);
    return send(command, stream);
  };
  return redis;
}
