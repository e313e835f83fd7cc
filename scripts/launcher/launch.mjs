import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { App } from './app.mjs';
import { build, entryOf } from './build.mjs';
import { Failure, say, Stopped } from './failure.mjs';
import { guide } from './guide.mjs';
import { installPackages } from './install-packages.mjs';
import { installPrograms } from './install-programs.mjs';
import { Lock } from './lock.mjs';
import { freePorts, whyTaken } from './ports.mjs';
import { end, recordOf } from './processes.mjs';
import { waitUntilReady } from './readiness.mjs';
import { run } from './run.mjs';
import { readSettings } from './settings.mjs';

/**
 * Starts everything, prints the guide and returns when `stop` fires.
 * @param {NodeJS.ProcessEnv} environment
 * @param {{ name: string, stop: (hurry: AbortSignal) => unknown }[]} started what must be stopped, in the order of its
 *   start: filled in on the way, so that the caller can stop what runs whenever something fails
 * @param {AbortSignal} stop
 * @throws Failure; Stopped when `stop` fired on the way
 */
export async function launch(environment, started, stop) {
  const settings = readSettings(environment);
  const { dataDir, port, host } = settings;

  const lock = takeDataDir(dataDir);
  started.push({ name: 'the lock', stop: () => lock.release() });
  await endOrphans(lock.inherited);
  await refuseTakenPort(port, host);

  if (settings.redisUrl === undefined) {
    await installPrograms(['redis'], { hint: 'or set REDIS_URL to a server of yours' });
  }
  await installPackages(stop);
  await build(stop);

  const databaseUrl = settings.databaseUrl ?? (await ownPostgres(dataDir, started, stop));
  const redisUrl = settings.redisUrl ?? (await ownRedis(dataDir, started, stop));
  // For bin/admin; the file is for its owner alone.
  lock.note({ stores: { databaseUrl, redisUrl } });
  const [workerPort, freePort] = await freePorts(2);
  const operatorPort = settings.operatorPort ?? freePort;
  const env = {
    ...environment,
    PORT: String(port),
    HOST: host,
    OPERATOR_PORT: String(operatorPort),
    EXTERNAL_URL: settings.externalUrl,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    GITALY_STORAGES: settings.storages,
    DATA_DIR: dataDir,
  };

  say('Migrating and loading the demo data …');
  await run(process.execPath, [entryOf('admin'), 'migrate'], { env, stop, what: 'the migration' });
  await run(process.execPath, [entryOf('admin'), 'demo'], { env, stop, what: 'loading the demo data' });

  say('Starting the worker and the API …');
  const apps = [];
  for (const [name, appEnv] of [
    ['worker', { ...env, OPERATOR_PORT: String(workerPort) }],
    ['api', env],
  ]) {
    if (stop.aborted) throw new Stopped();
    const app = new App(name, { env: appEnv, dataDir });
    apps.push(app);
    started.push(app);
    lock.note({ [name]: recordOf(app.pid) });
  }
  const death = Promise.race(apps.map((app) => app.died()));
  await orFailure(waitUntilReady(`${settings.localUrl}/-/readiness`, stop), death);
  if (stop.aborted) throw new Stopped();

  console.log(guide({ ...settings, operatorPort, workerPort }));
  await orFailure(untilAborted(stop), death);
}

function takeDataDir(dataDir) {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Failure(`DATA_DIR ${dataDir} cannot be written to (${error.code})`, { code: 2 });
  }
  const lock = new Lock(join(dataDir, 'launcher.lock'));
  const holder = lock.take();
  if (holder) throw new Failure(`bin/start already runs on ${dataDir} (process ${holder.pid})`, { code: 2 });
  return lock;
}

/** API and worker of a launcher that was killed without warning, where the system did not end them with it. */
async function endOrphans(records) {
  await Promise.all(Object.values(records).map((record) => end(record)));
}

async function refuseTakenPort(port, host) {
  const reason = await whyTaken(port, host);
  if (reason === 'EADDRINUSE') throw new Failure(`port ${port} is taken: set PORT to another one`, { code: 2 });
  if (reason !== undefined) throw new Failure(`nothing can listen on ${host}:${port} (${reason})`, { code: 2 });
}

async function ownPostgres(dataDir, started, stop) {
  if (stop.aborted) throw new Stopped();
  say('Starting PostgreSQL …');
  const { startPostgres } = await import('../servers/postgres.mjs');
  const server = await asFailure(startPostgres({ dataDir: join(dataDir, 'postgres') }));
  started.push({ name: 'PostgreSQL', stop: () => server.stop() });
  return server.url;
}

async function ownRedis(dataDir, started, stop) {
  if (stop.aborted) throw new Stopped();
  say('Starting Redis …');
  const { startRedis } = await import('../servers/redis.mjs');
  const server = await asFailure(startRedis({ dataDir: join(dataDir, 'redis'), appendOnly: true }));
  started.push({ name: 'Redis', stop: () => server.stop() });
  return server.url;
}

/** The servers' own faults: one line, and below it what the server's log says. */
async function asFailure(promise) {
  try {
    return await promise;
  } catch (error) {
    const [message, ...lines] = String(error?.message ?? error).split('\n');
    throw new Failure(message, { lines });
  }
}

async function orFailure(promise, death) {
  const failure = await Promise.race([promise.then(() => undefined), death]);
  if (failure) throw failure;
}

async function untilAborted(stop) {
  while (!stop.aborted) {
    // A timer keeps the process alive; an event listener alone would not.
    await sleep(2 ** 30, undefined, { signal: stop }).catch(() => undefined);
  }
}
