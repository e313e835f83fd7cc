import fc from 'fast-check';
import type { Content } from './content.js';
import { parseChanges } from './changes.js';
import { decide } from './decide.js';
import type { AccessLevel, BranchRule, Facts, ProjectFacts, TagRule } from './facts.js';
import {
  A,
  answering,
  assuming,
  B,
  DAY,
  key,
  NOW,
  project,
  repository,
  request,
  settings,
  user,
  Z,
} from './testing/fixtures.js';

/** Invariants 1, 2 and 5 of the attack list, over situations that nobody would write down. */
const levels = fc.constantFrom(0, 5, 10, 15, 20, 25, 30, 40, 50);
const accessLevel: fc.Arbitrary<AccessLevel> = fc.oneof(
  fc.record({ kind: fc.constant('role' as const), level: fc.constantFrom(0, 30, 40, 60) }),
  fc.record({
    kind: fc.constantFrom('user' as const, 'group' as const, 'deploy_key' as const),
    id: fc.constantFrom(1, 130, 7, 81),
  }),
);
const ruleName = fc.constantFrom('master', 'main', 'release/*', '*', 'v*', 'x', 'r*e/1');
const branchRule: fc.Arbitrary<BranchRule> = fc.record({
  name: ruleName,
  allowForcePush: fc.boolean(),
  push: fc.array(accessLevel, { maxLength: 2 }),
  merge: fc.array(accessLevel, { maxLength: 2 }),
});
const tagRule: fc.Arbitrary<TagRule> = fc.record({ name: ruleName, create: fc.array(accessLevel, { maxLength: 2 }) });

const projectFacts: fc.Arbitrary<ProjectFacts> = fc
  .record({
    visibility: fc.constantFrom(0, 10, 20),
    archived: fc.boolean(),
    repositoryReadOnly: fc.boolean(),
    markedForDeletion: fc.boolean(),
    repositoryLevel: fc.constantFrom(0, 10, 20, 20, 20),
    defaultBranchProtection: fc.constantFrom(0, 1, 2, 3, 4),
    branchRules: fc.array(branchRule, { maxLength: 3 }),
    tagRules: fc.array(tagRule, { maxLength: 2 }),
    locked: fc.boolean(),
  })
  .map(({ branchRules, tagRules, locked, ...rest }) =>
    project({
      ...rest,
      refs: {
        branchRules,
        tagRules,
        lockedMerges: locked ? [{ targetBranch: 'master', commit: B }] : [],
        contents: null,
      },
    }),
  );

const someFacts: fc.Arbitrary<Facts> = fc
  .record({
    level: levels,
    admin: fc.boolean(),
    auditor: fc.boolean(),
    external: fc.boolean(),
    state: fc.constantFrom('active', 'active', 'active', 'blocked', 'deactivated'),
    acting: fc.constantFrom('user', 'key', 'deploy_key', 'nobody'),
    deployKey: fc.constantFrom(null, { canPush: false }, { canPush: true }),
    project: projectFacts,
    ruleGroups: fc.constantFrom([], [7]),
    empty: fc.boolean(),
  })
  .map(({ level, acting, deployKey, project: found, ruleGroups, empty, ...person }) => ({
    key: acting === 'key' ? key(30) : acting === 'deploy_key' ? key(81, { kind: 'deploy_key' }) : null,
    user: acting === 'nobody' ? null : user('dev', { ...person, admin: person.admin && level === 0 }),
    repository: repository({ empty }),
    project: found,
    snippet: null,
    standing: { level: acting === 'nobody' ? 0 : level, ruleGroups },
    deployKey: acting === 'deploy_key' ? deployKey : null,
    secondFactorShown: false,
    settings: settings(),
  }));

const line = fc
  .tuple(
    fc.constantFrom(`${Z} ${A}`, `${A} ${B}`, `${B} ${Z}`),
    fc.constantFrom('refs/heads/', 'refs/tags/', 'refs/notes/'),
    fc.constantFrom('master', 'main', 'release/1', 'v1', 'x', '-x', 'v..1'),
  )
  .map(([revisions, prefix, name]) => `${revisions} ${prefix}${name}`);

const content: fc.Arbitrary<Content | null> = fc.oneof(
  fc.constant(null),
  fc.record({ empty: fc.boolean(), forced: fc.boolean(), contained: fc.boolean() }).map(answering),
);

const protocols = fc.constantFrom('ssh', 'web', 'http');

function allows(known: Facts, changes: string | string[], protocol: string, answers: Content | null): boolean {
  const asked = { ...request({ action: 'git-receive-pack', protocol }), changes: parseChanges(changes) };
  const verdict = decide(asked, known, answers ?? assuming(known));
  if (verdict.kind !== 'granted' && verdict.kind !== 'denied') throw new Error('everything was answered');
  return verdict.kind === 'granted';
}

const runs = { numRuns: 1500 };

describe('invariant 1: monotone', () => {
  const stricter: Record<string, (facts: Facts, found: ProjectFacts) => Facts> = {
    archive: (facts, found) => ({ ...facts, project: { ...found, archived: true } }),
    'read-only repository': (facts, found) => ({ ...facts, project: { ...found, repositoryReadOnly: true } }),
    'scheduled deletion': (facts, found) => ({ ...facts, project: { ...found, markedForDeletion: true } }),
    'disabled repository': (facts, found) => ({ ...facts, project: { ...found, repositoryLevel: 0 } }),
    'members-only repository': (facts, found) => ({
      ...facts,
      project: { ...found, repositoryLevel: Math.min(found.repositoryLevel, 10) },
    }),
    'smaller visibility': (facts, found) => ({ ...facts, project: { ...found, visibility: 0 } }),
    'blocked user': (facts) => ({ ...facts, user: facts.user && { ...facts.user, state: 'blocked' } }),
    'lost membership': (facts) => ({ ...facts, standing: { level: 0, ruleGroups: [] } }),
    'lost admin': (facts) => ({ ...facts, user: facts.user && { ...facts.user, admin: false } }),
    'expired key': (facts) => ({
      ...facts,
      key: facts.key && { ...facts.key, expiresAt: new Date(NOW.getTime() - DAY) },
    }),
    'forbidden key type': (facts) => ({ ...facts, settings: { ...facts.settings, keyRestrictions: { rsa: -1 } } }),
    'disabled deploy key': (facts) => ({ ...facts, deployKey: null }),
    'maintenance mode': (facts) => ({ ...facts, settings: { ...facts.settings, maintenanceMode: true } }),
    'levels taken from a rule': (facts, found) => ({
      ...facts,
      project: {
        ...found,
        refs: found.refs && {
          ...found.refs,
          branchRules: found.refs.branchRules.map((rule) => ({
            ...rule,
            push: [{ kind: 'role' as const, level: 0 }],
            merge: [{ kind: 'role' as const, level: 0 }],
          })),
          tagRules: found.refs.tagRules.map((rule) => ({ ...rule, create: [{ kind: 'role' as const, level: 0 }] })),
        },
      },
    }),
    'forbidden force push': (facts, found) => ({
      ...facts,
      project: {
        ...found,
        refs: found.refs && {
          ...found.refs,
          branchRules: found.refs.branchRules.map((rule) => ({ ...rule, allowForcePush: false })),
        },
      },
    }),
  };

  it.each(Object.entries(stricter))('%s never turns no into yes', (_name, restrict) => {
    fc.assert(
      fc.property(
        someFacts,
        fc.oneof(line, fc.constant('_any')),
        protocols,
        content,
        (known, changes, protocol, answers) => {
          const found = known.project;
          if (found === null) return;
          const tighter = restrict(known, found);
          if (allows(tighter, changes, protocol, answers)) expect(allows(known, changes, protocol, answers)).toBe(true);
        },
      ),
      runs,
    );
  });

  it('the first rule on a ref never turns no into yes', () => {
    fc.assert(
      fc.property(someFacts, line, protocols, branchRule, tagRule, (known, change, protocol, extraBranch, extraTag) => {
        const found = known.project;
        if (found === null) return;
        // A second rule may grant what the first refuses (union, 3.7), and so may a rule in an empty repository.
        const filled = repository({ empty: false });
        const bare = {
          ...found,
          refs: { branchRules: [], tagRules: [], lockedMerges: [], contents: null },
        };
        const protectedNow = {
          ...bare,
          refs: { branchRules: [extraBranch], tagRules: [extraTag], lockedMerges: [], contents: null },
        };
        if (allows({ ...known, repository: filled, project: protectedNow }, change, protocol, null)) {
          expect(allows({ ...known, repository: filled, project: bare }, change, protocol, null)).toBe(true);
        }
      }),
      runs,
    );
  });
});

describe('invariant 2: a batch is the conjunction of its refs', () => {
  it('whatever the order and however often a line is repeated', () => {
    fc.assert(
      fc.property(
        someFacts,
        fc.array(line, { minLength: 1, maxLength: 6 }),
        protocols,
        content,
        fc.integer(),
        (known, lines, protocol, answers, seed) => {
          const each = lines.every((change) => allows(known, change, protocol, answers));
          expect(allows(known, lines, protocol, answers)).toBe(each);
          const turn = Math.abs(seed) % lines.length;
          const shuffled = [...lines.slice(turn), ...lines.slice(0, turn), ...lines.slice(0, 2)].reverse();
          expect(allows(known, shuffled, protocol, answers)).toBe(each);
        },
      ),
      runs,
    );
  });
});

describe('invariant 4: `_any` is necessary, never sufficient', () => {
  it('nobody pushes a ref who may not push at all', () => {
    fc.assert(
      fc.property(someFacts, line, protocols, content, (known, change, protocol, answers) => {
        if (allows(known, change, protocol, answers)) expect(allows(known, '_any', protocol, answers)).toBe(true);
      }),
      runs,
    );
  });
});

describe('invariant 5: the sources of an actor agree', () => {
  it('a good key of a user decides as the user does', () => {
    fc.assert(
      fc.property(
        someFacts,
        fc.oneof(line, fc.constant('_any')),
        protocols,
        content,
        (known, changes, protocol, answers) => {
          if (known.user === null || known.key?.kind === 'deploy_key') return;
          const byUser = { ...known, key: null };
          const byKey = { ...known, key: key(30) };
          expect(allows(byKey, changes, protocol, answers)).toBe(allows(byUser, changes, protocol, answers));
        },
      ),
      runs,
    );
  });
});
