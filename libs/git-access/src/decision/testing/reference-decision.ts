import type { Facts, ProjectFacts, UserFacts } from '../facts.js';
import type { AllowedRequest } from '../request.js';
import { cellOfActor, cellOfUser } from './reference-access.js';
import { refusalOfChanges, type PushSituation, type Truth } from './reference-refs.js';
import * as text from './texts.js';

/**
 * git-access.md 3.4 told a second time, as the table that stands there: the first row that holds is the answer. It shares
 * nothing with the decision but the shape of the question, so that the two can be compared on facts that nobody chose.
 */
export interface Situation {
  readonly request: AllowedRequest;
  readonly facts: Facts;
  /** What is so in the repository. */
  readonly truth: Truth;
}

type Row = readonly [says: string | ((situation: Situation) => string), when: (situation: Situation) => boolean];

/** `ok`, `create`, or status and message of the refusal. */
export function referenceDecision(situation: Situation): string {
  const early = firstRow(EARLY, situation);
  if (early !== undefined) return early;
  const { request, facts } = situation;
  const { project, repository } = facts;
  if (repository === null || project === null) return createsProject(situation) ? 'create' : notFound(situation);
  const kind = repository.kind === 'wiki' ? WIKI : CODE;
  const refusal = firstRow([...FOUND, ...(isPush(situation) ? kind.push : kind.download)], situation);
  if (refusal !== undefined || !isPush(situation) || repository.kind === 'wiki') return refusal ?? 'ok';
  return refusalOfChanges(pushSituation(request, project, situation)) ?? 'ok';
}

function firstRow(rows: readonly Row[], situation: Situation): string | undefined {
  const row = rows.find(([, when]) => when(situation));
  if (row === undefined) return undefined;
  return typeof row[0] === 'string' ? row[0] : row[0](situation);
}

const isPush = ({ request }: Situation) => request.action === 'git-receive-pack';
const COMMANDS = ['git-upload-pack', 'git-upload-archive', 'git-receive-pack'];

/** The key that was shown, unless it is one for signatures only: then it was never found, nor anybody behind it. */
const keyOf = ({ key }: Facts) => (key?.authenticates === false ? null : key);
const isDeployKey = (facts: Facts) => keyOf(facts)?.kind === 'deploy_key';
const userOf = (facts: Facts) => (facts.key?.authenticates === false || isDeployKey(facts) ? null : facts.user);

/** Steps 0a to 9. */
const EARLY: readonly Row[] = [
  [text.M30, (s) => isPush(s) && s.facts.settings.maintenanceMode],
  [
    text.M32,
    ({ request, facts }) =>
      facts.settings.secondFactorAt !== null &&
      request.protocol === 'ssh' &&
      keyOf(facts) !== null &&
      userOf(facts)?.twoFactor === true &&
      !facts.secondFactorShown,
  ],
  [
    ({ request }) => `401 Git access over ${request.protocol.toUpperCase()} is not allowed`,
    ({ request, facts }) => {
      const differs = (wanted: string | null) => wanted !== null && wanted !== '' && wanted !== request.protocol;
      if (request.protocol === 'web') return false;
      // The group's choice would tell a stranger that there is a group (invariant 3).
      const group = facts.project !== null && knows({ request, facts }) ? facts.project.namespaceProtocol : null;
      return differs(facts.settings.enabledProtocol) || differs(group);
    },
  ],
  [
    text.M2_4096,
    ({ facts }) => {
      const key = keyOf(facts);
      return key?.type === 'rsa' && facts.settings.keyRestrictions.rsa === 4096 && key.bits < 4096;
    },
  ],
  [text.M3, ({ request, facts }) => (keyOf(facts)?.expiresAt?.getTime() ?? Infinity) <= request.now.getTime()],
  [
    ({ request, facts }) => statusRefusal(userOf(facts), facts, request.now) ?? '',
    ({ request, facts }) => statusRefusal(userOf(facts), facts, request.now) !== undefined,
  ],
  [
    text.M10,
    ({ request, facts }) =>
      request.protocol === 'http' && request.action === 'git-upload-pack' && !facts.settings.pullOverHttp,
  ],
  [text.M11, (s) => s.request.protocol === 'http' && isPush(s) && !s.facts.settings.pushOverHttp],
  [text.M12, ({ request }) => !COMMANDS.includes(request.action)],
  [text.M13, (s) => isPush(s) && s.facts.settings.readOnlyDatabase],
  [
    text.M15,
    ({ request: { repository }, facts }) =>
      facts.repository === null && repository.by === 'path' && !namesNamespace(repository.path),
  ],
];

const namesNamespace = (path: string) => /^(?!snippets\/)[a-z0-9_]+\/./.test(path);

/** Step 10: a first push of somebody to a place where a project could be. */
function createsProject(situation: Situation): boolean {
  const { request, facts } = situation;
  const { repository, changes } = request;
  return (
    isPush(situation) &&
    repository.by === 'path' &&
    changes.kind === 'any' &&
    changes.literally &&
    userOf(facts) !== null &&
    !/\.(wiki|design)$|(^|\/)snippets\/[^/]+$/.test(repository.path) &&
    within(repository.path, request.withinNamespace)
  );
}

const within = (path: string, namespace: string | null) =>
  namespace === null || `${path}/`.toLowerCase().startsWith(`${namespace.toLowerCase()}/`);

/** Only who says what they want is told what was not there. */
function notFound({ request: { repository } }: Situation): string {
  return repository.by === 'identifier' && repository.kind === 'wiki' ? text.WIKI_404 : text.M14;
}

/** Step 12: somewhere in the table, and from an address of the group's list. */
function knows({ request, facts }: Pick<Situation, 'request' | 'facts'>): boolean {
  const project = facts.project as ProjectFacts;
  const user = userOf(facts);
  const exempt = user !== null && (user.admin || user.auditor);
  const closed = request.address !== null && project.ipRanges.length > 0 && !request.address.startsWith('10.');
  return (exempt || !closed) && cellOfActor(facts, project.visibility, 20) !== '-';
}

/** Steps 11, 12, 14. */
const FOUND: readonly Row[] = [
  [notFound, ({ request, facts }) => !within(facts.repository?.fullPath ?? '', request.withinNamespace)],
  [notFound, (s) => !knows(s)],
  [({ facts }) => (facts.repository?.kind === 'wiki' ? text.WIKI_MISSING : text.M16), ({ truth }) => !truth.exists],
];

const repositoryCell = ({ facts }: Situation) =>
  cellOfActor(facts, (facts.project as ProjectFacts).visibility, (facts.project as ProjectFacts).repositoryLevel);
const wikiCell = ({ facts }: Situation) =>
  cellOfActor(facts, (facts.project as ProjectFacts).visibility, (facts.project as ProjectFacts).wikiLevel);

const isNobody = ({ facts }: Situation) => userOf(facts) === null && !isDeployKey(facts);
const mayNotWriteKey = ({ facts }: Situation) => isDeployKey(facts) && facts.deployKey?.canPush !== true;

/** Step 15, for code and for wikis (3.9). */
const CODE: Record<'download' | 'push', readonly Row[]> = {
  download: [[text.M17, (s) => repositoryCell(s) === 'k']],
  push: [
    [text.M18, ({ facts }) => facts.project?.repositoryReadOnly === true],
    [text.M19, ({ facts }) => facts.project?.archived === true],
    [text.M20, mayNotWriteKey],
    [text.M22, isNobody],
  ],
};
const WIKI: Record<'download' | 'push', readonly Row[]> = {
  download: [[text.WIKI_DOWNLOAD, (s) => wikiCell(s) === 'k']],
  push: [
    [text.M13, ({ facts }) => facts.project?.repositoryReadOnly === true],
    [text.M19, ({ facts }) => facts.project?.archived === true],
    [text.M20, mayNotWriteKey],
    [text.M22, isNobody],
    [text.WIKI_PUSH, (s) => wikiCell(s) !== 'w' || s.facts.project?.markedForDeletion === true],
  ],
};

/** Table 3.4.1: whether any row refuses, then the text of the first that is true. */
function statusRefusal(user: UserFacts | null, { settings }: Facts, now: Date): string | undefined {
  if (user === null) return undefined;
  const before = (moment: Date | null, minutes = 0) =>
    moment !== null && moment.getTime() + minutes * 60_000 < now.getTime();
  const robot = user.type === 6 || user.type === 13;
  const unconfirmed = !user.confirmed;
  const rows: readonly (readonly [holds: boolean, refuses: boolean, says: string])[] = (
    [
      [[1, 2, 3, 5, 9, 11].includes(user.type), '401 This action cannot be performed by internal users'],
      [user.state === 'blocked_pending_approval', text.PENDING],
      [settings.enforceTerms && !user.acceptedTerms && !robot, text.terms(user.username)],
      [user.state === 'deactivated', text.DEACTIVATED],
      [unconfirmed, text.UNCONFIRMED, settings.confirmationRequired],
      [['blocked', 'ldap_blocked', 'banned'].includes(user.state), text.BLOCKED],
      [user.type === 0 && !user.passwordAutomaticallySet && before(user.passwordExpiresAt), text.PASSWORD_EXPIRED],
      [user.state !== 'active' || (user.lockedAt !== null && !before(user.lockedAt, 10)), text.BLOCKED],
    ] as const
  ).map(([holds, says, alone = true]) => [holds, holds && alone, says]);
  return rows.some(([, refuses]) => refuses) ? rows.find(([holds]) => holds)?.[2] : undefined;
}

/** Who pushes, in the words of 3.6 and 3.7. */
function pushSituation(request: AllowedRequest, project: ProjectFacts, situation: Situation): PushSituation {
  const { facts, truth } = situation;
  const closed = project.repositoryLevel === 0 || project.markedForDeletion;
  const person = isDeployKey(facts) ? facts.user : userOf(facts);
  const cell = (feature: number) =>
    person === null ? '-' : cellOfUser(person, facts.standing.level, project.visibility, feature);
  const ability = person !== null && !closed && cell(project.repositoryLevel) === 'w';
  const keyMayPush =
    isDeployKey(facts) &&
    !closed &&
    person !== null &&
    statusRefusal(person, facts, request.now) === undefined &&
    cell(20) !== '-';
  return { request, project, facts, truth, person, ability, closed, key: isDeployKey(facts), keyMayPush };
}
