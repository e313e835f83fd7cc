import {
  A,
  answering,
  B,
  key,
  project,
  push,
  role,
  tagRule,
  withRules,
  Z,
  type Situation,
} from './testing/fixtures.js';
import * as text from './testing/texts.js';

const hex = 'c'.repeat(40);

describe('tags (git-access.md 15.4)', () => {
  it('case 105: creation of a protected tag', () => {
    expect(push({ as: 'dev' }, `${Z} ${A} refs/tags/v1`)).toBe(text.T9);
    expect(push({ as: 'maint' }, `${Z} ${A} refs/tags/v1`)).toBe('ok');
  });

  it('case 106: a protected tag is never moved', () => {
    expect(push({ as: 'owner' }, `${A} ${B} refs/tags/v1`)).toBe(text.T6);
    expect(push({ as: 'root' }, `${A} ${B} refs/tags/v1`, { protocol: 'web' })).toBe(text.T6);
  });

  it('case 107: deletion of a protected tag', () => {
    expect(push({ as: 'maint' }, `${B} ${Z} refs/tags/v1`)).toBe(text.T8);
    expect(push({ as: 'maint' }, `${B} ${Z} refs/tags/v1`, { protocol: 'web' })).toBe('ok');
    expect(push({ as: 'dev' }, `${B} ${Z} refs/tags/v1`)).toBe(text.T7);
    const nobodyCreates = withRules([], [tagRule('v*', role(0))]);
    expect(push({ as: 'maint', project: nobodyCreates }, `${B} ${Z} refs/tags/v1`, { protocol: 'web' })).toBe(text.T9);
  });

  it('case 108: a tag named like the default branch', () => {
    expect(push({ as: 'dev' }, `${Z} ${A} refs/tags/master`)).toBe(text.T2);
    expect(push({ as: 'dev' }, `${B} ${Z} refs/tags/master`)).toBe('ok');
  });

  it('case 109: any other tag', () => {
    for (const change of [`${Z} ${A}`, `${A} ${B}`, `${B} ${Z}`]) {
      expect(push({ as: 'dev' }, `${change} refs/tags/nightly`)).toBe('ok');
    }
  });

  it('names that no tag may have', () => {
    expect(push({ as: 'dev' }, `${Z} ${A} refs/tags/refs/tags/x`)).toBe(text.T4);
    expect(push({ as: 'dev' }, `${Z} ${A} refs/tags/a..b`)).toBe(text.T4);
    expect(push({ as: 'dev' }, `${Z} ${A} refs/tags/`)).toBe(text.T4);
    expect(push({ as: 'dev' }, `${Z} ${A} refs/tags/${hex}`)).toBe(text.T5);
    expect(push({ as: 'dev' }, `${Z} ${A} refs/tags/x\udc00`)).toBe(
      '401 Tag names must be valid when converted to UTF-8 encoding',
    );
  });

  it('deploy keys: listed, or with a creator whose role creates', () => {
    const withKey = (more: Situation = {}): Situation => ({
      as: 'maint',
      key: key(81, { kind: 'deploy_key' }),
      deployKey: { canPush: true },
      ...more,
    });
    expect(push(withKey(), `${Z} ${A} refs/tags/v1`)).toBe('ok');
    expect(push(withKey({ level: 30 }), `${Z} ${A} refs/tags/v1`)).toBe(text.T9);
    const listed = withRules([], [tagRule('v*', role(40), { kind: 'deploy_key', id: 81 })]);
    expect(push(withKey({ level: 30, project: listed }), `${Z} ${A} refs/tags/v1`)).toBe('ok');
  });

  it('row T1: a deploy key whose creator has no push ability changes no existing tag', () => {
    const weak: Situation = {
      as: 'reporter',
      key: key(81, { kind: 'deploy_key' }),
      deployKey: { canPush: true },
      project: project(),
    };
    expect(push(weak, `${A} ${B} refs/tags/nightly`)).toBe(text.T1);
    expect(push(weak, `${Z} ${A} refs/tags/nightly`)).toBe('ok');
    expect(push(weak, `${Z} ${A} refs/tags/nightly`, {}, answering({ tags: ['nightly'] }))).toBe(text.T1);
  });
});
