import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseStorages } from './storages.js';

const address = 'tcp://gitaly:8075';
const one = (storage: unknown) => parseStorages(JSON.stringify({ default: storage })).default;

describe('GITALY_STORAGES', () => {
  it('unset: one storage at the usual socket, which is asked', () => {
    expect(parseStorages(undefined)).toMatchObject({
      default: {
        address: 'unix:/var/opt/gitlab/gitaly/gitaly.socket',
        token: null,
        features: {},
        content: { from: 'gitaly', target: { target: 'unix:/var/opt/gitlab/gitaly/gitaly.socket', tls: false } },
      },
    });
  });

  it('with an address alone: Gitaly is asked there, with GitLab’s own deadlines', () => {
    expect(one({ address })).toEqual({
      address,
      token: null,
      features: {},
      content: {
        from: 'gitaly',
        target: { target: 'gitaly:8075', tls: false },
        deadlines: { fast: 10_000, medium: 30_000 },
        certificates: null,
      },
    });
  });

  it('takes deadlines, and the certificates of a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
    try {
      const file = join(folder, 'ca.pem');
      writeFileSync(file, 'certificates');
      const content = { certificates: Buffer.from('certificates'), deadlines: { fast: 1, medium: 30_000 } };
      expect(one({ address, certificates: file, deadlines: { fast: 1 } })).toMatchObject({ content });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('with a path: the disk is read; with the content "none": nobody is asked', () => {
    expect(one({ address, path: '/repositories' })).toMatchObject({ content: { from: 'disk', path: '/repositories' } });
    expect(one({ address, content: 'none' })).toMatchObject({ content: { from: 'nowhere' } });
  });

  it.each([
    [{}, /address such as/],
    [{ address: 'unix:relative.sock' }, /address such as/],
    [{ address: 'tcp://gitaly:8075/path' }, /address such as/],
    [{ address, token: 1 }, /text or null as token/],
    [{ address, features: { flag: true } }, /features/],
    [{ address, path: 'relative' }, /absolute path/],
    [{ address, content: 'disk' }, /no content but "none"/],
    [{ address, content: 'none', path: '/repositories' }, /either a path or/],
    [{ address, deadlines: { fast: 0 } }, /deadlines/],
    [{ address, deadlines: { fast: 40_000 } }, /deadlines/],
    [{ address, deadlines: { medium: '30' } }, /deadlines/],
    [{ address, deadlines: 30 }, /deadlines/],
    [{ address, certificates: '/nowhere/ca.pem' }, /readable file/],
    [{ address, certificates: 0 }, /readable file/],
  ])('refuses %j', (storage, problem) => {
    expect(() => one(storage)).toThrow(problem);
  });
});
