import 'reflect-metadata';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../scripts/servers/postgres.mjs';
import { startRedis } from '../../scripts/servers/redis.mjs';
import { migrateTestDatabase } from './migrate.js';
import { REDIS_DATABASES, servers, TEMPLATE } from './servers.js';
import { runLog } from './run-log.js';

interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

/** What one Jest run shares. Every Jest project that names the global setup runs it: only the first one starts them. */
interface Run {
  readonly folder: string;
  readonly started: Server[];
}

const runs = globalThis as typeof globalThis & { internalApiServers?: Run };
const scratch = resolve(import.meta.dirname, '../../.tmp');

/** Starts PostgreSQL and Redis for this run, migrates the template, and tells the workers where they are. */
export async function startServers(): Promise<void> {
  if (runs.internalApiServers) return;
  removeLeftovers();
  const run: Run = { folder: join(scratch, `test-${process.pid}`), started: [] };
  runs.internalApiServers = run;
  mkdirSync(run.folder, { recursive: true });
  runLog.open(logs(run));
  try {
    const postgres = await startPostgres({ dataDir: join(run.folder, 'postgres'), settings });
    run.started.push(postgres);
    const redis = await startRedis({
      dataDir: join(run.folder, 'redis'),
      appendOnly: false,
      databases: REDIS_DATABASES,
    });
    run.started.push(redis);
    servers.announce({ postgres: postgres.url, redis: redis.url });
    await makeTemplate(postgres.url);
  } catch (error) {
    await stopServers();
    throw error;
  }
}

const logs = ({ folder }: Run): string => join(folder, 'logs');

/**
 * Stops what `startServers` has started.
 * @throws Error with the lines of the service's logs that hold a secret of the tests
 */
export async function stopServers(): Promise<void> {
  const run = runs.internalApiServers;
  if (!run) return;
  delete runs.internalApiServers;
  await Promise.all(run.started.map((server) => server.stop()));
  const told = runLog.told(logs(run));
  rmSync(run.folder, { recursive: true, force: true });
  if (told.length > 0) {
    throw new Error(`${told.length} log lines hold a secret, among them:\n${told.slice(0, 10).join('\n')}`);
  }
}

/** Durability is of no use to a database that lives for one run. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.max': '10000',
};

async function makeTemplate(url: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  // The counter of statements is read from here, so that its own statements are in no suite's count.
  await admin.query('CREATE EXTENSION pg_stat_statements');
  await admin.query(`CREATE DATABASE ${TEMPLATE}`);
  await admin.end();

  const template = new URL(url);
  template.pathname = TEMPLATE;
  await migrateTestDatabase(template.href);
}

/** Folders of runs that were killed; their servers ended with them. */
function removeLeftovers(): void {
  mkdirSync(scratch, { recursive: true });
  for (const name of readdirSync(scratch)) {
    const pid = Number(/^test-(\d+)$/.exec(name)?.[1]);
    if (pid > 0 && !isRunning(pid)) rmSync(join(scratch, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
