import type { Arrivals, Sizes } from '../arrivals.js';
import { assumed, type Content } from '../content.js';
import { parseChanges } from '../changes.js';
import { decide } from '../decide.js';
import type {
  AccessLevel,
  BranchRule,
  Collaboration,
  Facts,
  KeyFacts,
  ProjectFacts,
  RepositoryFacts,
  RepositoryKind,
  SettingsFacts,
  SnippetFacts,
  TagRule,
  UserFacts,
} from '../facts.js';
import type { AllowedRequest } from '../request.js';
import type { Verdict } from '../verdict.js';

/** The fixtures of git-access.md 15 as plain data. */
export const NOW = new Date('2026-11-22T12:00:00Z');
export const DAY = 86_400_000;
export const BASE_URL = 'https://gitlab.example.com';

export const Z = '0'.repeat(40);
export const A = 'a'.repeat(39) + '1';
export const B = 'b'.repeat(39) + '2';

export type Person =
  | 'root'
  | 'guest'
  | 'reporter'
  | 'dev'
  | 'maint'
  | 'owner'
  | 'outsider'
  | 'ext'
  | 'blockd'
  | 'deact'
  | 'pending'
  | 'ghost';

const people: Record<Person, { id: number; level: number } & Partial<UserFacts>> = {
  root: { id: 1, level: 0, admin: true },
  guest: { id: 110, level: 10 },
  reporter: { id: 120, level: 20 },
  dev: { id: 130, level: 30 },
  maint: { id: 140, level: 40 },
  owner: { id: 150, level: 50 },
  outsider: { id: 160, level: 0 },
  ext: { id: 161, level: 0, external: true },
  blockd: { id: 170, level: 30, state: 'blocked' },
  deact: { id: 171, level: 30, state: 'deactivated' },
  pending: { id: 172, level: 30, state: 'blocked_pending_approval' },
  ghost: { id: 173, level: 0, type: 5 },
};

export function user(person: Person, overrides: Partial<UserFacts> = {}): UserFacts {
  const { level: _level, ...stated } = people[person];
  return {
    username: person,
    state: 'active',
    type: 0,
    admin: false,
    auditor: false,
    external: false,
    confirmed: true,
    acceptedTerms: true,
    passwordExpiresAt: null,
    passwordAutomaticallySet: false,
    lockedAt: null,
    twoFactor: false,
    lastActivityOn: null,
    ...stated,
    ...overrides,
  };
}

export function key(id: number, overrides: Partial<KeyFacts> = {}): KeyFacts {
  return {
    id,
    kind: 'key',
    authenticates: true,
    type: 'rsa',
    bits: 2048,
    expiresAt: null,
    lastUsedAt: null,
    ...overrides,
  };
}

export const role = (level: number): AccessLevel => ({ kind: 'role', level });

export function branchRule(
  name: string,
  push: AccessLevel[],
  merge: AccessLevel[],
  allowForcePush = false,
): BranchRule {
  return { name, push, merge, allowForcePush };
}

export const tagRule = (name: string, ...create: AccessLevel[]): TagRule => ({ name, create });

/** P, id 3, private, with the protection of section 15. */
export function project(overrides: Partial<ProjectFacts> = {}): ProjectFacts {
  return {
    id: 3,
    fullPath: 'gnuwget/wget2',
    rootNamespaceId: 2,
    visibility: 0,
    archived: false,
    markedForDeletion: false,
    repositoryReadOnly: false,
    repositoryLevel: 20,
    defaultBranchProtection: 2,
    namespaceProtocol: null,
    wikiLevel: 20,
    snippetsLevel: 20,
    ipRanges: [],
    refs: {
      branchRules: [branchRule('master', [role(40)], [role(30)]), branchRule('release/*', [role(0)], [role(40)])],
      tagRules: [tagRule('v*', role(40))],
      lockedMerges: [],
      contents: null,
      sizeLimit: null,
    },
    ...overrides,
  };
}

export const publicProject = (overrides: Partial<ProjectFacts> = {}) =>
  project({ id: 4, visibility: 20, ...overrides });
export const internalProject = (overrides: Partial<ProjectFacts> = {}) =>
  project({ id: 5, visibility: 10, ...overrides });

/** What is known of the repository of P. */
export function repository(overrides: Partial<RepositoryFacts> = {}): RepositoryFacts {
  return {
    kind: 'project',
    containerId: 3,
    fullPath: 'gnuwget/wget2',
    redirected: false,
    storage: 'default',
    relativePath: '@hashed/4e/07/x.git',
    exists: true,
    empty: false,
    defaultBranch: 'master',
    ...overrides,
  };
}

/** P with an empty repository, in a namespace with this protection. */
export const emptyRepository = (defaultBranchProtection: number): Pick<Situation, 'project' | 'repository'> => ({
  project: project({ defaultBranchProtection }),
  repository: { empty: true },
});

export function withRules(branchRules: BranchRule[], tagRules: TagRule[] = []): ProjectFacts {
  return project({ refs: { branchRules, tagRules, lockedMerges: [], contents: null, sizeLimit: null } });
}

export function settings(overrides: Partial<SettingsFacts> = {}): SettingsFacts {
  return {
    baseUrl: BASE_URL,
    enabledProtocol: '',
    keyRestrictions: { rsa: 0, dsa: 0, ecdsa: 0, ed25519: 0 },
    enforceTerms: false,
    confirmationRequired: false,
    maintenanceMode: false,
    pullOverHttp: true,
    pushOverHttp: true,
    readOnlyDatabase: false,
    receiveMaxInputSize: 0,
    secondFactorAt: null,
    ...overrides,
  };
}

export interface Situation {
  readonly as?: Person | null;
  readonly user?: Partial<UserFacts>;
  readonly level?: number;
  readonly key?: KeyFacts | null;
  readonly deployKey?: { canPush: boolean } | null;
  readonly project?: ProjectFacts | null;
  readonly repository?: Partial<RepositoryFacts>;
  readonly snippet?: SnippetFacts;
  readonly settings?: Partial<SettingsFacts>;
  readonly ruleGroups?: number[];
  readonly secondFactorShown?: boolean;
}

/** The facts of `as` acting on P, or on the given project. A project other than P counts the levels of P only when stated. */
export function facts(situation: Situation): Facts {
  const person = situation.as ?? null;
  const where = situation.project === undefined ? project() : situation.project;
  const level = situation.level ?? (person !== null && where?.id === 3 ? people[person].level : 0);
  return {
    key: situation.key ?? null,
    user: person === null ? null : user(person, situation.user),
    repository: where === null && !situation.snippet ? null : repository(situation.repository),
    project: where,
    snippet: situation.snippet ?? null,
    standing: { level, ruleGroups: situation.ruleGroups ?? [] },
    deployKey: situation.deployKey ?? null,
    secondFactorShown: situation.secondFactorShown ?? false,
    settings: settings(situation.settings),
  };
}

export interface Asked {
  readonly action?: string;
  readonly protocol?: string;
  readonly changes?: string | string[] | null;
  readonly path?: string;
  /** Asked for by identifier, of this kind; null for one that cannot be read. */
  readonly identifier?: RepositoryKind | null;
  readonly address?: string;
  readonly withinNamespace?: string;
}

export function request(asked: Asked = {}): AllowedRequest {
  return {
    now: NOW,
    action: asked.action ?? 'git-upload-pack',
    protocol: asked.protocol ?? 'ssh',
    changes: parseChanges(asked.changes === undefined ? '_any' : asked.changes),
    repository:
      asked.identifier === undefined
        ? { by: 'path', path: (asked.path ?? 'gnuwget/wget2').replace(/^\/|\/$|\.git$/g, '') }
        : { by: 'identifier', kind: asked.identifier },
    address: asked.address ?? null,
    withinNamespace: asked.withinNamespace ?? null,
  };
}

/** The stored facts, for a repository that nobody can ask. */
export function assuming(known: Facts): Content {
  return assumed(known.repository ?? repository(), { refuseUncheckedUpdates: false }, { collaborations: [] });
}

/** Decides with the stored facts alone, unless content is given. */
export function decided(asked: AllowedRequest, known: Facts, content?: Content): Verdict {
  return decide(asked, known, content ?? assuming(known));
}

export function pull(situation: Situation, asked: Asked = {}): string {
  return spoken(decided(request(asked), facts(situation)));
}

export function push(
  situation: Situation,
  changes: Asked['changes'] = '_any',
  asked: Asked = {},
  content?: Content,
): string {
  return spoken(decided(request({ action: 'git-receive-pack', changes, ...asked }), facts(situation), content));
}

/** `ok`, `ask`, `create`, or status and message of the refusal. */
export function spoken(verdict: Verdict): string {
  if (verdict.kind === 'granted') return 'ok';
  return verdict.kind !== 'denied' ? verdict.kind : `${verdict.denial.status} ${verdict.denial.message}`;
}

const NO_ARRIVALS: Arrivals = { commits: [], addedFiles: [], changedFiles: [], lfsObjects: [], largeBlobs: [] };

/** A repository that was asked and answered everything. */
export function answering(answers: {
  empty?: boolean;
  defaultBranch?: string | null;
  forced?: boolean;
  contained?: boolean;
  files?: number;
  collaborations?: readonly Collaboration[];
  arrivals?: Partial<Arrivals>;
  sizes?: Sizes;
  members?: readonly string[];
  linked?: readonly string[];
  tags?: readonly string[];
}): Content {
  return {
    exists: () => true,
    empty: () => answers.empty ?? false,
    defaultBranch: () => answers.defaultBranch ?? 'master',
    isAncestor: () => !(answers.forced ?? false),
    tagExists: (name) => (answers.tags ?? []).includes(name),
    inProtectedBranch: () => answers.contained ?? false,
    fileCount: () => answers.files ?? null,
    collaborations: () => answers.collaborations ?? [],
    arrivals: () => (answers.arrivals ? { ...NO_ARRIVALS, ...answers.arrivals } : null),
    sizes: () => answers.sizes ?? null,
    isMember: (address) => (answers.members ?? []).includes(address),
    isLinked: (oid) => (answers.linked ?? []).includes(oid),
    assumesFastForward: false,
  };
}
