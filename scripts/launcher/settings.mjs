import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from './failure.mjs';

/** The checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** There is no Gitaly behind the demo data; that is said, for a service that cannot reach its Gitaly refuses pushes. */
const DEMO_STORAGES = JSON.stringify({
  default: { address: 'unix:/var/opt/gitlab/gitaly/gitaly.socket', content: 'none' },
});

/**
 * What bin/start reads from the environment; a variable that is set to nothing counts as unset, as in the service itself.
 * @throws Failure for a PORT that is none
 */
export function readSettings(environment) {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const port = portOf('PORT', given.PORT ?? '3000');
  const host = given.HOST ?? '127.0.0.1';
  return {
    port,
    host,
    dataDir: given.DATA_DIR === undefined ? join(root, '.data') : resolve(given.DATA_DIR),
    operatorPort: given.OPERATOR_PORT === undefined ? undefined : portOf('OPERATOR_PORT', given.OPERATOR_PORT),
    databaseUrl: given.DATABASE_URL,
    redisUrl: given.REDIS_URL,
    storages: given.GITALY_STORAGES ?? DEMO_STORAGES,
    externalUrl: given.EXTERNAL_URL ?? `http://localhost:${port}`,
    /** Where the service is reached from this machine, whatever its outer address is. */
    localUrl: `http://${nameOf(host)}:${port}${given.RELATIVE_URL_ROOT ?? ''}`,
    localName: nameOf(host),
  };
}

function portOf(name, text) {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65535) {
    throw new Failure(`${name} must be a number from 1 to 65535, not ${JSON.stringify(text)}`, { code: 2 });
  }
  return port;
}

function nameOf(host) {
  if (['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
