import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { loadConfiguration, prefixRoutes } from '@app/platform';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ApiModule } from '../apps/api/src/api.module.js';
import { openApiDocument } from './document.js';

const root = resolve(import.meta.dirname, '..');

/** Where the document is kept. */
export const documentFile = resolve(root, 'docs/openapi.json');

/** The text of `docs/openapi.json` as the code has it. No provider is made for it, and no store asked. */
export async function generateDocument(): Promise<string> {
  const configuration = loadConfiguration({ DATABASE_URL: 'postgres://nowhere/none', REDIS_URL: 'redis://nowhere' });
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.forConfiguration(configuration), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  prefixRoutes(app);
  const { version } = JSON.parse(await readFile(resolve(root, 'package.json'), 'utf8')) as { version: string };
  const options = await resolveConfig(documentFile);
  return format(JSON.stringify(openApiDocument(app, version)), { ...options, parser: 'json' });
}
