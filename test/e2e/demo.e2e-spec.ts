import { NestFactory } from '@nestjs/core';
import { AuthModule } from '@app/auth';
import { DirectoryModule } from '@app/directory';
import { KubernetesModule } from '@app/kubernetes';
import { loadConfiguration, PlatformModule } from '@app/platform';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DemoLoader, type DemoCredentials } from '../../apps/admin/src/demo/demo-loader.js';
import { schemas } from '../../apps/schemas.js';
import { openSuite } from '../support/suite.js';

describe('the demo data', () => {
  it('is there together with its credentials or not at all, and is loaded once', async () => {
    const suite = await openSuite();
    const folder = mkdtempSync(join(tmpdir(), 'demo-'));
    const environment = { DATABASE_URL: suite.databaseUrl, REDIS_URL: suite.redisUrl, DATA_DIR: folder };
    const configuration = loadConfiguration(environment);
    const platform = PlatformModule.forProcess({ service: 'demo', configuration, schemas, listens: false });
    const imports = [platform, AuthModule, DirectoryModule];
    const module = { module: KubernetesModule, imports, providers: [DemoLoader] };
    const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
    try {
      const loader = app.get(DemoLoader, { strict: false });
      const counts = () =>
        suite.sql(`SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM projects) AS projects,
                          (SELECT count(*) FROM personal_access_tokens) AS tokens`);
      const dying = () => {
        throw new Error('the disk is full');
      };
      await expect(loader.load(dying)).rejects.toThrow('the disk is full');
      expect(await counts()).toEqual([{ users: 0, projects: 0, tokens: 0 }]);

      const kept: DemoCredentials[] = [];
      const keep = (credentials: DemoCredentials) => void kept.push(credentials);
      await loader.load(keep);
      await loader.load(keep);
      expect(kept).toEqual([
        {
          adminToken: expect.any(String),
          agentToken: expect.any(String),
          authorizedKey: expect.stringMatching(/^ssh-rsa /),
        },
      ]);
      expect(await counts()).toEqual([{ users: 3, projects: 2, tokens: 1 }]);
    } finally {
      await app.close();
      await suite.close();
      rmSync(folder, { recursive: true });
    }
  });
});
