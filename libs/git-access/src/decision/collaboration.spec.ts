import type { Collaboration } from './facts.js';
import {
  A,
  answering,
  B,
  branchRule,
  project,
  publicProject,
  push,
  role,
  Z,
  type Situation,
} from './testing/fixtures.js';
import * as text from './testing/texts.js';

type Target = Collaboration['target'];
const target = (overrides: Partial<Target> = {}): Target => ({
  visibility: 20,
  archived: false,
  markedForDeletion: false,
  repositoryLevel: 20,
  branchRules: [],
  ...overrides,
});

/** An open merge request from `fix`, whose author may push to PUB; the pusher is developer in the target. */
const offer = (overrides: Partial<Collaboration> = {}): Collaboration => ({
  sourceBranch: 'fix',
  author: { active: true, admin: false, level: 30 },
  targetBranch: 'master',
  target: target(),
  standing: { level: 30, ruleGroups: [] },
  ...overrides,
});

const outsider: Situation = { as: 'outsider', project: publicProject() };
const pushed = (changes: string, offers: Collaboration[], situation = outsider, empty = false) =>
  push(situation, changes, {}, answering({ collaborations: offers, empty }));

describe('collaboration (git-access.md 3.6.1)', () => {
  it('case 78: opens the branch of the merge request and no other', () => {
    expect(pushed('_any', [offer()])).toBe('ok');
    expect(pushed(`${Z} ${A} refs/heads/fix`, [offer()])).toBe('ok');
    expect(pushed(`${Z} ${A} refs/heads/other`, [offer()])).toBe(text.M21);
    expect(pushed(`${Z} ${A} refs/heads/fix\n${Z} ${A} refs/heads/other`, [offer()])).toBe(text.M21);
    expect(pushed('_any', [])).toBe(text.M21);
  });

  it('gives nothing for tags and other refs', () => {
    expect(pushed(`${Z} ${A} refs/tags/fix`, [offer()])).toBe(text.M21);
    expect(pushed(`${Z} ${A} refs/notes/fix`, [offer()])).toBe(text.M21);
  });

  it('asks for an author who can still push, and for a right in the target', () => {
    const allows = (overrides: Partial<Collaboration>) => pushed('_any', [offer(overrides)]) === 'ok';
    expect(allows({ author: { active: false, admin: false, level: 30 } })).toBe(false);
    expect(allows({ author: { active: true, admin: false, level: 20 } })).toBe(false);
    expect(allows({ author: { active: true, admin: true, level: 0 } })).toBe(true);
    expect(allows({ standing: { level: 20, ruleGroups: [] } })).toBe(false);
    expect(allows({ target: target({ archived: true }) })).toBe(false);
    expect(allows({ target: target({ repositoryLevel: 0 }) })).toBe(false);
  });

  it('asks for the push or the merge right where the target branch is protected', () => {
    const allows = (push: number, merge: number) =>
      pushed('_any', [
        offer({ target: target({ branchRules: [branchRule('mas*', [role(push)], [role(merge)])] }) }),
      ]) === 'ok';
    expect(allows(40, 30)).toBe(true);
    expect(allows(30, 40)).toBe(true);
    expect(allows(40, 40)).toBe(false);
    expect(allows(0, 0)).toBe(false);
  });

  it('opens nothing that is closed: an empty, archived, disabled or unreadable project', () => {
    expect(pushed('_any', [offer()], outsider, true)).toBe(text.M21);
    expect(pushed('_any', [offer()], { as: 'outsider', project: publicProject({ archived: true }) })).toBe(text.M19);
    expect(pushed('_any', [offer()], { as: 'outsider', project: publicProject({ repositoryLevel: 0 }) })).toBe(
      text.M21,
    );
    expect(pushed('_any', [offer()], { as: 'outsider', project: publicProject({ repositoryLevel: 10 }) })).toBe(
      text.M21,
    );
    expect(pushed('_any', [offer()], { as: 'outsider', project: project() })).toBe(text.M14);
  });

  it('leaves the protection of the branch as it is', () => {
    const locked = publicProject({
      refs: {
        branchRules: [branchRule('fix', [role(30), { kind: 'user', id: 160 }], [role(30)])],
        tagRules: [],
        lockedMerges: [],
        contents: null,
        sizeLimit: null,
      },
    });
    const situation: Situation = { as: 'outsider', project: locked };
    expect(pushed(`${A} ${B} refs/heads/fix`, [offer()], situation)).toBe(text.B10);
    expect(pushed(`${Z} ${B} refs/heads/fix`, [offer()], situation)).toBe(text.B6A);
    expect(pushed(`${A} ${Z} refs/heads/fix`, [offer()], situation)).toBe(text.B7);
  });
});
