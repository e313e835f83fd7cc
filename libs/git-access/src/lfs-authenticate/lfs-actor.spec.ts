import { lfsActor } from './lfs-actor.js';
import type { LfsFactsRow } from './lfs-authenticate.facts.sql.js';

const DB_KEY_BASE = '0123456789abcdef'.repeat(8);

const nobody: LfsFactsRow = {
  key_id: null,
  key_type: null,
  key_last_used_at: null,
  key_md5: null,
  key_sha256: null,
  user_id: null,
  username: null,
  password_tail: null,
  project_id: 3,
  full_path: 'gnuwget/wget2',
  turn: 1,
  lfs_enabled: true,
};

describe('lfsActor', () => {
  it('signs for a user by id, password and instance (check value of schema.md 3.9)', () => {
    const row = { ...nobody, user_id: 1, username: 'root', password_tail: 'ABCDEFGHIJKLMNOP' };
    expect(lfsActor(row, DB_KEY_BASE)).toEqual({ name: 'root', secret: '1ABCDEFGHIJKLMNOP0123456789abcdef' });
  });

  it('signs for a deploy key by its fingerprint, whoever made it', () => {
    const sha256 = Buffer.from('ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA', 'base64');
    const row = { ...nobody, key_id: 80, key_type: 'DeployKey', key_sha256: sha256, user_id: 4, username: 'maint' };
    expect(lfsActor(row, DB_KEY_BASE)).toEqual({
      name: 'lfs+deploy-key-80',
      secret: `ZkAslGjFiUHdGf/W${'0123456789abcdef'.repeat(2)}`,
    });
  });

  it('takes the MD5 fingerprint where 14.0 left no other', () => {
    const md5 = '0f:a2:0a:d7:38:3e:65:45:08:6b:63:84:1c:ff:dc:ba';
    const row = { ...nobody, key_id: 80, key_type: 'DeployKey', key_md5: md5 };
    expect(lfsActor(row, DB_KEY_BASE)?.secret).toBe('0fa20ad7383e65450123456789abcdef');
  });

  it('fills a short key up, and cuts a long one between characters', () => {
    const row = { ...nobody, key_id: 80, key_type: 'DeployKey', key_sha256: Buffer.alloc(32) };
    expect(lfsActor(row, 'abc')?.secret).toBe(`${'A'.repeat(16)}abc${'0'.repeat(29)}`);
    expect(lfsActor(row, 'é'.repeat(20))?.secret).toBe(`${'A'.repeat(16)}${'é'.repeat(16)}`);
    expect(lfsActor(row, `a${'é'.repeat(20)}`)?.secret).toBe(`${'A'.repeat(16)}a${'é'.repeat(15)}0`);
  });

  it('knows nobody for a key without an owner', () => {
    expect(lfsActor({ ...nobody, key_id: 90 }, DB_KEY_BASE)).toBeNull();
    expect(lfsActor(nobody, DB_KEY_BASE)).toBeNull();
  });
});
