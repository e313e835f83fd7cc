import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../../support/http.js';
import type { Call } from './calls.js';

const CALLERS = 8;
/** Each caller's pause between two calls: a steady load, not as much as the machine can bear. */
const PAUSE = 15;

/** What callers met while something was broken. */
export class Findings {
  calls = 0;
  yes = 0;
  no = 0;
  unavailable = 0;
  /** No answer at all: refused or cut connections. */
  unanswered = 0;
  /** Milliseconds, of each kind of call. */
  readonly slowest = new Map<string, number>();
  /** What must not have happened, in words. */
  readonly wrong: string[] = [];
}

/** Calls of a mix, by several callers at a time, until it is told to stop. */
export class Load {
  readonly findings = new Findings();
  private stopped = false;
  private readonly callers: Promise<unknown>;

  /** @param mayBreak the service itself is killed: connections may break */
  constructor(
    private readonly mix: readonly Call[],
    private readonly mayBreak: boolean,
  ) {
    this.callers = Promise.all(Array.from({ length: CALLERS }, (_, index) => this.call(index)));
  }

  async stop(): Promise<Findings> {
    this.stopped = true;
    await this.callers;
    return this.findings;
  }

  private async call(first: number): Promise<void> {
    for (let turn = first; !this.stopped; turn += 1) {
      await this.once(this.mix[turn % this.mix.length]!);
      await sleep(PAUSE);
    }
  }

  private async once(call: Call): Promise<void> {
    const { findings } = this;
    const begun = performance.now();
    findings.calls += 1;
    let answer: Answer | undefined;
    try {
      answer = await call.send();
    } catch (error) {
      findings.unanswered += 1;
      if (!this.mayBreak) findings.wrong.push(`${call.name}: ${(error as Error).message}`);
    }
    const milliseconds = performance.now() - begun;
    findings.slowest.set(call.name, Math.max(findings.slowest.get(call.name) ?? 0, milliseconds));
    if (milliseconds > call.deadline + SLACK) {
      findings.wrong.push(`${call.name}: answered after ${Math.round(milliseconds)} ms`);
    }
    if (answer) this.judge(call, answer);
  }

  private judge(call: Call, answer: Answer): void {
    const { findings } = this;
    if (call.isYes?.(answer)) findings.wrong.push(`${call.name}: a wrong yes: ${answer.text}`);
    if (answer.status === 503) {
      findings.unavailable += 1;
      const { message } = answer.json<{ message?: unknown }>();
      if (typeof message !== 'string') findings.wrong.push(`${call.name}: 503 without a message: ${answer.text}`);
      return;
    }
    if (!call.isRight(answer)) findings.wrong.push(`${call.name}: ${answer.status} ${answer.text}`);
    if (answer.status < 300) findings.yes += 1;
    else findings.no += 1;
  }
}

/** What a busy machine may add before an answer counts as late. */
const SLACK = 3_000;

/** Seconds until every call of the mix is answered rightly again. */
export async function secondsUntilHealthy(mix: readonly Call[], patience: number): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const answers = await Promise.all(
      mix.map(async (call) => {
        const answer = await call.send().catch(() => undefined);
        return answer !== undefined && call.isRight(answer);
      }),
    );
    const seconds = (performance.now() - begun) / 1000;
    if (answers.every(Boolean)) return seconds;
    if (seconds > patience)
      throw new Error(
        `not healthy after ${seconds} s: ${mix
          .filter((_, i) => !answers[i])
          .map(({ name }) => name)
          .join(', ')}`,
      );
    await sleep(100);
  }
}
