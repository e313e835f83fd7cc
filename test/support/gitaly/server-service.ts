import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { CallContext, Service } from './messages.js';
import { refusals } from './refusal.js';

export const serverService: Service = {
  ServerInfo: (_request: object, { settings }: CallContext) =>
    Promise.resolve({
      serverVersion: settings.era === 'now' ? '18.9.0' : '16.7.0',
      gitVersion: execFileSync('git', ['version'], { encoding: 'utf8' }).trim().split(' ').at(-1),
      storageStatuses: Object.entries(settings.storages).map(([storageName, folder]) => ({
        storageName,
        readable: existsSync(folder),
        writeable: existsSync(folder),
      })),
    }),
};

export const healthService: Service = {
  Check: ({ service }: { service: string }) =>
    service === '' ? Promise.resolve({ status: 'SERVING' }) : Promise.reject(refusals.notFound('unknown service')),
};
