import type { Arrivals, ArrivalsWanted } from './arrivals.js';
import { firstRefusal, type Check, type ProjectAttempt, type Refusal } from './attempt.js';
import type { Change } from './changes.js';
import { firstCommitRefusal } from './commit-rules.js';
import { denials } from './denials.js';
import type { ContentRules } from './facts.js';
import { isForbidden } from './push-rules.js';
import { SECRET_FILES } from './secret-files.js';

const MEBIBYTE = 1_048_576;

/** A push whose changes are fine by themselves, with what it brings along. */
export interface ArrivalAttempt extends ProjectAttempt {
  readonly rules: ContentRules;
  readonly arrivals: Arrivals;
}

/** Checked once for all changes, after every single one has passed (git-access.md 13, last row). */
const bulkChecks: readonly Check<ArrivalAttempt>[] = [
  { step: '3.6.7', name: 'commits follow the push rule', refuse: commits },
  { step: '3.6.7', name: 'no file has a forbidden name', refuse: fileNames },
  { step: '3.6.7', name: 'no file is too large', refuse: fileSizes },
  { step: '3.6.6', name: 'lfs objects were uploaded', refuse: lfsIntegrity },
  { step: '3.6.6', name: 'no changed file is locked by somebody else', refuse: lfsLocks },
];

/** The content checks of a push; nobody who cannot look into the repository is refused by them (3.13). */
export function contentRefusal(attempt: ProjectAttempt, changes: readonly Change[], rules: ContentRules): Refusal {
  const wanted = wantedBy(rules);
  if (wanted === undefined || !changes.some(bringsCommits)) return undefined;
  const arrivals = attempt.repository.arrivals(() => ({ ...wanted, revisions: newEnds(changes) }));
  if (arrivals === undefined) {
    attempt.repository.waitAt({ ref: changes.at(-1)?.name ?? '', done: [], current: textOf(wanted) });
    return undefined;
  }
  if (arrivals === null) return undefined;
  return firstRefusal(bulkChecks, { ...attempt, rules, arrivals });
}

/** Undefined when nothing about new commits matters: then nobody looks for them. */
function wantedBy({ pushRule: rule, lfsIntegrity, lfsLocks }: ContentRules): WantedByRules | undefined {
  const wanted = {
    commits: rule?.looksAtCommits ?? false,
    addedFiles: rule !== null && (rule.fileName !== null || rule.preventSecrets),
    changedFiles: lfsLocks.length > 0,
    lfsObjects: lfsIntegrity,
    blobsLargerThan: rule !== null && rule.maxFileSize > 0 ? rule.maxFileSize * MEBIBYTE : null,
  };
  const anything =
    wanted.commits || wanted.addedFiles || wanted.changedFiles || wanted.lfsObjects || wanted.blobsLargerThan !== null;
  return anything ? wanted : undefined;
}

type WantedByRules = Omit<ArrivalsWanted, 'revisions'>;

function newEnds(changes: readonly Change[]): string[] {
  return [...new Set(changes.filter(bringsCommits).map(({ newRev }) => newRev))];
}

function bringsCommits({ target, kind }: Change): boolean {
  return kind !== 'deletion' && (target === 'branch' || target === 'tag');
}

function textOf({ lfsObjects }: WantedByRules): string {
  return lfsObjects
    ? 'Scanning repository for blobs stored in LFS and verifying their files have been uploaded to GitLab...'
    : "Validating diffs' file paths...";
}

function commits({ arrivals, rules, request, repository }: ArrivalAttempt): Refusal {
  const { pushRule, pusher } = rules;
  if (pushRule === null) return undefined;
  const isMember = (address: string) => repository.isMember(address);
  for (const commit of arrivals.commits) {
    const denial = firstCommitRefusal({ commit, rule: pushRule, pusher, protocol: request.protocol, isMember });
    if (denial) return denial;
  }
  return undefined;
}

function fileNames({ arrivals, rules }: ArrivalAttempt): Refusal {
  const { pushRule } = rules;
  if (pushRule === null) return undefined;
  const forbidden = [
    ...(pushRule.preventSecrets ? SECRET_FILES : []),
    ...(pushRule.fileName === null ? [] : [pushRule.fileName]),
  ];
  for (const path of arrivals.addedFiles) {
    const pattern = forbidden.find((source) => isForbidden(source, path));
    if (pattern !== undefined) return denials.fileNameForbidden(path, pattern);
  }
  return undefined;
}

function fileSizes({ arrivals, rules }: ArrivalAttempt): Refusal {
  const limit = rules.pushRule?.maxFileSize ?? 0;
  return limit > 0 && arrivals.largeBlobs.length > 0 ? denials.filesTooLarge(limit, arrivals.largeBlobs) : undefined;
}

function lfsIntegrity({ arrivals, rules, repository }: ArrivalAttempt): Refusal {
  if (!rules.lfsIntegrity) return undefined;
  const linked = arrivals.lfsObjects.map((oid) => repository.isLinked(oid));
  return linked.includes(false) ? denials.lfsObjectsMissing : undefined;
}

function lfsLocks({ arrivals, rules, actor }: ArrivalAttempt): Refusal {
  const locks = new Map(rules.lfsLocks.map((lock) => [lock.path, lock]));
  for (const path of arrivals.changedFiles) {
    const lock = locks.get(path);
    if (lock && lock.userId !== actor.identity?.id) return denials.lfsLocked(path, lock.username);
  }
  return undefined;
}
