import { actorOf } from './actor.js';
import {
  A,
  B,
  BASE_URL,
  DAY,
  decided,
  facts,
  key,
  NOW,
  project,
  publicProject,
  pull,
  push,
  request,
} from './testing/fixtures.js';
import * as text from './testing/texts.js';

const fromNow = (days: number) => new Date(NOW.getTime() + days * DAY);

describe('actor (git-access.md 15.2)', () => {
  it('case 21: a key of dev pulls, silently', () => {
    const verdict = decided(request(), facts({ as: 'dev', key: key(30) }));
    expect(verdict).toMatchObject({ kind: 'granted', consoleMessages: [], actor: { key: { id: 30, kind: 'key' } } });
  });

  it('case 22: a user without a key has no key in the answer', () => {
    expect(decided(request(), facts({ as: 'dev' }))).toMatchObject({
      kind: 'granted',
      actor: { kind: 'user', key: null },
    });
  });

  it('case 25, 26: nobody pulls public code only', () => {
    expect(pull({ project: publicProject() })).toBe('ok');
    expect(pull({})).toBe(text.M14);
  });

  it('case 27: nobody pushes to a public project', () => {
    expect(push({ project: publicProject() })).toBe(text.M22);
  });

  it('case 28: a key without an owner is nobody', () => {
    expect(pull({ key: key(90) })).toBe(text.M14);
  });

  it('case 29: a signing-only key is no credential, whoever owns it', () => {
    const signing = { as: 'dev' as const, key: key(93, { authenticates: false }) };
    expect(pull(signing)).toBe(text.M14);
    expect(actorOf(facts(signing))).toEqual({ kind: 'nobody', key: null, user: null, identity: null });
  });

  it('case 30: an expired key is refused, from the very instant', () => {
    expect(pull({ as: 'dev', key: key(91, { expiresAt: fromNow(-1) }) })).toBe(text.M3);
    expect(pull({ as: 'dev', key: key(91, { expiresAt: NOW }) })).toBe(text.M3);
    expect(
      pull({ as: 'maint', key: key(81, { kind: 'deploy_key', expiresAt: NOW }), deployKey: { canPush: true } }),
    ).toBe(text.M3);
  });

  it('case 31: a key that expires within seven days says so', () => {
    const soon = 'INFO: Your SSH key is expiring soon. Please generate a new key.';
    const messages = (days: number) =>
      decided(request(), facts({ as: 'dev', key: key(92, { expiresAt: fromNow(days) }) }));
    expect(messages(2)).toMatchObject({ kind: 'granted', consoleMessages: [soon] });
    expect(messages(7)).toMatchObject({ consoleMessages: [soon] });
    expect(messages(7.01)).toMatchObject({ consoleMessages: [] });
  });

  it('case 32: a key that is too short, or of a forbidden type', () => {
    const keyRestrictions = { rsa: 4096, dsa: 0, ecdsa: 0, ed25519: 0 };
    expect(pull({ as: 'dev', key: key(30), settings: { keyRestrictions } })).toBe(text.M2_4096);
    expect(pull({ as: 'dev', key: key(30), settings: { keyRestrictions: { ...keyRestrictions, rsa: -1 } } })).toBe(
      '401 Your SSH key type is forbidden. Must be DSA, ECDSA, or ED25519.',
    );
    expect(pull({ as: 'dev', settings: { keyRestrictions } })).toBe('ok');
    expect(pull({ as: 'dev', key: key(30, { type: null, bits: 0 }), settings: { keyRestrictions } })).toContain(
      'forbidden',
    );
  });

  it('case 33, 36: a blocked user, also where there is no project', () => {
    expect(pull({ as: 'blockd' })).toBe(text.BLOCKED);
    expect(push({ as: 'blockd' })).toBe(text.BLOCKED);
    expect(pull({ as: 'blockd', project: null })).toBe(text.BLOCKED);
  });

  it('case 34: a deactivated user reads where to come back', () => {
    expect(pull({ as: 'deact' })).toBe(
      `401 Your account has been deactivated by your administrator. Please log back in from a web browser to reactivate your account at ${BASE_URL}`,
    );
  });

  it('case 35: pending, terms, unconfirmed, expired password', () => {
    expect(pull({ as: 'pending' })).toBe(
      '401 Your account is pending approval from your administrator and hence blocked.',
    );
    expect(pull({ as: 'dev', user: { acceptedTerms: false }, settings: { enforceTerms: true } })).toBe(
      `401 You (@dev) must accept the Terms of Service in order to perform this action. To accept these terms, please access GitLab from a web browser at ${BASE_URL}.`,
    );
    const unconfirmed = `401 Your primary email address is not confirmed. Please check your inbox for the confirmation instructions. In case the link is expired, you can request a new confirmation email at ${BASE_URL}/users/confirmation/new`;
    expect(pull({ as: 'dev', user: { confirmed: false }, settings: { confirmationRequired: true } })).toBe(unconfirmed);
    expect(pull({ as: 'dev', user: { confirmed: false } })).toBe('ok');
    expect(pull({ as: 'blockd', user: { confirmed: false } })).toBe(unconfirmed);
    const expired = { passwordExpiresAt: fromNow(-1) };
    expect(pull({ as: 'dev', user: expired })).toBe(
      '401 Your password expired. Please access GitLab from a web browser to update your password.',
    );
    expect(pull({ as: 'dev', user: { ...expired, passwordAutomaticallySet: true } })).toBe('ok');
  });

  it('case 35: bots that work for a project may use git, internal ones may not', () => {
    for (const type of [0, 4, 6, 13]) expect(pull({ as: 'dev', user: { type } })).toBe('ok');
    for (const type of [1, 2, 3, 5, 9, 11, 15, 16, 17, 99]) {
      expect(pull({ as: 'dev', user: { type } })).toBe('401 This action cannot be performed by internal users');
    }
  });

  it('case 35: a lock after failed sign-ins lasts ten minutes; an unknown state never passes', () => {
    expect(pull({ as: 'dev', user: { lockedAt: NOW } })).toBe(text.BLOCKED);
    expect(pull({ as: 'dev', user: { lockedAt: fromNow(-1) } })).toBe('ok');
    expect(pull({ as: 'dev', user: { state: 'limbo' } })).toBe(text.BLOCKED);
  });
});

describe('early checks (git-access.md 15.2)', () => {
  it('case 37: the protocol comes before the user', () => {
    expect(pull({ as: 'blockd', settings: { enabledProtocol: 'http' } })).toBe(
      '401 Git access over SSH is not allowed',
    );
  });

  it('case 38, 39: the protocol setting leaves the web alone', () => {
    const settings = { enabledProtocol: 'ssh' };
    expect(push({ as: 'dev', settings }, '_any', { protocol: 'http' })).toBe('401 Git access over HTTP is not allowed');
    expect(push({ as: 'dev', settings }, '_any', { protocol: 'web' })).toBe('ok');
    expect(pull({ as: 'dev', settings }, { protocol: '' })).toBe('401 Git access over  is not allowed');
    expect(pull({ as: 'dev' }, { protocol: '' })).toBe('ok');
  });

  it("case 38: a group's own protocol is told only to its readers", () => {
    const sshOnly = project({ namespaceProtocol: 'ssh' });
    expect(pull({ as: 'dev', project: sshOnly }, { protocol: 'http' })).toBe('401 Git access over HTTP is not allowed');
    expect(pull({ as: 'outsider', project: sshOnly }, { protocol: 'http' })).toBe(text.M14);
  });

  it('case 40, 41: an unknown command wins over an unknown project', () => {
    expect(pull({ as: 'dev', project: null }, { action: 'git-fsck' })).toBe(text.M12);
    expect(pull({ as: 'dev', project: null }, { action: '' })).toBe(text.M12);
  });

  it('case 42: commands that are off over http', () => {
    expect(pull({ as: 'dev', settings: { pullOverHttp: false } }, { protocol: 'http' })).toBe(text.M10);
    expect(pull({ as: 'dev', settings: { pullOverHttp: false } })).toBe('ok');
    expect(push({ as: 'dev', settings: { pushOverHttp: false } }, '_any', { protocol: 'http' })).toBe(text.M11);
  });

  it('case 43: a read-only database takes no push', () => {
    expect(push({ as: 'dev', settings: { readOnlyDatabase: true } })).toBe(text.M13);
    expect(pull({ as: 'dev', settings: { readOnlyDatabase: true } })).toBe('ok');
  });

  it('step 0a: maintenance mode wins over everything on a push', () => {
    expect(push({ as: 'blockd', settings: { maintenanceMode: true } })).toBe(text.M30);
    expect(pull({ as: 'dev', settings: { maintenanceMode: true } })).toBe('ok');
  });
});

describe('second factor (git-access.md 3.4 step 0b)', () => {
  const secondFactorAt = { user: 'git', host: 'ssh.example.com', port: 22 };
  const person = { as: 'dev' as const, user: { twoFactor: true }, settings: { secondFactorAt } };
  const unverified = { ...person, key: key(30) };

  it('case 197: a key that has not shown it reads how to, and opens Git when it has', () => {
    expect(pull(unverified)).toBe(text.M32);
    expect(push(unverified)).toBe(text.M32);
    expect(push(unverified, `${A} ${B} refs/heads/x`, { identifier: 'project' })).toBe(text.M32);
    expect(pull({ ...unverified, key: key(30, { kind: 'ldap_key' }) })).toBe(text.M32);
    expect(pull({ ...unverified, secondFactorShown: true })).toBe('ok');
  });

  it('tells the port when it is not 22', () => {
    expect(pull({ ...unverified, settings: { secondFactorAt: { ...secondFactorAt, port: 2222 } } })).toBe(
      text.M32_2222,
    );
  });

  it('asks nobody else: no user by id or name, no deploy key, no other protocol, nobody without a second factor', () => {
    expect(pull(person)).toBe('ok');
    expect(pull({ ...unverified, user: { twoFactor: false } })).toBe('ok');
    expect(pull({ ...unverified, settings: {} })).toBe('ok');
    for (const protocol of ['http', 'web', '']) expect(pull(unverified, { protocol })).toBe('ok');
    const deployKey = { key: key(81, { kind: 'deploy_key' }), deployKey: { canPush: false } };
    expect(pull({ ...person, ...deployKey })).toBe('ok');
    expect(pull({ ...person, key: key(93, { authenticates: false }) })).toBe(text.M14);
  });

  it('comes behind maintenance mode, and before everything about protocol, key, user and project', () => {
    const settings = { secondFactorAt, enabledProtocol: 'http', maintenanceMode: true };
    expect(push({ ...unverified, settings })).toBe(text.M30);
    expect(pull({ ...unverified, settings })).toBe(text.M32);
    expect(pull({ ...unverified, key: key(91, { expiresAt: NOW }), project: null })).toBe(text.M32);
    expect(pull({ ...unverified, as: 'blockd' })).toBe(text.M32);
    // Creating the project comes later than the refusal.
    expect(push({ ...unverified, project: null }, '_any', { path: 'dev/new' })).toBe(text.M32);
  });
});

describe('repository (git-access.md 15.3)', () => {
  it('case 47, 48, 49: not found', () => {
    expect(pull({ as: 'dev', project: null }, { path: 'ns/none.git' })).toBe(text.M14);
    expect(pull({ as: 'dev', project: null }, { identifier: 'project' })).toBe(text.M14);
  });

  it('step 9: a path without a namespace', () => {
    for (const path of ['none', 'none.git', '/none/', 'snippets/7', 'Users/x', 'a//b', 'a b/c', '']) {
      expect(pull({ as: 'dev', project: null }, { path })).toBe(text.M15);
    }
  });

  it('case 64: a repository that is not on its storage', () => {
    const missing = { repository: { exists: false } };
    expect(pull({ as: 'reporter', ...missing })).toBe(text.M16);
    expect(pull({ as: 'outsider', ...missing })).toBe(text.M14);
  });
});
