import { actorReference } from './actor-reference.js';

describe('actorReference', () => {
  it.each([
    [{ key_id: 11 }, { by: 'key', id: 11 }],
    [{ user_id: 7 }, { by: 'user', id: 7 }],
    [{ username: 'Dev' }, { by: 'username', username: 'Dev' }],
    [{ identifier: 'key-30' }, { by: 'key', id: 30 }],
    [{ identifier: 'user-1' }, { by: 'user', id: 1 }],
  ])('reads %j', (parameters, expected) => {
    expect(actorReference(parameters)).toEqual(expected);
  });

  it('case 24: lets the first parameter decide, even when it names nobody', () => {
    expect(actorReference({ key_id: null, user_id: 7 })).toEqual({ by: 'nobody' });
    expect(actorReference({ key_id: 99999, user_id: 7, username: 'dev' })).toEqual({ by: 'key', id: 99999 });
  });

  it.each(['user-', 'user-7x', 'user-07', 'user--7', 'key-1-2', 'deploy-token-3', 'USER-7', 'user-7\n', ''])(
    'finds nobody in the identifier %j',
    (identifier) => {
      expect(actorReference({ identifier })).toEqual({ by: 'nobody' });
    },
  );

  it('case 13: finds nobody by a name that only looks like an ASCII one', () => {
    expect(actorReference({ username: '\u212Aelvin' })).toEqual({ by: 'nobody' });
    expect(actorReference({ username: 'de\u0301v' })).toEqual({ by: 'nobody' });
    expect(actorReference({ username: 'dev ' })).toEqual({ by: 'nobody' });
  });

  it('case 24: looks for nobody else beside a Kerberos principal', () => {
    expect(actorReference({ krb5principal: 'dev@EXAMPLE.COM', key_id: 11, username: 'dev' })).toEqual({ by: 'nobody' });
  });

  it('finds nobody by an empty name or one with a NUL', () => {
    expect(actorReference({ username: '' })).toEqual({ by: 'nobody' });
    expect(actorReference({ username: 'dev\0' })).toEqual({ by: 'nobody' });
  });
});
