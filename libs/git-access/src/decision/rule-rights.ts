import type { AccessLevel, BranchRule, TagRule } from './facts.js';
import { MAINTAINER } from './levels.js';
import { indexRules, type RuleIndex } from './protected-refs.js';
import { deployKeySatisfies, personSatisfies, type Rights } from './push-access.js';

/** A rule for branches, already judged for the one who pushes: many refs may meet it. */
export interface JudgedBranchRule {
  readonly name: string;
  readonly allowForcePush: boolean;
  readonly push: boolean;
  readonly merge: boolean;
}

export interface JudgedTagRule {
  readonly name: string;
  readonly create: boolean;
}

/** A rule that names no level means maintainers (git-access.md 3.7). */
const MAINTAINERS: readonly AccessLevel[] = [{ kind: 'role', level: MAINTAINER }];

export function judgeBranchRules(rules: readonly BranchRule[], rights: Rights): RuleIndex<JudgedBranchRule> {
  return indexRules(
    rules.map(({ name, allowForcePush, push, merge }) => ({
      name,
      allowForcePush,
      push: writerSatisfies(rights, push),
      // A deploy key merges with its creator's right (3.6.2).
      merge: personSatisfies(rights, orMaintainers(merge)),
    })),
  );
}

export function judgeTagRules(rules: readonly TagRule[], rights: Rights): RuleIndex<JudgedTagRule> {
  return indexRules(rules.map(({ name, create }) => ({ name, create: writerSatisfies(rights, create) })));
}

function writerSatisfies(rights: Rights, levels: readonly AccessLevel[]): boolean {
  const explicit = orMaintainers(levels);
  return rights.byDeployKey ? deployKeySatisfies(rights, explicit) : personSatisfies(rights, explicit);
}

function orMaintainers(levels: readonly AccessLevel[]): readonly AccessLevel[] {
  return levels.length === 0 ? MAINTAINERS : levels;
}
