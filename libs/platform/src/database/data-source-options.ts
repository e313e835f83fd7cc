import type { DataSourceOptions } from 'typeorm';
import { registerTypeParsers } from './types.js';

registerTypeParsers();

/** Entities and migrations of one library, as explicit lists of classes: globs would load files behind our back. */
export interface Schema {
  readonly entities: readonly (new () => object)[];
  readonly migrations: readonly (new () => object)[];
}

export interface ConnectionSettings {
  readonly url: string;
  readonly poolSize: number;
  readonly connectTimeout: number;
  readonly queryTimeout: number;
  /** Lets statements follow each other on a connection before they are answered. */
  readonly pipeline?: boolean;
}

/**
 * Options of the one TypeORM data source. `schema_migrations` belongs to GitLab, so our history has a table of its own;
 * no option is a server-side session setting, because a pgbouncer in transaction mode would refuse it.
 */
export function dataSourceOptions(schemas: readonly Schema[], settings: ConnectionSettings): DataSourceOptions {
  return {
    type: 'postgres',
    url: settings.url,
    entities: schemas.flatMap((schema) => schema.entities),
    migrations: schemas.flatMap((schema) => schema.migrations),
    migrationsTableName: 'internal_api_migrations',
    synchronize: false,
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    poolSize: settings.poolSize,
    connectTimeoutMS: settings.connectTimeout,
    applicationName: 'gitlab-internal-api',
    extra: {
      query_timeout: settings.queryTimeout,
      connectionTimeoutMillis: settings.connectTimeout,
      pipeline: settings.pipeline ?? false,
    },
  };
}
