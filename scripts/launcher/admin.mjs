import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, entryOf } from './build.mjs';
import { Failure, report } from './failure.mjs';
import { installPackages } from './install-packages.mjs';
import { runs } from './processes.mjs';
import { readSettings } from './settings.mjs';

/** bin/admin: builds what is not built, finds the stores and hands the words over. */
async function admin(words, environment) {
  const { databaseUrl, redisUrl, dataDir } = readSettings(environment);
  const stores = databaseUrl && redisUrl ? { databaseUrl, redisUrl } : { ...storesOf(dataDir) };
  await installPackages();
  await build();
  const env = {
    ...environment,
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl ?? stores.databaseUrl,
    REDIS_URL: redisUrl ?? stores.redisUrl,
  };
  // Ctrl-C reaches the command itself, which shares our terminal.
  process.on('SIGINT', () => undefined);
  const [code, signal] = await once(
    spawn(process.execPath, [entryOf('admin'), ...words], { env, stdio: 'inherit' }),
    'exit',
  );
  return code ?? (signal === 'SIGINT' ? 130 : 1);
}

/**
 * The stores of the bin/start that runs on this folder.
 * @throws Failure when none does
 */
function storesOf(dataDir) {
  const held = readLock(join(dataDir, 'launcher.lock'));
  if (!runs(held) || held.notes.stores === undefined) {
    throw new Failure(`nothing runs on ${dataDir}: run bin/start, or set DATABASE_URL and REDIS_URL`, { code: 2 });
  }
  return held.notes.stores;
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

try {
  process.exitCode = await admin(process.argv.slice(2), process.env);
} catch (error) {
  process.exitCode = report(error);
}
