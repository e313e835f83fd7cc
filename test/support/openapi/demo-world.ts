import { NestFactory } from '@nestjs/core';
import { AuthModule } from '@app/auth';
import { DirectoryModule } from '@app/directory';
import { KubernetesModule } from '@app/kubernetes';
import { PlatformModule, type Configuration } from '@app/platform';
import { DemoLoader, type DemoCredentials } from '../../../apps/admin/src/demo/demo-loader.js';
import { schemas } from '../../../apps/schemas.js';
import { sshKeyOf } from '../ssh-keys.js';
import type { Suite } from '../suite.js';

/** The public key of the document's examples; nobody has the private half. */
const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIGmWJ4gr4TyfWnSzZhzcZYXzZ0nPZ4hG0b9eLwD0qv9a';

/**
 * Loads the world in which the examples of docs/openapi.json come true: the demo data, with key 11 as the document
 * shows it and a certificate authority for the demo's group.
 */
export async function loadDemoWorld(suite: Suite, configuration: Configuration): Promise<DemoCredentials> {
  await suite.sql(`SELECT setval('cluster_agents_id_seq', 1, false)`);
  const credentials = await loadDemo(configuration);
  const { line, md5, sha256 } = sshKeyOf('ssh-ed25519', Buffer.from(KEY, 'base64'));
  await suite.sql('UPDATE keys SET key = $1, fingerprint = $2, fingerprint_sha256 = $3 WHERE id = 11', [
    line,
    md5,
    sha256,
  ]);
  await suite.make.insert('internal_api.group_ssh_certificates', {
    namespace_id: 1001,
    title: 'authority of the examples',
    fingerprint_sha256: Buffer.alloc(32),
    created_at: new Date(),
  });
  await suite.sql('UPDATE users SET managing_group_id = 1001 WHERE id = 7');
  return credentials;
}

/** Loads the demo data alone. */
export async function loadDemo(configuration: Configuration): Promise<DemoCredentials> {
  const platform = PlatformModule.forProcess({ service: 'demo', configuration, schemas, listens: false });
  const module = {
    module: KubernetesModule,
    imports: [platform, AuthModule, DirectoryModule],
    providers: [DemoLoader],
  };
  const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  try {
    const kept: DemoCredentials[] = [];
    await app.get(DemoLoader, { strict: false }).load((credentials) => void kept.push(credentials));
    return kept[0] as DemoCredentials;
  } finally {
    await app.close();
  }
}
