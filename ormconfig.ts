import 'reflect-metadata';
import { dataSourceOptions } from '@app/platform';
import { DataSource } from 'typeorm';
import { schemas } from './apps/schemas.js';

export { schemas };

/** The data source of TypeORM's command line. Migrations may run for long, so no statement has a time limit. */
export default new DataSource(
  dataSourceOptions(schemas, {
    url: process.env.DATABASE_URL ?? '',
    poolSize: 2,
    connectTimeout: 10_000,
    queryTimeout: 0,
  }),
);
