import { spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { installPrograms } from '../../scripts/launcher/install-programs.mjs';
import { findProgram, freePort, runsAsRoot, startServer, stopChild } from '../../scripts/servers/processes.mjs';

/** The account it runs as in root's place: it refuses to be root. */
const NOBODY = { uid: 65534, gid: 65534, keepAccess: true };
const PATIENCE = 10_000;

/** Sees to it that pgbouncer is on this machine; returns why it cannot be had, or undefined when it is there. */
export async function whyNoPgbouncer(): Promise<string | undefined> {
  try {
    await installPrograms(['pgbouncer']);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A pgbouncer in transaction mode before a PostgreSQL, for one test file. */
export class Pgbouncer {
  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly child: ChildProcess,
  ) {}

  /** @param connections to the server, for all clients together */
  static async start(databaseUrl: string, connections: number): Promise<Pgbouncer> {
    const program = findProgram('pgbouncer')!;
    const folder = mkdtempSync(join(tmpdir(), 'pgbouncer-'));
    const { username, password, hostname, port: serverPort } = new URL(databaseUrl);
    const port = await freePort();
    const config = join(folder, 'pgbouncer.ini');
    const users = join(folder, 'users.txt');
    writeFileSync(users, `"${decodeURIComponent(username)}" "${decodeURIComponent(password)}"\n`, { mode: 0o600 });
    writeFileSync(
      config,
      `[databases]
* = host=${hostname} port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = transaction
default_pool_size = ${connections}
max_client_conn = 200
`,
      { mode: 0o600 },
    );
    const user = runsAsRoot ? NOBODY : undefined;
    if (user) for (const path of [folder, users, config]) chownSync(path, user.uid, user.gid);
    const logFile = join(folder, 'log');
    const child = startServer(program, [config], { logFile, deathSignal: 'KILL', user, cwd: '/' });
    const bouncer = new Pgbouncer(folder, port, child);
    await bouncer.untilReady(bouncer.before(databaseUrl));
    return bouncer;
  }

  /** `[1, 18]` */
  static version(): readonly [major: number, minor: number] {
    const { stdout } = spawnSync(findProgram('pgbouncer')!, ['--version'], { encoding: 'utf8' });
    const [, major, minor] = /PgBouncer (\d+)\.(\d+)/.exec(stdout) ?? [];
    return [Number(major), Number(minor)];
  }

  /** The same database, through it. */
  before(databaseUrl: string): string {
    const url = new URL(databaseUrl);
    url.port = String(this.port);
    return url.href;
  }

  async stop(): Promise<void> {
    await stopChild(this.child, [
      ['SIGTERM', 2_000],
      ['SIGKILL', 2_000],
    ]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async untilReady(url: string): Promise<void> {
    for (const end = Date.now() + PATIENCE; ; await sleep(50)) {
      const client = new pg.Client({ connectionString: url });
      const error = await client.connect().then(
        () => undefined,
        (failure: Error) => failure,
      );
      await client.end().catch(() => undefined);
      if (error === undefined) return;
      if (Date.now() < end) continue;
      await this.stop();
      throw new Error(`pgbouncer did not start: ${error.message}`);
    }
  }
}
