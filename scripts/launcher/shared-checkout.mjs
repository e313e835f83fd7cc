import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say, Stopped } from './failure.mjs';
import { Lock } from './lock.mjs';
import { root } from './settings.mjs';

/**
 * Brings node_modules or dist up to date, unless `isDone()`, while no other launcher of this checkout does: two that
 * install or build at the same time would spoil each other's work. Waits for its turn, and looks again then.
 */
export async function changeCheckout(stop, isDone, work) {
  if (isDone()) return;
  const folder = join(root, '.tmp');
  let lock;
  for (let told = false; ; told = true) {
    if (stop?.aborted) throw new Stopped();
    const holder = tryToTake(folder);
    if (holder instanceof Lock) {
      lock = holder;
      break;
    }
    if (!told) say(`Waiting for process ${holder.pid}, which installs or builds in the same checkout …`);
    await sleep(250);
  }
  try {
    if (!isDone()) await work();
  } finally {
    lock.release();
    removeIfEmpty(folder);
  }
}

/** The lock, taken, or the record of who has it. */
function tryToTake(folder) {
  for (;;) {
    mkdirSync(folder, { recursive: true });
    const lock = new Lock(join(folder, 'launcher.lock'));
    try {
      return lock.take() ?? lock;
    } catch (error) {
      // Another launcher that has just finished removed the folder.
      if (error.code !== 'ENOENT') throw error;
    }
  }
}

function removeIfEmpty(folder) {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST' && error.code !== 'ENOENT') throw error;
  }
}
