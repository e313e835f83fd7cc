import type { Actor } from './actor.js';
import type { Questions } from './content.js';
import type { Denial } from './denials.js';

export type Verdict = Granted | Denied | Asking | Creating;

export interface Granted {
  readonly kind: 'granted';
  readonly actor: Actor;
  /** The repository was asked for by a former path, and there is somebody to tell where it has gone. */
  readonly moved: boolean;
  readonly consoleMessages: readonly string[];
  /** Updates of protected branches that were taken as fast-forward because the repository could not be asked. */
  readonly assumedFastForwards: number;
}

export interface Denied {
  readonly kind: 'denied';
  readonly actor: Actor;
  readonly denial: Denial;
  readonly moved: boolean;
}

/** Nothing lies at the path: make this project, if its pusher may, and decide again (git-access.md 3.8). */
export interface Creating {
  readonly kind: 'create';
  readonly actor: Actor;
  readonly project: NewProject;
}

export interface NewProject {
  readonly namespacePath: string;
  readonly name: string;
}

/** Nobody can say yet: answer the questions in bulk and decide again with the answers. */
export interface Asking {
  readonly kind: 'ask';
  readonly actor: Actor;
  readonly questions: Questions;
  /** Where the decision stands, for the person whose push runs out of time (git-access.md 3.14). */
  readonly waiting: Waiting | null;
}

export interface Waiting {
  /** Branch or tag name. */
  readonly ref: string;
  /** The check texts of this ref that were already done. */
  readonly done: readonly string[];
  /** The check text that needs the answer. */
  readonly current: string;
}

/** One line of the explanation that an operator gets. */
export interface TrailEntry {
  /** Step of git-access.md 3.4, or row of 3.6.4 and 3.6.5. */
  readonly step: string;
  readonly check: string;
  /** The ref, for the checks of a change. */
  readonly ref?: string;
  readonly outcome: 'passed' | 'refused' | 'unknown';
}

/** Collects the trail when somebody wants one; a decision without it spends nothing. */
export type Trail = TrailEntry[];
