import { Injectable } from '@nestjs/common';
import { Clock, ServiceUnavailable } from '@app/platform';
import { AllowedFactsReader } from '../allowed/allowed.facts.js';
import type { AllowedParameters } from '../allowed/allowed.parameters.js';
import { readCall, type AllowedCall } from '../allowed/allowed.request.js';
import { DecisionDriver, type Settled } from '../allowed/decision-driver.js';
import { remedies, type Facts, type Trail } from '../decision/index.js';
import type { ExplainedAnswer, Explanation } from './explanation.js';

/** A question about a ref without its commits: any two revisions that differ and are not blank. */
export const UNKNOWN_REVISIONS = { oldRev: '1'.repeat(40), newRev: '2'.repeat(40) } as const;

/**
 * Decides as `/allowed` does, with the same reader and the same core, and tells how. Nothing is left behind: no project is
 * made, no use of a key is noted, and the call does not count against the rate limit.
 */
@Injectable()
export class Explanations {
  constructor(
    private readonly clock: Clock,
    private readonly reader: AllowedFactsReader,
    private readonly driver: DecisionDriver,
  ) {}

  async explain(parameters: AllowedParameters): Promise<Explanation> {
    const call = readCall(parameters, this.clock.now());
    const facts = await this.reader.read({
      actor: call.actor,
      candidates: call.candidates,
      today: call.request.now.toISOString().slice(0, 10),
      withRefs: call.request.changes.kind === 'list',
    });
    const checks: Trail = [];
    const unknown = hasUnknownRevisions(call);
    const answer = await this.answer(call, unknown ? nowhere(facts) : facts, checks);
    const assumptions = unknown ? ['no revisions were given: an update that loses no commit was assumed'] : [];
    return { facts, checks, answer, assumptions };
  }

  private async answer(call: AllowedCall, facts: Facts, checks: Trail): Promise<ExplainedAnswer> {
    try {
      return explained(await this.driver.decide(call, facts, checks));
    } catch (error) {
      if (error instanceof ServiceUnavailable) return { kind: 'unavailable', status: 503 };
      throw error;
    }
  }
}

function hasUnknownRevisions({ request: { changes } }: AllowedCall): boolean {
  return changes.kind === 'list' && changes.changes.some(({ newRev }) => newRev === UNKNOWN_REVISIONS.newRev);
}

/** Commits that nobody has named are in no repository: it is not asked, as if its storage could not be. */
function nowhere(facts: Facts): Facts {
  return facts.repository === null ? facts : { ...facts, repository: { ...facts.repository, storage: '' } };
}

function explained(verdict: Settled): ExplainedAnswer {
  switch (verdict.kind) {
    case 'granted':
      return { kind: 'granted', status: 200 };
    case 'create':
      return { kind: 'create', project: `${verdict.project.namespacePath}/${verdict.project.name}` };
    case 'denied': {
      const { code, status, message } = verdict.denial;
      return { kind: 'denied', status, code, message, remedy: remedies[code] };
    }
  }
}
