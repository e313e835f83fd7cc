import { status } from '@grpc/grpc-js';
import {
  BrokenCircuitError,
  CircuitState,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhen,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { GitalyError } from './gitaly-error.js';

/** Calls in a row, each with its retries, after which a Gitaly counts as dead. */
const FAILURES = 3;
/** Milliseconds after which one call finds out whether it still is. */
const PAUSE = 5_000;

/**
 * Keeps calls from a Gitaly that does not answer, so that each costs nothing instead of its retries. One call at a time
 * tries again; the others do not wait for it.
 */
export class GitalyBreaker {
  private readonly policy: CircuitBreakerPolicy = circuitBreaker(
    handleWhen((error) => isOutage(error) || (this.policy.state === CircuitState.HalfOpen && !isAnswer(error))),
    { breaker: new ConsecutiveBreaker(FAILURES), halfOpenAfter: PAUSE },
  );

  /**
   * @param storage for the text of an error
   * @param onChange is told when the circuit opens and when it closes
   */
  constructor(
    private readonly storage: string,
    onChange: (open: boolean) => void,
  ) {
    this.policy.onBreak(() => onChange(true));
    this.policy.onReset(() => onChange(false));
  }

  /** @throws GitalyError UNAVAILABLE without a call while the circuit is open; whatever the call throws */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    if (this.policy.state === CircuitState.HalfOpen) throw this.notAsked();
    try {
      return await this.policy.execute(call);
    } catch (error) {
      throw error instanceof BrokenCircuitError ? this.notAsked() : error;
    }
  }

  private notAsked(): GitalyError {
    return new GitalyError(
      status.UNAVAILABLE,
      `gitaly storage ${this.storage}: not asked, it did not answer before`,
      false,
    );
  }
}

const isOutage = (error: unknown): boolean => error instanceof GitalyError && error.outage;

const SILENT = new Set([status.CANCELLED, status.DEADLINE_EXCEEDED]);

/** The server itself has said no: it is there. A call that was given up, or never begun, does not show that. */
const isAnswer = (error: unknown): boolean => error instanceof GitalyError && !SILENT.has(error.status);
