import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, say } from './failure.mjs';
import { run } from './run.mjs';
import { root } from './settings.mjs';
import { changeCheckout } from './shared-checkout.mjs';

const lockFile = join(root, 'package-lock.json');
const npmRecord = join(root, 'node_modules/.package-lock.json');
const stamp = join(root, 'node_modules/.installed-for');

/**
 * Runs `npm ci` when node_modules is absent or was made for another package-lock.json. The lock's hash is remembered in
 * node_modules; a node_modules that someone made by hand counts when npm's own record in it names the same packages.
 * @throws Failure, exit code 2
 */
export async function installPackages(stop) {
  const lock = readFileSync(lockFile, 'utf8');
  const platform = `${process.platform}-${process.arch}`;
  const state = `${platform} ${createHash('sha256').update(lock).digest('hex')}\n`;

  const isDone = () => {
    const known = readOr(stamp);
    if (known === state) return true;
    if (known !== undefined && !known.startsWith(`${platform} `)) return false;
    if (!isInstalled(JSON.parse(lock), JSON.parse(readOr(npmRecord) ?? '{}'))) return false;
    remember(state);
    return true;
  };
  await changeCheckout(stop, isDone, async () => {
    await npmCi(stop);
    remember(state);
  });
}

async function npmCi(stop) {
  say('Installing the npm packages (about a minute) …');
  try {
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
    await run('npm', args, { cwd: root, stop, what: 'npm ci', code: 2 });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const reason = error.lines.find((line) => line.startsWith('npm error') && !/^npm error code/.test(line));
    throw new Failure(`the npm packages could not be installed: run npm ci — ${reason ?? error.message}`, { code: 2 });
  }
}

/** Every package of the lock is recorded as installed in its version; one that is optional may be absent. */
function isInstalled(lock, record) {
  const installed = record.packages;
  if (installed === undefined) return false;
  return Object.entries(lock.packages).every(([path, { version, integrity, optional, devOptional }]) => {
    if (path === '') return true;
    const found = installed[path];
    if (!found) return optional === true || devOptional === true;
    return found.version === version && found.integrity === integrity;
  });
}

function remember(state) {
  try {
    writeFileSync(stamp, state);
  } catch (error) {
    // A node_modules of somebody else, to be read only: it is looked through again next time.
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
  }
}

function readOr(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}
