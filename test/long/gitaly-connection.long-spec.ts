import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askAllowed, said } from '../support/allowed-world.js';
import { startApi } from '../support/app.js';
import { ContentWorld } from '../support/content-world.js';
import { makeCertificate, type Certificate } from '../support/gitaly/certificate.js';
import { GitalyDouble } from '../support/gitaly/gitaly-double.js';

const TOKEN = 'another-token';

let world: ContentWorld;
let folder: string;
let certificate: Certificate;

beforeAll(async () => {
  world = await ContentWorld.open('a local disk');
  folder = mkdtempSync(join(tmpdir(), 'gitaly-connection-'));
  certificate = makeCertificate(folder);
});
afterAll(async () => {
  await world?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => world.forget());

/** What a pull is told by a service whose storage is configured so. */
async function pullThrough(storage: Readonly<Record<string, unknown>>): Promise<string> {
  const api = await startApi(world.suite, {
    environment: { GITALY_STORAGES: JSON.stringify({ default: { token: TOKEN, ...storage } }) },
  });
  try {
    const project = 'gnuwget/wget2';
    return said(
      await askAllowed(api, { action: 'git-upload-pack', protocol: 'ssh', key_id: 20, project, changes: '' }),
    );
  } finally {
    await api.close();
  }
}

describe('connections to Gitaly (gitaly.md 1.1)', () => {
  it.each([
    ['with', true],
    ['without', false],
  ])('TLS %s ALPN, trusted by a certificate of one’s own', async (_name, alpn) => {
    const gitaly = await GitalyDouble.start(
      { storages: { default: world.storage }, token: TOKEN },
      { certificate, alpn },
    );
    try {
      const trusting = { address: gitaly.tls, certificates: certificate.certificateFile };
      expect(await pullThrough(trusting)).toBe('200');
      expect(gitaly.calls.methods).toEqual(['RepositoryExists']);
    } finally {
      gitaly.close();
    }
  });

  it('a certificate that nobody trusts, and a name that it is not made out to', async () => {
    const gitaly = await GitalyDouble.start(
      { storages: { default: world.storage }, token: TOKEN },
      { certificate, alpn: true },
    );
    try {
      expect(await pullThrough({ address: gitaly.tls })).toMatch(/^503 /);
      const { port } = new URL(gitaly.tls);
      const misnamed = { address: `tls://127.0.0.1:${port}`, certificates: certificate.certificateFile };
      expect(await pullThrough(misnamed)).toMatch(/^503 /);
      const named = { address: `dns+tls:///localhost:${port}`, certificates: certificate.certificateFile };
      expect(await pullThrough(named)).toBe('200');
      expect(gitaly.calls.methods).toEqual(['RepositoryExists']);
    } finally {
      gitaly.close();
    }
  });

  it('a name with several addresses, and plain TCP', async () => {
    const gitaly = await GitalyDouble.start({ storages: { default: world.storage }, token: TOKEN });
    try {
      const { port } = new URL(gitaly.tcp);
      expect(await pullThrough({ address: gitaly.tcp })).toBe('200');
      await world.forget();
      expect(await pullThrough({ address: `dns:///localhost:${port}` })).toBe('200');
      expect(gitaly.calls.methods).toHaveLength(2);
    } finally {
      gitaly.close();
    }
  });
});
