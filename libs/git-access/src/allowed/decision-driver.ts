import { Inject, Injectable } from '@nestjs/common';
import { Configuration, describeError, Logger, ServiceUnavailable } from '@app/platform';
import {
  assumed,
  decide,
  denials,
  learned,
  mergeAnswers,
  type Answers,
  type Asking,
  type Creating,
  type Denied,
  type Facts,
  type Granted,
  type RepositoryFacts,
} from '../decision/index.js';
import type { AllowedCall } from './allowed.request.js';
import { ContentUnavailable, type RepositoryContent } from './repository-content/repository-content.js';
import { RepositoryContents } from './repository-content/repository-contents.js';
import { timedOutMessage } from './timing-text.js';

/** What a decision asks grows with what it has learnt, in few steps; more rounds than this are a fault. */
const MAX_ROUNDS = 5;

/** A verdict to which no question is open. */
export type Settled = Granted | Denied | Creating;

/** Decides, and fetches what the decision asks of the repository: one bulk answer a round, within one time limit. */
@Injectable()
export class DecisionDriver {
  constructor(
    private readonly contents: RepositoryContents,
    @Inject(Configuration) private readonly configuration: Configuration,
    private readonly logger: Logger,
  ) {}

  /** @throws ServiceUnavailable when the repository should answer and does not: nothing is granted then */
  async decide(call: AllowedCall, facts: Facts): Promise<Settled> {
    const repository = facts.repository ?? NOWHERE;
    const content = this.contents.of(repository.storage);
    if (content !== undefined) return this.decideByAsking(call, facts, repository, content);

    const assumptions = { refuseUncheckedUpdates: this.configuration.REFUSE_UNCHECKED_UPDATES };
    const verdict = decide(call.request, facts, assumed(repository, assumptions));
    if (verdict.kind === 'ask') throw new Error('a decision asked although everything was assumed');
    if (verdict.kind === 'granted' && verdict.assumedFastForwards > 0) {
      this.logger.warn('updates of protected branches taken as fast-forward', {
        gl_project_id: facts.project?.id,
        count: verdict.assumedFastForwards,
      });
    }
    return verdict;
  }

  private async decideByAsking(
    call: AllowedCall,
    facts: Facts,
    repository: RepositoryFacts,
    content: RepositoryContent,
  ): Promise<Settled> {
    const begin = performance.now();
    const signal = AbortSignal.timeout(this.configuration.ALLOWED_TIMEOUT);
    const place = { relativePath: repository.relativePath, quarantine: call.quarantine };
    let answers: Answers = {};
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const verdict = decide(call.request, facts, learned(repository, answers));
      if (verdict.kind !== 'ask') return verdict;
      try {
        answers = mergeAnswers(answers, await content.answer(place, verdict.questions, signal));
      } catch (error) {
        if (signal.aborted) return timedOut(verdict, performance.now() - begin);
        if (!(error instanceof ContentUnavailable)) throw error;
        this.logger.error('repository did not answer', describeError(error));
        throw new ServiceUnavailable();
      }
    }
    throw new Error('a decision asked in too many rounds');
  }
}

/** No storage is called so, and nothing is asked of it. */
const NOWHERE: RepositoryFacts = {
  kind: 'project',
  containerId: 0,
  fullPath: '',
  redirected: false,
  storage: '',
  relativePath: '',
  exists: null,
  empty: null,
  defaultBranch: null,
};

function timedOut({ actor, waiting }: Asking, milliseconds: number): Denied {
  return { kind: 'denied', actor, moved: false, denial: denials.timedOut(timedOutMessage(waiting, milliseconds)) };
}
