import { compileRefPattern, type RefMatcher } from './ref-pattern.js';

/** Rules compiled once for all refs of a push: exact names in a map, wildcards as linear matchers. */
export interface RuleIndex<Rule> {
  /** Every rule whose name or wildcard fits the branch or tag. */
  matching(name: string): readonly Rule[];
}

export function indexRules<Rule extends { readonly name: string }>(rules: readonly Rule[]): RuleIndex<Rule> {
  const exact = new Map<string, Rule[]>();
  const anywhere: Wildcard<Rule>[] = [];
  /** By the first letter, which rules out most of them for any one name. */
  const byLetter = new Map<string, Wildcard<Rule>[]>();
  for (const rule of rules) {
    if (!rule.name.includes('*')) {
      append(exact, rule.name, rule);
      continue;
    }
    const wildcard = { matches: compileRefPattern(rule.name), rule };
    if (rule.name.startsWith('*')) anywhere.push(wildcard);
    else append(byLetter, rule.name.charAt(0), wildcard);
  }
  return {
    matching(name) {
      const found = [...(exact.get(name) ?? [])];
      for (const { matches, rule } of anywhere) if (matches(name)) found.push(rule);
      for (const { matches, rule } of byLetter.get(name.charAt(0)) ?? []) if (matches(name)) found.push(rule);
      return found;
    },
  };
}

interface Wildcard<Rule> {
  readonly matches: RefMatcher;
  readonly rule: Rule;
}

function append<Item>(groups: Map<string, Item[]>, name: string, item: Item): void {
  const group = groups.get(name);
  if (group) group.push(item);
  else groups.set(name, [item]);
}
