import fc from 'fast-check';
import { decide } from './decide.js';
import { calmFacts, facts, pushes, requests, telling, truths, writers } from './testing/arbitraries.js';
import { spoken } from './testing/fixtures.js';
import { referenceDecision, type Situation } from './testing/reference-decision.js';

/**
 * The decision against the tables of the contract, written down a second time: same question, same answer, word for
 * word. Where they differ, fast-check prints the smallest situation in which they do.
 */
function compare(situations: fc.Arbitrary<Situation>, numRuns: number): Map<string, number> {
  const heard = new Map<string, number>();
  fc.assert(
    fc.property(situations, (situation) => {
      const said = spoken(decide(situation.request, situation.facts, telling(situation.truth)));
      heard.set(said, (heard.get(said) ?? 0) + 1);
      expect(said).toBe(referenceDecision(situation));
    }),
    { numRuns },
  );
  return heard;
}

// Agreement on a handful of answers would show little, so each property also counts what it has heard.

it('5,000 situations in which anything may be wrong are decided as the tables decide them', () => {
  const heard = compare(fc.record({ request: requests, facts, truth: truths }), 5_000);
  expect(heard.size).toBeGreaterThan(20);
});

it('5,000 pushes by anybody to anything are decided as the tables decide them', () => {
  const heard = compare(fc.record({ request: pushes, facts: calmFacts, truth: truths }), 5_000);
  expect(heard.size).toBeGreaterThan(20);
});

it('10,000 pushes by members who may push are decided as the tables decide them', () => {
  const truth = truths.map((known) => ({ ...known, exists: true }));
  const heard = compare(fc.record({ request: pushes, facts: writers, truth }), 10_000);
  expect(heard.get('ok')).toBeGreaterThan(2_000);
  // B1 to B10 with both texts of an empty repository, T1 to T9, and the few that come before them.
  expect(heard.size).toBeGreaterThan(23);
});
