import { compileRefPattern, type RefMatcher } from './ref-pattern.js';

/** Rules compiled once for all refs of a push: exact names in a map, wildcards as linear matchers. */
export interface RuleIndex<Rule> {
  /** Every rule whose name or wildcard fits the branch or tag. */
  matching(name: string): readonly Rule[];
}

export function indexRules<Rule extends { readonly name: string }>(rules: readonly Rule[]): RuleIndex<Rule> {
  const exact = new Map<string, Rule[]>();
  const wildcards: { matches: RefMatcher; rule: Rule }[] = [];
  for (const rule of rules) {
    if (rule.name.includes('*')) {
      wildcards.push({ matches: compileRefPattern(rule.name), rule });
      continue;
    }
    const sameName = exact.get(rule.name);
    if (sameName) sameName.push(rule);
    else exact.set(rule.name, [rule]);
  }
  return {
    matching(name) {
      const found = [...(exact.get(name) ?? [])];
      for (const { matches, rule } of wildcards) if (matches(name)) found.push(rule);
      return found;
    },
  };
}
