import type { ExplainedAnswer, Explanation } from '@app/git-access';
import Table from 'cli-table3';
import { cell, PLAIN } from '../grammar/present.js';

/** An explanation as people read it: what was read, what was checked, what came out and what helps. */
export function presentExplanation({ facts, checks, answer, assumptions }: Explanation): string {
  const factsTable = new Table({ ...PLAIN, head: ['fact', 'value'] });
  factsTable.push(...flatten(facts));
  const checksTable = new Table({ ...PLAIN, head: ['step', 'check', 'ref', 'verdict'] });
  for (const { step, check, ref, outcome } of checks) checksTable.push([step, check, cell(ref), outcome]);
  return [
    factsTable.toString(),
    checksTable.toString(),
    ...assumptions.map((assumption) => `Assumed: ${assumption}`),
    answerText(answer),
  ].join('\n');
}

function answerText(answer: ExplainedAnswer): string {
  switch (answer.kind) {
    case 'granted':
      return 'Answer: 200, granted';
    case 'create':
      return `Answer: nothing lies there; a first push would make ${answer.project}, if its pusher may`;
    case 'denied':
      return `Answer: ${answer.status} (${answer.code}) ${cell(answer.message)}\nRemedy: ${answer.remedy}`;
    case 'unavailable':
      return 'Answer: 503, the repository or Redis did not answer; nothing is granted then';
  }
}

/** `user.state` and the like, one row for each fact; what was not found is a row too. A list of rules has a row for each. */
function flatten(value: unknown, path = ''): [string, string][] {
  if (Array.isArray(value)) return value.length === 0 ? [[path, 'none']] : value.map((one) => [path, cell(one)]);
  if (typeof value !== 'object' || value === null || value instanceof Date) {
    return [[path, value === null ? 'none' : cell(value)]];
  }
  const entries = Object.entries(value);
  return entries.flatMap(([name, inner]) => flatten(inner, path === '' ? name : `${path}.${name}`));
}
