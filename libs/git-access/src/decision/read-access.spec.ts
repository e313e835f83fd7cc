import { facts, internalProject, key, project, publicProject, pull, push, type Situation } from './testing/fixtures.js';
import * as text from './testing/texts.js';

const deployKey = (id: number, rights: { canPush: boolean } | null, more: Situation = {}): Situation => ({
  as: 'maint',
  level: 40,
  key: key(id, { kind: 'deploy_key' }),
  deployKey: rights,
  ...more,
});

describe('download (git-access.md 15.3)', () => {
  it('case 54: a stranger does not learn that the project exists', () => {
    expect(pull({ as: 'outsider' })).toBe(text.M14);
    expect(pull({ as: 'outsider' })).toBe(pull({ as: 'outsider', project: null }));
  });

  it('case 55: a guest knows the project and reads no code', () => {
    expect(pull({ as: 'guest' })).toBe(text.M17);
    expect(pull({ as: 'guest', level: 15 })).toBe(text.M17);
  });

  it('case 56: reporter and above, and admins', () => {
    for (const as of ['reporter', 'dev', 'maint', 'owner', 'root'] as const) expect(pull({ as })).toBe('ok');
    expect(pull({ as: 'reporter', level: 25 })).toBe('ok');
  });

  it('case 57: internal projects are closed to external users', () => {
    expect(pull({ as: 'outsider', project: internalProject() })).toBe('ok');
    expect(pull({ as: 'ext', project: internalProject() })).toBe(text.M14);
    expect(pull({ project: internalProject() })).toBe(text.M14);
  });

  it('case 58: guests read internal and public code', () => {
    expect(pull({ as: 'guest', level: 10, project: internalProject() })).toBe('ok');
    expect(pull({ as: 'guest', level: 10, project: publicProject() })).toBe('ok');
    expect(pull({ as: 'ext', level: 10, project: internalProject() })).toBe('ok');
  });

  it('case 59: a repository for members only', () => {
    const closed = publicProject({ repositoryLevel: 10 });
    expect(pull({ as: 'outsider', project: closed })).toBe(text.M17);
    expect(pull({ project: closed })).toBe(text.M17);
    expect(pull({ as: 'guest', level: 10, project: closed })).toBe('ok');
    expect(pull(deployKey(82, null, { project: closed }))).toBe(text.M17);
    expect(pull(deployKey(80, { canPush: false }, { project: closed }))).toBe('ok');
  });

  it('case 60: a disabled repository is closed to everybody', () => {
    const off = publicProject({ repositoryLevel: 0 });
    for (const as of ['owner', 'root'] as const) {
      expect(pull({ as, level: 50, project: off })).toBe(text.M17);
      expect(push({ as, level: 50, project: off })).toBe(text.M21);
    }
  });

  it('case 61: no membership left, no project', () => {
    expect(pull({ as: 'dev', level: 0 })).toBe(text.M14);
    expect(pull({ as: 'dev', level: 5 })).toBe(text.M14);
  });

  it('case 62: capped at reporter', () => {
    expect(pull({ as: 'dev', level: 20 })).toBe('ok');
    expect(push({ as: 'dev', level: 20 })).toBe(text.M21);
  });

  it('case 63: archived projects are read, not written', () => {
    const archived = project({ archived: true });
    expect(pull({ as: 'dev', project: archived })).toBe('ok');
    expect(push({ as: 'dev', project: archived })).toBe(text.M19);
    expect(push({ as: 'root', project: archived })).toBe(text.M19);
    expect(push(deployKey(81, { canPush: true }, { project: archived }))).toBe(text.M19);
  });

  it('case 65: archives are downloads', () => {
    expect(pull({ as: 'reporter' }, { action: 'git-upload-archive' })).toBe('ok');
    expect(pull({ as: 'guest' }, { action: 'git-upload-archive' })).toBe(text.M17);
  });

  it('case 70: deploy keys read where they are enabled, and what is public', () => {
    expect(pull(deployKey(80, { canPush: false }))).toBe('ok');
    expect(pull(deployKey(82, null))).toBe(text.M14);
    expect(pull(deployKey(82, null, { project: publicProject() }))).toBe('ok');
    expect(pull(deployKey(82, null, { project: internalProject() }))).toBe(text.M14);
  });

  it('case 71: a deploy key on a disabled repository', () => {
    expect(pull(deployKey(80, { canPush: false }, { project: project({ repositoryLevel: 0 }) }))).toBe(text.M17);
  });

  it('case 72: admins need no membership', () => {
    expect(push({ as: 'root' })).toBe('ok');
  });

  it('auditors read everything and write nothing', () => {
    const auditor: Situation = { as: 'outsider', user: { auditor: true } };
    expect(pull(auditor)).toBe('ok');
    expect(pull({ ...auditor, project: project({ repositoryLevel: 10 }) })).toBe('ok');
    expect(pull({ ...auditor, project: project({ repositoryLevel: 0 }) })).toBe(text.M17);
    expect(push(auditor)).toBe(text.M21);
  });

  it('the creator of a deploy key lends it no right to read', () => {
    expect(facts(deployKey(82, null)).standing.level).toBe(40);
    expect(pull(deployKey(82, null))).toBe(text.M14);
  });
});
