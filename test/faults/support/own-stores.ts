import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres, type RunningServer } from '../../../scripts/servers/postgres.mjs';
import { startRedis } from '../../../scripts/servers/redis.mjs';
import { descendantsOf } from '../../long/launcher.js';
import { migrateTestDatabase } from '../../support/migrate.js';
import { Suite } from '../../support/suite.js';

/** A server that a test may kill, freeze and start again on its port and its data. */
export class OwnServer {
  private frozen: readonly number[] = [];

  constructor(
    private server: RunningServer,
    private readonly launch: (port: number) => Promise<RunningServer>,
  ) {}

  get url(): string {
    return this.server.url;
  }

  get port(): number {
    return this.server.port;
  }

  /** All its processes at once, without a word. */
  async kill(): Promise<void> {
    const exit = new Promise((done) => this.server.child.once('exit', done));
    for (const pid of await this.processes()) signal(pid, 'SIGKILL');
    await exit;
  }

  async start(): Promise<void> {
    this.server = await this.launch(this.port);
  }

  async freeze(): Promise<void> {
    this.frozen = await this.processes();
    for (const pid of this.frozen) signal(pid, 'SIGSTOP');
  }

  thaw(): void {
    for (const pid of this.frozen.toReversed()) signal(pid, 'SIGCONT');
    this.frozen = [];
  }

  async stop(): Promise<void> {
    this.thaw();
    await this.server.stop();
  }

  private async processes(): Promise<number[]> {
    return [this.server.pid, ...(await descendantsOf(this.server.pid))];
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself meanwhile.
  }
}

/** PostgreSQL and Redis that belong to one test file alone: what happens to them disturbs nobody else. */
export class OwnStores {
  private constructor(
    private readonly folder: string,
    readonly postgres: OwnServer,
    readonly redis: OwnServer,
    /** Straight to the stores, past any proxy. */
    readonly suite: Suite,
  ) {}

  static async open(folder: string): Promise<OwnStores> {
    mkdirSync(folder, { recursive: true });
    const postgresAt = (port?: number) =>
      startPostgres({ dataDir: join(folder, 'postgres'), ...(port ? { port } : {}), settings: { fsync: 'off' } });
    const redisAt = (port?: number) => startRedis({ dataDir: join(folder, 'redis'), ...(port ? { port } : {}) });
    const postgres = new OwnServer(await postgresAt(), postgresAt);
    const redis = new OwnServer(await redisAt(), redisAt);

    const admin = new pg.Pool({ connectionString: postgres.url, max: 1 });
    admin.on('error', () => undefined);
    await admin.query('CREATE DATABASE t_outages');
    const database = new URL(postgres.url);
    database.pathname = 't_outages';
    await migrateTestDatabase(database.href);
    return new OwnStores(folder, postgres, redis, new Suite('t_outages', database.href, `${redis.url}/0`, admin));
  }

  /** Removes what a Redis that is down would find again at its start, its configuration and password excepted. */
  emptyRedis(): void {
    const folder = join(this.folder, 'redis');
    for (const name of readdirSync(folder)) {
      if (/^(appendonlydir|dump)/.test(name)) rmSync(join(folder, name), { recursive: true });
    }
  }

  /** While this folder is there, Redis cannot put a snapshot in its place, and refuses to write. */
  get snapshotFile(): string {
    return join(this.folder, 'redis', 'dump.rdb');
  }

  async close(): Promise<void> {
    await this.suite.close().catch(() => undefined);
    await Promise.all([this.postgres.stop(), this.redis.stop()]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
