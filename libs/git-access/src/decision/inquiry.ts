import type { Content, Questions } from './content.js';
import { pairKey } from './content.js';
import type { Waiting } from './verdict.js';

/**
 * What one run of a decision asks its `Content`. An answer that is missing is noted as a question, and the check that
 * wanted it goes on: so one run gathers every question up to the first sure refusal.
 */
export class Inquiry {
  private askedExists = false;
  private askedEmpty = false;
  private askedDefaultBranch = false;
  private readonly ancestry = new Map<string, { oldRev: string; newRev: string }>();
  private readonly tags = new Set<string>();
  private readonly commits = new Set<string>();
  private fastForwards = 0;
  private firstWait: Waiting | null = null;

  constructor(
    private readonly content: Content,
    private readonly protectedBranches: () => (branch: string) => boolean,
  ) {}

  exists(): boolean | undefined {
    const answer = this.content.exists();
    this.askedExists ||= answer === undefined;
    return answer;
  }

  empty(): boolean | undefined {
    const answer = this.content.empty();
    this.askedEmpty ||= answer === undefined;
    return answer;
  }

  defaultBranch(): string | null | undefined {
    const answer = this.content.defaultBranch();
    this.askedDefaultBranch ||= answer === undefined;
    return answer;
  }

  isAncestor(oldRev: string, newRev: string): boolean | undefined {
    const answer = this.content.isAncestor(oldRev, newRev);
    if (answer === undefined) this.ancestry.set(pairKey(oldRev, newRev), { oldRev, newRev });
    else if (answer && this.content.assumesFastForward) this.fastForwards++;
    return answer;
  }

  tagExists(name: string, oldRev: string): boolean | undefined {
    const answer = this.content.tagExists(name, oldRev);
    if (answer === undefined) this.tags.add(name);
    return answer;
  }

  inProtectedBranch(commit: string): boolean | undefined {
    const answer = this.content.inProtectedBranch(commit);
    if (answer === undefined) this.commits.add(commit);
    return answer;
  }

  /** Updates of protected branches that passed only because nobody could look whether they are forced. */
  get assumedFastForwards(): number {
    return this.fastForwards;
  }

  /** Notes which check of which change is the first that cannot go on. */
  waitAt(waiting: Waiting): void {
    this.firstWait ??= waiting;
  }

  get waiting(): Waiting | null {
    return this.firstWait;
  }

  /** Grows by one with each new question. */
  get size(): number {
    const flags = Number(this.askedExists) + Number(this.askedEmpty) + Number(this.askedDefaultBranch);
    return flags + this.ancestry.size + this.tags.size + this.commits.size;
  }

  questions(): Questions {
    return {
      exists: this.askedExists,
      empty: this.askedEmpty,
      defaultBranch: this.askedDefaultBranch,
      ancestry: [...this.ancestry.values()],
      tags: [...this.tags],
      contained: this.commits.size > 0 ? { commits: [...this.commits], isProtected: this.protectedBranches() } : null,
    };
  }
}
