import { Inject, Injectable } from '@nestjs/common';
import { formatRepositoryIdentifier } from '@app/directory';
import { Configuration, describeError, Logger, requestBudget, ServiceUnavailable } from '@app/platform';
import {
  asksRepository,
  assumed,
  decide,
  denials,
  keyToVerify,
  learned,
  mergeAnswers,
  type Answers,
  type Asking,
  type Content,
  type Creating,
  type Denied,
  type Facts,
  type Granted,
  type RepositoryFacts,
  type Trail,
} from '../decision/index.js';
import type { AllowedCall } from './allowed.request.js';
import {
  ContentExhausted,
  ContentUnanswered,
  ContentUnavailable,
  type ContentPlace,
  type RepositoryContent,
  type Wanted,
} from './repository-content/repository-content.js';
import { RepositoryContents } from './repository-content/repository-contents.js';
import { SecondFactors } from './second-factors.js';
import { SideQuestions } from './side-questions.js';
import { exhaustedMessage, timedOutMessage } from './timing-text.js';

/** What a decision asks grows with what it has learnt, in few steps; more rounds than this are a fault. */
const MAX_ROUNDS = 6;

/** A verdict to which no question is open. */
export type Settled = Granted | Denied | Creating;

/** Decides, and fetches what the decision asks: one bulk answer a round, within one time limit. */
@Injectable()
export class DecisionDriver {
  constructor(
    private readonly contents: RepositoryContents,
    private readonly sideQuestions: SideQuestions,
    private readonly secondFactors: SecondFactors,
    @Inject(Configuration) private readonly configuration: Configuration,
    private readonly logger: Logger,
  ) {}

  /**
   * @param trail receives what each check of the last round said
   * @throws ServiceUnavailable when the repository, or Redis, should answer and does not: nothing is granted then
   */
  async decide(call: AllowedCall, stored: Facts, trail?: Trail): Promise<Settled> {
    const begin = performance.now();
    const keyInQuestion = keyToVerify(call.request, stored);
    const facts = keyInQuestion ? await this.secondFactors.lookUp(keyInQuestion, stored) : stored;
    // Most decisions ask nothing, and then need no timer.
    let wanted: Wanted | undefined;
    const repository = facts.repository ?? NOWHERE;
    const content = this.contents.of(repository.storage);
    let answers: Answers = {};
    for (let round = 0; round < MAX_ROUNDS; round++) {
      trail?.splice(0);
      const verdict = decide(call.request, facts, this.known(repository, content, answers), trail);
      if (verdict.kind !== 'ask') return this.settle(verdict, facts);
      wanted ??= this.wanted(begin);
      try {
        answers = mergeAnswers(answers, await this.answer(verdict, call, facts, content, wanted));
      } catch (error) {
        return this.unanswered(error, verdict, wanted, performance.now() - begin);
      }
    }
    throw new Error('a decision asked in too many rounds');
  }

  private known(repository: RepositoryFacts, content: RepositoryContent | undefined, answers: Answers): Content {
    if (content !== undefined) return learned(repository, answers);
    return assumed(repository, { refuseUncheckedUpdates: this.configuration.REFUSE_UNCHECKED_UPDATES }, answers);
  }

  private async answer(
    asking: Asking,
    call: AllowedCall,
    facts: Facts,
    content: RepositoryContent | undefined,
    wanted: Wanted,
  ): Promise<Answers> {
    const { questions } = asking;
    const { repository } = facts;
    const offered = await this.sideQuestions.answer(asking, facts, call.request.now.toISOString().slice(0, 10));
    if (!asksRepository(questions)) return offered;
    if (content === undefined || repository === null) throw new Error('a repository was asked that has no answers');
    const place = placeOf(call, repository, asking);
    return { ...offered, ...(await content.answer(place, questions, wanted)) };
  }

  private wanted(begin: number): Wanted {
    const milliseconds = this.configuration.ALLOWED_TIMEOUT;
    const signal = requestBudget()?.signal ?? AbortSignal.timeout(milliseconds);
    return {
      signal,
      get left() {
        return Math.max(0, begin + milliseconds - performance.now());
      },
    };
  }

  /** An answer that is missing grants nothing. Who pushes reads how far the checks had come. */
  private unanswered(error: unknown, asking: Asking, { signal }: Wanted, milliseconds: number): Denied {
    if (signal.aborted) return timedOut(asking, milliseconds);
    if (!(error instanceof ContentUnavailable)) throw error;
    this.logger.error('repository did not answer', describeError(error));
    if (error instanceof ContentExhausted) throw new ServiceUnavailable(exhaustedMessage(error), error.retryAfter);
    if (error instanceof ContentUnanswered && asking.waiting !== null) return timedOut(asking, milliseconds);
    throw new ServiceUnavailable();
  }

  private settle(verdict: Settled, facts: Facts): Settled {
    if (verdict.kind === 'granted' && verdict.assumedFastForwards > 0) {
      this.logger.warn('updates of protected branches taken as fast-forward', {
        gl_project_id: facts.project?.id,
        count: verdict.assumedFastForwards,
      });
    }
    return verdict;
  }
}

function placeOf(
  { quarantine, snapshotPath }: AllowedCall,
  { kind, containerId, relativePath, fullPath }: RepositoryFacts,
  { actor: { identity } }: Asking,
): ContentPlace {
  const identifier = formatRepositoryIdentifier({ kind, id: containerId });
  return { relativePath, quarantine, identifier, fullPath, snapshotPath, user: identity };
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
