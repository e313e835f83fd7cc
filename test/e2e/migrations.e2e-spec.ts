import { dataSourceOptions, loadConfiguration } from '@app/platform';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { schemas } from '../../apps/schemas.js';
import { catalogOf, contentsOf, keptOf, sorted } from '../support/catalog.js';
import { loadDemo } from '../support/openapi/demo-world.js';
import { openSuite, type Suite } from '../support/suite.js';

describe('the migrations', () => {
  let suite: Suite;
  let source: DataSource;
  let folder: string;

  beforeAll(async () => {
    suite = await openSuite(undefined, { migrated: false });
    folder = mkdtempSync(join(tmpdir(), 'migrations-'));
    const connection = { url: suite.databaseUrl, poolSize: 1, connectTimeout: 20_000, queryTimeout: 0 };
    source = await new DataSource(dataSourceOptions(schemas, connection)).initialize();
    await source.runMigrations({ transaction: 'all' });
  });
  afterAll(async () => {
    await source?.destroy();
    await suite?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const fill = () =>
    loadDemo(
      loadConfiguration({
        DATABASE_URL: suite.databaseUrl,
        REDIS_URL: suite.redisUrl,
        DATA_DIR: folder,
        LOG_LEVEL: 'silent',
        DATABASE_CONNECT_TIMEOUT: '20000',
      }),
    );

  /** What TypeORM would change to make the tables what the entities say. */
  const differences = async () => (await source.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);

  it('make the tables that the entities describe', async () => {
    expect(await differences()).toEqual([]);
  });

  it('would be told apart from them', async () => {
    await source.query('ALTER TABLE emails ADD COLUMN forgotten integer');
    await source.query('ALTER TABLE users ALTER COLUMN name TYPE text');
    expect((await differences()).join('\n')).toMatch(/"forgotten"[^]*"users"|"users"[^]*"forgotten"/);
    await source.query('ALTER TABLE emails DROP COLUMN forgotten');
    await source.query('ALTER TABLE users ALTER COLUMN name TYPE character varying');
    expect(await differences()).toEqual([]);
  });

  it('go back one by one on a filled database, each with its own tables alone, and come again', async () => {
    await fill();
    const catalog = await catalogOf(suite);
    const filled = await contentsOf(suite);
    expect(filled.get('public.users')).toHaveLength(3);

    let before = filled;
    for (let step = 0; step < source.migrations.length; step += 1) {
      await source.undoLastMigration({ transaction: 'all' });
      const after = await contentsOf(suite);
      expect(sorted(after)).toEqual(sorted(keptOf(before, after)));
      before = after;
    }
    expect([...before.keys()]).toEqual([]);
    const left = (await catalogOf(suite)).filter((told) => !told.includes('internal_api_migrations'));
    expect(left).toEqual(['schema public']);

    await source.runMigrations({ transaction: 'all' });
    expect(await catalogOf(suite)).toEqual(catalog);
    await fill();
    expect((await contentsOf(suite)).get('public.users')).toHaveLength(3);
  });
});
