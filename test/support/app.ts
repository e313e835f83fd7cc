import type { NestExpressApplication } from '@nestjs/platform-express';
import { Clock, createHttpApplication, loadConfiguration, Logger, type Configuration } from '@app/platform';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiModule } from '../../apps/api/src/api.module.js';
import { runLog } from './run-log.js';
import { ShellClient } from './shell-client.js';

/** The secret of the fixtures in git-access.md 15. */
export const SHELL_SECRET = 's3cr3t-abc';
export const KAS_SECRET = Buffer.alloc(32, 7).toString('base64');

/** Most suites are about what is decided without a repository. */
export const UNASKED_STORAGES = JSON.stringify({
  default: { address: 'unix:/var/opt/gitlab/gitaly/gitaly.socket', content: 'none' },
});

export interface ApiOptions {
  /** Settings beside those that the suite sets itself. */
  readonly environment?: Record<string, string>;
  /** Whole text of the shell's secret file. */
  readonly shellSecretFile?: string;
}

/** The stores that a suite owns; `openSuite()` returns one. */
export interface Stores {
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

/** The API as its clients meet it: over HTTP on loopback, with PostgreSQL and Redis of the suite behind it. */
export class RunningApi {
  readonly shell: ShellClient;

  constructor(
    readonly app: NestExpressApplication,
    readonly configuration: Configuration,
    readonly url: string,
    private readonly dataDir: string,
  ) {
    this.shell = new ShellClient(url, SHELL_SECRET);
  }

  /** Stops the service's clock at a moment; without one it runs again. */
  setClock(moment?: Date): void {
    const clock = this.app.get(Clock);
    clock.now = moment === undefined ? () => new Date() : () => new Date(moment);
  }

  async close(): Promise<void> {
    await this.app.close();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** Starts the API in this process on a free port. */
export async function startApi(stores: Stores, options: ApiOptions = {}): Promise<RunningApi> {
  const dataDir = mkdtempSync(join(tmpdir(), 'internal-api-'));
  try {
    writeSecrets(dataDir, options);
    const configuration = loadConfiguration({
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl,
      DATA_DIR: dataDir,
      LOG_LEVEL: 'silent',
      QUEUE_PREFIX: `bull:${dataDir}`,
      // Busy machines are no fault of the service: a test that wants a short wait sets one.
      DATABASE_CONNECT_TIMEOUT: '20000',
      LOOKUP_TIMEOUT: '60000',
      CHANGE_TIMEOUT: '60000',
      // Statements are counted; the suite of the decision log asks for its rows itself.
      DECISION_LOG_GRANTS: '0',
      DECISION_LOG_INTERVAL: '600000',
      GITALY_STORAGES: UNASKED_STORAGES,
      // The suites of the routes that have a fast lane run without it as well.
      FAST_LANE: process.env.FAST_LANE ?? 'true',
      ...options.environment,
    });
    const app = await createHttpApplication(ApiModule.forConfiguration(configuration));
    runLog.take(app.get(Logger));
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    return new RunningApi(app, configuration, `http://127.0.0.1:${port}`, dataDir);
  } catch (error) {
    rmSync(dataDir, { recursive: true, force: true });
    throw error;
  }
}

/** The key bases are those of the check values in schema.md 3.9, the same for every API on one database. */
export function writeSecrets(dataDir: string, { shellSecretFile = SHELL_SECRET }: ApiOptions): void {
  const files = {
    gitlab_shell_secret: shellSecretFile,
    gitlab_kas_secret: KAS_SECRET,
    db_key_base: '0123456789abcdef'.repeat(8),
    otp_key_base: 'fedcba9876543210'.repeat(8),
  };
  for (const [name, text] of Object.entries(files)) {
    runLog.know(text.trim());
    writeFileSync(join(dataDir, name), text, { mode: 0o600 });
  }
}
