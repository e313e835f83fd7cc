import type { Change } from '../changes.js';
import type { AccessLevel, Collaboration, Facts, ProjectFacts, UserFacts } from '../facts.js';
import type { AllowedRequest } from '../request.js';
import { cellOfUser } from './reference-access.js';
import * as text from './texts.js';

/** What is so in a repository, whoever asks. */
export interface Truth {
  readonly exists: boolean;
  readonly empty: boolean;
  readonly defaultBranch: string | null;
  /** Every update loses commits. */
  readonly forced: boolean;
  /** Every commit is in a protected branch. */
  readonly contained: boolean;
  readonly tags: readonly string[];
  readonly collaborations: readonly Collaboration[];
}

export interface PushSituation {
  readonly request: AllowedRequest;
  readonly project: ProjectFacts;
  readonly facts: Facts;
  readonly truth: Truth;
  /** The user, or the creator of a deploy key. */
  readonly person: UserFacts | null;
  /** That person may push code (3.4.4). */
  readonly ability: boolean;
  /** Nobody may push: the feature is off, or the project is about to go. */
  readonly closed: boolean;
  /** A deploy key pushes, one that may write here. */
  readonly key: boolean;
  /** And its creator is in good standing. */
  readonly keyMayPush: boolean;
}

type Row = readonly [says: string, when: boolean];
const first = (rows: readonly Row[]): string | undefined => rows.find(([, when]) => when)?.[0];

/** Step 15f: the first refusal of 3.6.3 to 3.6.5. */
export function refusalOfChanges(push: PushSituation): string | undefined {
  const { changes } = push.request;
  if (changes.kind === 'any') {
    const may = push.key ? !push.closed : push.ability || collaborates(push, null);
    return may ? undefined : text.M21;
  }
  for (const change of changes.changes) {
    const refusal = refusalOfChange(push, change);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function refusalOfChange(push: PushSituation, { oldRev, newRev, ref }: Change): string | undefined {
  const [, space, name = ''] = /^refs\/(heads|tags)\/(.*)$/s.exec(ref) ?? [];
  const kind = /^0+$/.test(newRev) ? 'deletion' : /^0+$/.test(oldRev) ? 'creation' : 'update';
  const may = push.key ? push.keyMayPush : push.ability || (space === 'heads' && collaborates(push, name));
  if (!may || !/^[0-9a-f]{40}$/.test(newRev)) return text.M21;
  if (space === 'heads') return branchRefusal(push, name, kind, newRev);
  return space === 'tags' ? tagRefusal(push, name, kind) : undefined;
}

type Kind = 'creation' | 'deletion' | 'update';

const NAMED_LIKE_COMMIT = /^[0-9a-f]{40}/i;
const BAD_REF = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|(^|\/)\.|\.lock(\/|$)|\/\/|(^|[^.])\.$|\/$|^$/;

function branchRefusal(push: PushSituation, name: string, kind: Kind, newRev: string): string | undefined {
  const { project, truth, request } = push;
  const rules = (project.refs?.branchRules ?? []).filter((rule) => fits(rule.name, name));
  const web = request.protocol === 'web';
  const bad = BAD_REF.test(name) || name.startsWith('-') || /^refs\/(heads|remotes)\//.test(name) || name === 'HEAD';
  const fills = truth.empty && fillsEmptyRepository(push);
  const pushes = fills || rules.some((rule) => satisfied(push, rule.push, 'push'));
  const merges = fills || rules.some((rule) => satisfied(push, rule.merge, 'merge'));
  const isProtected = rules.length > 0 || (truth.empty && [2, 3, 4].includes(project.defaultBranchProtection));
  const merging = (project.refs?.lockedMerges ?? []).some(
    ({ targetBranch, commit }) => targetBranch === name && commit === newRev,
  );
  const created = kind === 'creation' && !truth.empty && !pushes;
  const deleted = kind === 'deletion' && !truth.empty;
  const updated = kind === 'update' || truth.empty;
  const mayForce = rules.some((rule) => rule.allowForcePush);
  return first([
    [text.B1, kind === 'deletion' && truth.defaultBranch === name],
    [text.B2, kind !== 'deletion' && NAMED_LIKE_COMMIT.test(name)],
    [text.B3, kind !== 'deletion' && bad],
    ...(isProtected
      ? ([
          [text.B4, kind === 'update' && truth.forced && !truth.empty && !mayForce],
          [text.B6A, created && !merges],
          [text.B6B, created && !truth.contained],
          [text.B6C, created && !web],
          [text.B7, deleted && !maintains(push)],
          [text.B8, deleted && !web],
          [text.B9, updated && merging && !pushes && !merges],
          [truth.empty ? text.b10e(truth.defaultBranch) : text.B10, updated && !merging && !pushes],
        ] as const)
      : []),
  ]);
}

function tagRefusal(push: PushSituation, name: string, kind: Kind): string | undefined {
  const { project, truth, request } = push;
  const rules = (project.refs?.tagRules ?? []).filter((rule) => fits(rule.name, name));
  const isProtected = rules.length > 0;
  return first([
    [text.T1, truth.tags.includes(name) && !push.ability],
    [text.T2, kind === 'creation' && truth.defaultBranch === name],
    [text.T4, kind !== 'deletion' && (BAD_REF.test(name) || name.startsWith('refs/tags/'))],
    [text.T5, kind !== 'deletion' && NAMED_LIKE_COMMIT.test(name)],
    [text.T6, isProtected && kind === 'update'],
    [text.T7, isProtected && kind === 'deletion' && !maintains(push)],
    [text.T8, isProtected && kind === 'deletion' && request.protocol !== 'web'],
    [text.T9, isProtected && !rules.some((rule) => satisfied(push, rule.create, 'push'))],
  ]);
}

/** `*` is any run of characters, and nothing else means anything. */
export function fits(rule: string, name: string): boolean {
  const literal = (piece: string) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${rule.split('*').map(literal).join('.*')}$`, 's').test(name);
}

const maintains = ({ person, facts }: PushSituation) => person?.admin === true || facts.standing.level >= 40;

/** Row "Empty repository" of 3.7. */
function fillsEmptyRepository({ ability, person, facts, project }: PushSituation): boolean {
  if (!ability) return false;
  if (person?.admin || facts.standing.level > 30) return true;
  return facts.standing.level === 30 && [0, 1, 4].includes(project.defaultBranchProtection);
}

/** Rows "Role", "User / group" and "Deploy key satisfied" of 3.7; without levels a rule means maintainers. */
function satisfied(push: PushSituation, levels: readonly AccessLevel[], right: 'push' | 'merge'): boolean {
  const { person, ability, facts, key, keyMayPush } = push;
  const { level, ruleGroups } = facts.standing;
  const named = levels.length > 0 ? levels : [{ kind: 'role', level: 40 } as const];
  const byPerson = !key || right === 'merge';
  if (key && right === 'push' && !keyMayPush) return false;
  return named.some((one) => {
    switch (one.kind) {
      case 'role':
        return one.level !== 0 && ability && (person?.admin === true || (one.level < 60 && level >= one.level));
      case 'user':
        return byPerson && ability && one.id === person?.id && level >= 10;
      case 'group':
        return byPerson && ability && ruleGroups.includes(one.id);
      case 'deploy_key':
        return !byPerson && one.id === facts.key?.id && level >= 10;
    }
  });
}

/** 3.6.1, for one branch or for any. */
function collaborates(push: PushSituation, branch: string | null): boolean {
  const { person, project, truth, key, closed, facts } = push;
  if (person === null || key || closed || truth.empty) return false;
  // Who may not download does not get in by this door either.
  const reads = cellOfUser(person, facts.standing.level, project.visibility, project.repositoryLevel);
  if (reads !== 'r' && reads !== 'w') return false;
  return truth.collaborations.some((offer) => {
    const { author, target, standing } = offer;
    if (branch !== null && offer.sourceBranch !== branch) return false;
    const authorLevel = cellOfUser(
      { ...person, ...author, auditor: false, external: false },
      author.level,
      project.visibility,
      project.repositoryLevel,
    );
    if (!author.active || authorLevel !== 'w') return false;
    const rules = target.branchRules.filter((rule) => fits(rule.name, offer.targetBranch));
    const there: PushSituation = {
      ...push,
      ability:
        !target.archived &&
        !target.markedForDeletion &&
        cellOfUser(person, standing.level, target.visibility, target.repositoryLevel) === 'w',
      facts: { ...facts, standing },
    };
    if (rules.length === 0) return there.ability;
    return rules.some((rule) => satisfied(there, rule.push, 'push') || satisfied(there, rule.merge, 'merge'));
  });
}
