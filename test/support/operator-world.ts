import type { INestApplicationContext } from '@nestjs/common';
import { loadConfiguration } from '@app/platform';
import { freePort } from '../../scripts/servers/processes.mjs';
import { startApi, type RunningApi } from './app.js';
import { openSuite, type Suite } from './suite.js';
import { startWorker } from './worker.js';

/** API and worker, each with its operator's port, and the tokens of an administrator and of somebody else. */
export interface OperatorWorld {
  readonly suite: Suite;
  readonly api: RunningApi;
  readonly worker: INestApplicationContext;
  /** Addresses of the operator's ports. */
  readonly ofApi: string;
  readonly ofWorker: string;
  readonly administratorToken: string;
  readonly userToken: string;
  close(): Promise<void>;
}

export async function openOperatorWorld(): Promise<OperatorWorld> {
  const suite = await openSuite();
  const administrator = await suite.make.user({ admin: true });
  const user = await suite.make.user();
  const ports = [await freePort(), await freePort()] as const;
  const operator = (port: number) => ({ OPERATOR_PORT: String(port), HOST: '127.0.0.1' });
  const api = await startApi(suite, { environment: operator(ports[0]) });
  const { DATA_DIR, QUEUE_PREFIX, DATABASE_URL, REDIS_URL } = api.configuration;
  const worker = await startWorker(
    loadConfiguration({ DATA_DIR, QUEUE_PREFIX, DATABASE_URL, REDIS_URL, LOG_LEVEL: 'silent', ...operator(ports[1]) }),
  );
  return {
    suite,
    api,
    worker,
    ofApi: `http://127.0.0.1:${ports[0]}`,
    ofWorker: `http://127.0.0.1:${ports[1]}`,
    administratorToken: (await suite.make.token(administrator.id, ['api'])).token,
    userToken: (await suite.make.token(user.id, ['api'])).token,
    close: async () => {
      await worker.close();
      await api.close();
      await suite.close();
    },
  };
}
