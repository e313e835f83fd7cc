// Starts a Redis (or Valkey) of the system on 127.0.0.1.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Redis } from 'ioredis';
import {
  clearLeftover,
  findProgram,
  freePort,
  hasEnded,
  startServer,
  stopChild,
  tailOf,
  waitUntil,
} from './processes.mjs';

/** The path of `redis-server` or `valkey-server`, or undefined. */
export const findRedis = () => findProgram('redis-server', 'valkey-server');

/**
 * Starts a server on `dataDir` and waits until it answers.
 *
 * @param {object} options
 * @param {string} options.dataDir folder of its data, its configuration (mode 0600) and its log `redis.log`
 * @param {number} [options.port] port on 127.0.0.1; a free one by default
 * @param {boolean} [options.appendOnly] keep every write on disk (default true)
 * @param {number} [options.databases] how many numbered databases there are (default 16)
 * @returns {Promise<{url: string, port: number, pid: number, child: import("node:child_process").ChildProcess, stop(): Promise<void>}>} `url` carries the password. The
 *   server ends with this process, however that ends.
 */
export async function startRedis({ dataDir, port, appendOnly = true, databases = 16 }) {
  const program = findRedis();
  if (!program) {
    throw new Error(
      'redis-server is missing: install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis) ' +
        'or set REDIS_URL to a server of yours',
    );
  }
  const folder = path.resolve(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = {
    config: path.join(folder, 'redis.conf'),
    password: path.join(folder, 'redis.password'),
    log: path.join(folder, 'redis.log'),
    pid: path.join(folder, 'redis.pid'),
  };
  await recover(folder, files);

  const listenPort = port ?? (await freePort());
  const password = passwordOf(files.password);
  const config = {
    bind: '127.0.0.1',
    port: listenPort,
    dir: quoted(folder),
    pidfile: quoted(files.pid),
    requirepass: password,
    databases,
    daemonize: 'no',
    appendonly: appendOnly ? 'yes' : 'no',
    // Without the append-only file nothing is kept at all: no snapshots in the middle of a test.
    save: '""',
    // Bull loses jobs when Redis evicts keys.
    'maxmemory-policy': 'noeviction',
  };
  const lines = Object.entries(config).map(([name, value]) => `${name} ${value}\n`);
  writeFileSync(files.config, lines.join(''), { mode: 0o600 });

  const child = startServer(program, [files.config], { logFile: files.log, deathSignal: 'TERM', cwd: folder });
  const stop = async () => {
    await stopChild(child, [
      ['SIGTERM', 10000],
      ['SIGKILL', 2000],
    ]);
    rmSync(files.pid, { force: true });
  };
  const url = `redis://:${password}@127.0.0.1:${listenPort}`;

  const ready = await waitUntil(async () => hasEnded(child) || (await answers(url)), 60000, 40);
  if (!ready || hasEnded(child)) {
    await stop();
    throw new Error(`${path.basename(program)} did not start on ${folder}:\n${tailOf(files.log)}`);
  }
  child.unref();
  return { url, port: listenPort, pid: child.pid, child, stop };
}

const quoted = (text) => JSON.stringify(text);

function passwordOf(file) {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const password = randomBytes(18).toString('base64url');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return password;
}

/** Deals with the pid file of an earlier run: two servers on one append-only file would destroy it. */
async function recover(folder, files) {
  if (!existsSync(files.pid)) return;
  const pid = Number(readFileSync(files.pid, 'utf8').trim());
  // The command line of a running Redis shows its address, not its configuration file.
  const port = /^port (\d+)$/m.exec(existsSync(files.config) ? readFileSync(files.config, 'utf8') : '')?.[1];
  const recognise = (command) =>
    /redis|valkey/.test(command) && (command.includes(`:${port}`) || command.includes(folder));
  await clearLeftover({ pid, recognise, signal: 'SIGTERM', what: folder });
  rmSync(files.pid, { force: true });
}

async function answers(url) {
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    // Refused or still loading its data.
    return false;
  } finally {
    client.disconnect();
  }
}
