import type { Arrivals, ArrivalsWanted, Sizes } from './arrivals.js';
import type { Content, Questions } from './content.js';
import type { Collaboration } from './facts.js';
import { pairKey } from './content.js';
import type { Waiting } from './verdict.js';

type Pair = Questions['ancestry'][number];

/**
 * What one run of a decision asks its `Content`. An answer that is missing is noted as a question, and the check that
 * wanted it goes on: so one run gathers every question up to the first sure refusal.
 */
export class Inquiry {
  private readonly single = new Set<'exists' | 'empty' | 'defaultBranch' | 'collaborations'>();
  private readonly ancestry = new Map<string, Pair>();
  private readonly tags = new Set<string>();
  private readonly commits = new Set<string>();
  private readonly trees = new Set<string>();
  private readonly addresses = new Set<string>();
  private readonly lfsObjects = new Set<string>();
  private wanted: ArrivalsWanted | null = null;
  private measured: readonly string[] | null = null;
  private asked = 0;
  private fastForwards = 0;
  private firstWait: Waiting | null = null;

  constructor(
    private readonly content: Content,
    private readonly protectedBranches: () => (branch: string) => boolean,
  ) {}

  exists(): boolean | undefined {
    const answer = this.content.exists();
    if (answer === undefined) {
      this.single.add('exists');
      this.asked++;
    }
    return answer;
  }

  empty(): boolean | undefined {
    const answer = this.content.empty();
    if (answer === undefined) {
      this.single.add('empty');
      this.asked++;
    }
    return answer;
  }

  defaultBranch(): string | null | undefined {
    const answer = this.content.defaultBranch();
    if (answer === undefined) {
      this.single.add('defaultBranch');
      this.asked++;
    }
    return answer;
  }

  isAncestor(oldRev: string, newRev: string): boolean | undefined {
    const answer = this.content.isAncestor(oldRev, newRev);
    if (answer === undefined) {
      this.ancestry.set(pairKey(oldRev, newRev), { oldRev, newRev });
      this.asked++;
    } else if (answer && this.content.assumesFastForward) this.fastForwards++;
    return answer;
  }

  tagExists(name: string, oldRev: string): boolean | undefined {
    const answer = this.content.tagExists(name, oldRev);
    if (answer === undefined) {
      this.tags.add(name);
      this.asked++;
    }
    return answer;
  }

  inProtectedBranch(commit: string): boolean | undefined {
    const answer = this.content.inProtectedBranch(commit);
    if (answer === undefined) {
      this.commits.add(commit);
      this.asked++;
    }
    return answer;
  }

  fileCount(commit: string): number | null | undefined {
    const answer = this.content.fileCount(commit);
    if (answer === undefined) {
      this.trees.add(commit);
      this.asked++;
    }
    return answer;
  }

  collaborations(): readonly Collaboration[] | undefined {
    const answer = this.content.collaborations();
    if (answer === undefined) {
      this.single.add('collaborations');
      this.asked++;
    }
    return answer;
  }

  /** Asked once a decision, for all changes together, which are gathered only if there is no answer yet. */
  arrivals(wanted: () => ArrivalsWanted): Arrivals | null | undefined {
    const answer = this.content.arrivals();
    if (answer === undefined) {
      this.wanted = wanted();
      this.asked++;
    }
    return answer;
  }

  /** Asked for all changes together: these are their new ends. */
  sizes(revisions: readonly string[]): Sizes | null | undefined {
    const answer = this.content.sizes();
    if (answer === undefined) {
      this.measured = revisions;
      this.asked++;
    }
    return answer;
  }

  isMember(address: string): boolean | undefined {
    const answer = this.content.isMember(address);
    if (answer === undefined) {
      this.addresses.add(address);
      this.asked++;
    }
    return answer;
  }

  isLinked(oid: string): boolean | undefined {
    const answer = this.content.isLinked(oid);
    if (answer === undefined) {
      this.lfsObjects.add(oid);
      this.asked++;
    }
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

  /**
   * How often an answer was missing; asking the same again counts again, since that check does not know either.
   * A plain counter, because it is read around every check of every ref.
   */
  get missing(): number {
    return this.asked;
  }

  questions(): Questions {
    return {
      exists: this.single.has('exists'),
      empty: this.single.has('empty'),
      defaultBranch: this.single.has('defaultBranch'),
      ancestry: [...this.ancestry.values()],
      tags: [...this.tags],
      fileCounts: [...this.trees],
      collaborations: this.single.has('collaborations'),
      arrivals: this.wanted,
      sizes: this.measured,
      addresses: [...this.addresses],
      lfsObjects: [...this.lfsObjects],
      contained: this.commits.size > 0 ? { commits: [...this.commits], isProtected: this.protectedBranches() } : null,
    };
  }
}
