import type { INestApplicationContext, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { loadConfiguration, PlatformModule } from '@app/platform';
import { schemas } from '../../apps/schemas.js';
import type { Stores } from './app.js';

/** The services of one module on a suite's stores, for tests that call them without HTTP. */
export async function startServices(
  { databaseUrl: DATABASE_URL, redisUrl: REDIS_URL }: Stores,
  module: Type,
): Promise<INestApplicationContext> {
  const configuration = loadConfiguration({ DATABASE_URL, REDIS_URL, LOG_LEVEL: 'silent' });
  const platform = PlatformModule.forProcess({ service: 'test', configuration, schemas });
  const made = await Test.createTestingModule({ imports: [platform, module] }).compile();
  return made.init();
}
