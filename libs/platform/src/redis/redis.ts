import { Redis, type RedisOptions } from 'ioredis';
import type { Configuration } from '../config/configuration.js';
import type { Logger } from '../logging/logger.js';

const CONNECT_TIMEOUT = 2_000;

/** Seconds between attempts grow to one; it never gives up, because Redis comes back by itself. */
const retryStrategy = (attempt: number): number => Math.min(attempt * 100, 1_000);

/** How every connection to Redis is made; also Bull's, which wants the parts rather than the address. */
export function redisOptions(configuration: Configuration): RedisOptions {
  const url = new URL(configuration.REDIS_URL);
  const database = Number(url.pathname.slice(1) || 0);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 6379),
    db: Number.isInteger(database) ? database : 0,
    ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
    connectTimeout: CONNECT_TIMEOUT,
    maxRetriesPerRequest: 1,
    // ioredis 5 calls a connection ready that ended while it was telling its name: it never comes back from that, which
    // Bull's connections, made without a ready check, meet whenever something before Redis accepts and then closes.
    disableClientInfo: true,
    retryStrategy,
  };
}

/**
 * The shared-state connection: counters, leases, messages (schema.md 4.1). A command fails within
 * `REDIS_COMMAND_TIMEOUT` when Redis is away, so that no request hangs on it.
 */
export function connectRedis(configuration: Configuration, logger: Logger): Redis {
  const redis = new Redis({ ...redisOptions(configuration), commandTimeout: configuration.REDIS_COMMAND_TIMEOUT });
  redis.on('error', (error: Error) => logger.warn('redis connection failed', { error_message: error.message }));
  return redis;
}
