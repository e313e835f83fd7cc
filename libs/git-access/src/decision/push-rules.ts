import type { ChangeAttempt, ChangeCheck, Refusal } from './attempt.js';
import { denials } from './denials.js';
import { compilePattern, type Pattern } from './patterns/pattern.js';

/** What a push rule says about the names of refs (git-access.md 3.6.7), checked with every change. */
export const branchNameRule: ChangeCheck = {
  step: '3.6.7',
  name: 'branch name follows the push rule',
  text: () => 'Checking if branch follows naming patterns...',
  refuse: branchName,
};

export const tagDeletionRule: ChangeCheck = {
  step: '3.6.7',
  name: 'push rule lets tags be deleted',
  text: () => 'Checking if you are allowed to delete tags...',
  refuse: tagDeletion,
};

function branchName({ change, refs, repository }: ChangeAttempt): Refusal {
  const source = refs.contents?.pushRule?.branchName ?? null;
  if (source === null || change.kind === 'deletion') return undefined;
  const defaultBranch = repository.defaultBranch();
  if (defaultBranch === undefined || defaultBranch === change.name || follows(source, change.name)) return undefined;
  return denials.branchNamePattern(source);
}

function tagDeletion({ change, refs, repository, request }: ChangeAttempt): Refusal {
  if (!refs.contents?.pushRule?.denyDeleteTag || change.kind !== 'deletion' || request.protocol === 'web') {
    return undefined;
  }
  return repository.tagExists(change.name, change.oldRev) === true ? denials.tagDeletion : undefined;
}

const compiled = new Map<string, Pattern | undefined>();
const MOST_COMPILED = 1000;

/** Compiles an expression once; the few that an instance has stay. */
function patternOf(source: string, multiline: boolean): Pattern | undefined {
  const key = `${multiline ? 'm' : ''}/${source}`;
  if (!compiled.has(key)) {
    if (compiled.size >= MOST_COMPILED) compiled.clear();
    compiled.set(key, compilePattern(source, { multiline }));
  }
  return compiled.get(key);
}

/** An expression that cannot be read is followed by nothing. */
export function follows(source: string, text: string): boolean {
  return patternOf(source, false)?.(text) ?? false;
}

/** An expression that cannot be read forbids everything. */
export function isForbidden(source: string, text: string, { multiline = false } = {}): boolean {
  return patternOf(source, multiline)?.(text) ?? true;
}
