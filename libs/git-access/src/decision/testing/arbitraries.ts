import fc from 'fast-check';
import { parseChanges } from '../changes.js';
import type { Content } from '../content.js';
import type {
  AccessLevel,
  BranchRule,
  Collaboration,
  Facts,
  KeyFacts,
  ProjectFacts,
  SettingsFacts,
  TagRule,
  UserFacts,
} from '../facts.js';
import type { AllowedRequest, RequestedRepository } from '../request.js';
import { A, answering, B, DAY, key, NOW, project, repository, settings, user, Z } from './fixtures.js';
import type { Truth } from './reference-refs.js';

/** Situations that nobody would write down, for the property tests. Values that matter come often enough to meet. */
const levels = fc.constantFrom(0, 0, 5, 10, 15, 20, 25, 30, 30, 40, 50);
const visibility = fc.constantFrom(0, 10, 20);
const featureLevel = fc.constantFrom(0, 10, 20, 20, 20);
const seldom = fc.constantFrom(...Array<boolean>(9).fill(false), true);

/** The levels name the person, the group and the deploy key of these facts about as often as roles. */
const accessLevel: fc.Arbitrary<AccessLevel> = fc.oneof(
  fc.record({ kind: fc.constant('role' as const), level: fc.constantFrom(0, 30, 40, 60) }),
  fc.constantFrom(
    { kind: 'user' as const, id: 130 },
    { kind: 'group' as const, id: 7 },
    { kind: 'deploy_key' as const, id: 81 },
    { kind: 'user' as const, id: 7 },
    { kind: 'deploy_key' as const, id: 130 },
  ),
);
const ruleName = fc.constantFrom('master', 'main', 'release/*', '*', 'v*', 'x', 'r*e/1');

export const branchRule: fc.Arbitrary<BranchRule> = fc.record({
  name: ruleName,
  allowForcePush: fc.boolean(),
  push: fc.array(accessLevel, { maxLength: 2 }),
  merge: fc.array(accessLevel, { maxLength: 2 }),
});
export const tagRule: fc.Arbitrary<TagRule> = fc.record({
  name: ruleName,
  create: fc.array(accessLevel, { maxLength: 2 }),
});

export const projectFacts: fc.Arbitrary<ProjectFacts> = fc
  .record({
    visibility,
    archived: seldom,
    repositoryReadOnly: seldom,
    markedForDeletion: seldom,
    repositoryLevel: featureLevel,
    wikiLevel: featureLevel,
    defaultBranchProtection: fc.constantFrom(0, 1, 2, 3, 4),
    namespaceProtocol: fc.constantFrom(null, null, null, 'ssh', 'http'),
    ipRanges: fc.constantFrom([], [], ['10.0.0.0/8']),
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
        sizeLimit: null,
      },
    }),
  );

const person: fc.Arbitrary<UserFacts> = fc
  .record({
    state: fc.constantFrom(...Array<string>(8).fill('active'), 'blocked', 'banned', 'deactivated', 'limbo'),
    type: fc.constantFrom(...Array<number>(8).fill(0), 5, 6, 13),
    admin: seldom,
    auditor: seldom,
    external: fc.boolean(),
    confirmed: fc.constantFrom(true, true, true, false),
    acceptedTerms: fc.constantFrom(true, true, true, false),
    passwordExpiresAt: fc.constantFrom(null, null, null, new Date(NOW.getTime() - DAY), new Date(NOW.getTime() + DAY)),
    passwordAutomaticallySet: fc.boolean(),
    lockedAt: fc.constantFrom(null, null, null, new Date(NOW.getTime() - 60_000), new Date(NOW.getTime() - DAY)),
    twoFactor: fc.boolean(),
  })
  .map((overrides) => user('dev', overrides));

const keyFacts = fc.record({
  expiresAt: fc.constantFrom(null, null, null, NOW, new Date(NOW.getTime() - DAY), new Date(NOW.getTime() + DAY)),
  bits: fc.constantFrom(2048, 4096),
  authenticates: fc.constantFrom(true, true, true, true, false),
});

const settingsFacts: fc.Arbitrary<SettingsFacts> = fc
  .record({
    maintenanceMode: seldom,
    readOnlyDatabase: seldom,
    enforceTerms: seldom,
    confirmationRequired: seldom,
    pullOverHttp: fc.constantFrom(true, true, false),
    pushOverHttp: fc.constantFrom(true, true, false),
    enabledProtocol: fc.constantFrom('', '', '', '', 'ssh', 'http'),
    rsa: fc.constantFrom(0, 0, 0, 4096),
    secondFactor: seldom,
  })
  .map(({ rsa, secondFactor, ...overrides }) =>
    settings({
      ...overrides,
      keyRestrictions: { rsa, dsa: 0, ecdsa: 0, ed25519: 0 },
      secondFactorAt: secondFactor ? { user: 'git', host: 'ssh.example.com', port: 22 } : null,
    }),
  );

/** Who acts on a project, or on its wiki, or on nothing. */
export const facts: fc.Arbitrary<Facts> = fc
  .record({
    acting: fc.constantFrom('user', 'user', 'key', 'key', 'deploy_key', 'nobody', 'ownerless'),
    person,
    keyFacts,
    level: levels,
    deployKey: fc.constantFrom(null, { canPush: false }, { canPush: true }),
    creatorGone: seldom,
    project: projectFacts,
    found: fc.constantFrom('project', 'project', 'project', 'project', 'wiki', 'nothing'),
    ruleGroups: fc.constantFrom([], [7]),
    settings: settingsFacts,
    secondFactorShown: fc.boolean(),
  })
  .map(({ acting, found, project: about, level, ...rest }) => {
    const shown = (id: number, overrides: Partial<KeyFacts> = {}) => key(id, { ...rest.keyFacts, ...overrides });
    const keys: Partial<Record<string, KeyFacts>> = {
      key: shown(30),
      ownerless: shown(90),
      deploy_key: shown(81, { kind: 'deploy_key' }),
    };
    const somebody = ['user', 'key'].includes(acting) || (acting === 'deploy_key' && !rest.creatorGone);
    const there = found !== 'nothing';
    const wiki = found === 'wiki';
    return {
      key: keys[acting] ?? null,
      user: somebody ? rest.person : null,
      repository: there ? repository(wiki ? { kind: 'wiki', fullPath: 'gnuwget/wget2.wiki' } : {}) : null,
      project: there ? about : null,
      snippet: null,
      standing: { level: somebody && there ? level : 0, ruleGroups: somebody ? rest.ruleGroups : [] },
      deployKey: acting === 'deploy_key' && there ? rest.deployKey : null,
      secondFactorShown: rest.secondFactorShown,
      settings: rest.settings,
    };
  });

/** The same without anything that refuses before the project and its refs are looked at. */
export const calmFacts: fc.Arbitrary<Facts> = facts.map((known) => ({
  ...known,
  key: known.key && key(known.key.id, { kind: known.key.kind }),
  user: known.user && {
    ...user('dev'),
    admin: known.user.admin,
    auditor: known.user.auditor,
    external: known.user.external,
  },
  project: known.project && { ...known.project, namespaceProtocol: null, ipRanges: [] },
  settings: settings(),
}));

/** The same of members who may push code to a project that takes pushes. */
export const writers: fc.Arbitrary<Facts> = calmFacts.map((known) => ({
  ...known,
  project: known.project && {
    ...known.project,
    archived: false,
    repositoryReadOnly: false,
    markedForDeletion: false,
    repositoryLevel: 20,
  },
  standing: { ...known.standing, level: Math.max(known.standing.level, 30) },
  deployKey: known.deployKey && { canPush: true },
}));

const COMMIT_NAME = 'a'.repeat(40);

/** One line of `changes`. */
export const line = fc
  .tuple(
    fc.constantFrom(`${Z} ${A}`, `${A} ${B}`, `${B} ${Z}`),
    fc.constantFrom('refs/heads/', 'refs/heads/', 'refs/tags/', 'refs/notes/'),
    fc.constantFrom('master', 'master', 'main', 'release/1', 'v1', 'x', '-x', 'v..1', COMMIT_NAME, 'refs/tags/v1'),
  )
  .map(([revisions, prefix, name]) => `${revisions} ${prefix}${name}`);

export const changes = fc.oneof(fc.constant('_any'), fc.array(line, { minLength: 1, maxLength: 4 }));
export const protocols = fc.constantFrom('ssh', 'ssh', 'web', 'http');

const asked: fc.Arbitrary<RequestedRepository> = fc.oneof(
  fc.record({
    by: fc.constant('path' as const),
    path: fc.constantFrom('gnuwget/wget2', 'gnuwget/new', 'lonely', 'snippets/1x', 'gnuwget/new.wiki', 'a/snippets/no'),
  }),
  fc.record({ by: fc.constant('identifier' as const), kind: fc.constantFrom('project' as const, 'wiki' as const) }),
);

export const requests: fc.Arbitrary<AllowedRequest> = fc.record({
  now: fc.constant(NOW),
  action: fc.constantFrom('git-receive-pack', 'git-receive-pack', 'git-upload-pack', 'git-upload-archive', 'git-fsck'),
  protocol: protocols,
  changes: changes.map((parameter) => parseChanges(parameter)),
  repository: asked,
  address: fc.constantFrom(null, null, '10.1.2.3', '192.0.2.1', '?'),
  withinNamespace: fc.constantFrom(null, null, null, 'GnuWget', 'gnu', 'other'),
});

/** Pushes of P by path, mostly with changes. */
export const pushes: fc.Arbitrary<AllowedRequest> = fc
  .tuple(changes, fc.constantFrom('ssh', 'web'))
  .map(([parameter, protocol]) => pushOf(parameter, protocol));

/** A push of these changes to P by path, with nothing else asked. */
export function pushOf(parameter: string | readonly string[], protocol = 'ssh'): AllowedRequest {
  return {
    now: NOW,
    action: 'git-receive-pack',
    protocol,
    changes: parseChanges(parameter),
    repository: { by: 'path', path: 'gnuwget/wget2' },
    address: null,
    withinNamespace: null,
  };
}

const collaboration: fc.Arbitrary<Collaboration> = fc.record({
  sourceBranch: fc.constantFrom('master', 'x'),
  author: fc.record({ active: fc.boolean(), admin: seldom, level: levels }),
  targetBranch: fc.constantFrom('master', 'x'),
  target: fc.record({
    visibility,
    archived: seldom,
    markedForDeletion: seldom,
    repositoryLevel: featureLevel,
    branchRules: fc.array(branchRule, { maxLength: 1 }),
  }),
  standing: fc.record({ level: levels, ruleGroups: fc.constantFrom([], [7]) }),
});

/** What is so in the repository. */
export const truths: fc.Arbitrary<Truth> = fc.record({
  exists: fc.constantFrom(true, true, true, true, false),
  empty: fc.constantFrom(false, false, true),
  defaultBranch: fc.constantFrom('master', 'main', null),
  forced: fc.boolean(),
  contained: fc.boolean(),
  tags: fc.subarray(['v1', 'x']),
  collaborations: fc.array(collaboration, { maxLength: 2 }),
});

/** A repository that answers everything, as it is. */
export const telling = (truth: Truth): Content => ({
  ...answering(truth),
  exists: () => truth.exists,
  defaultBranch: () => truth.defaultBranch,
});
