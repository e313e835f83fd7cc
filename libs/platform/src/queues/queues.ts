import { BullModule } from '@nestjs/bull';
import type { DynamicModule } from '@nestjs/common';
import { Configuration } from '../config/configuration.js';
import { redisOptions } from '../redis/redis.js';

/** Bull's connection, shared by every queue; each queue is registered by the library that owns it. */
export function queuesModule(): DynamicModule {
  return BullModule.forRootAsync({
    inject: [Configuration],
    useFactory: (configuration: Configuration) => ({
      prefix: configuration.QUEUE_PREFIX,
      // Bull itself lifts the limit of retries on its blocking connections.
      redis: redisOptions(configuration),
    }),
  });
}
