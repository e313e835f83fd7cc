import { execFileSync } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from '../../../scripts/servers/postgres.mjs';
import { OwnServer, type OwnStores } from './own-stores.js';

/**
 * A copy of the stopped primary that follows it from then on.
 * @param folder has the stores in `stores`, and gets the copy in `name`
 */
export async function standbyOf(stores: OwnStores, folder: string, name = 'standby'): Promise<OwnServer> {
  const primary = join(folder, 'stores', 'postgres');
  const dataDir = join(folder, name);
  await stores.postgres.stop();
  // With its owners, which it will not start without, and the password beside it.
  for (const suffix of ['', '.password']) execFileSync('cp', ['-a', `${primary}${suffix}`, `${dataDir}${suffix}`]);
  await stores.postgres.start();
  writeFileSync(join(dataDir, 'standby.signal'), '');
  const { hostname, port, username, password } = new URL(stores.postgres.url);
  appendFileSync(
    join(dataDir, 'postgresql.auto.conf'),
    `primary_conninfo = 'host=${hostname} port=${port} user=${username} password=${password}'\n`,
  );
  const launch = (at?: number) => startPostgres({ dataDir, ...(at ? { port: at } : {}), settings: { fsync: 'off' } });
  return new OwnServer(await launch(), launch);
}
