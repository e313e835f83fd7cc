import type { Answers, Questions } from '../../decision/index.js';
import type { Quarantine } from '../quarantine.js';

/** Where the questions of one request are to be answered. */
export interface ContentPlace {
  /** Path below the storage, ending in `.git`. */
  readonly relativePath: string;
  /** New objects that the questions are about. */
  readonly quarantine: Quarantine;
  /** For logs at the other end: `project-7` and its like, and the path that people know. */
  readonly identifier: string;
  readonly fullPath: string;
  /** Path of the copy that Gitaly's transaction works on, where it named one. */
  readonly snapshotPath: string | null;
  /** The person whose request it is; null for nobody. */
  readonly user: { readonly id: number; readonly username: string } | null;
}

/** For how long answers are wanted. */
export interface Wanted {
  /** Ends whatever is still running. */
  readonly signal: AbortSignal;
  /** Milliseconds that are left. */
  readonly left: number;
}

/**
 * What only a repository knows, for the repositories of one storage. All questions of a round come in one call, so that
 * their number says nothing about what they cost.
 */
export interface RepositoryContent {
  /**
   * Of the questions that ask for a yes or a no about each of many (`ancestry`, `contained`), those behind the first no may
   * stay open: the refusal of an earlier ref decides.
   * @throws ContentUnavailable when the repository cannot answer; never an answer that was not looked up
   */
  answer(place: ContentPlace, questions: Questions, wanted: Wanted): Promise<Answers>;

  /**
   * Is there a branch of this name?
   * @throws ContentUnavailable when the repository cannot answer
   */
  hasBranch(relativePath: string, branch: string, signal: AbortSignal): Promise<boolean>;

  /**
   * Makes an empty repository; one that is there already stays as it is.
   * @throws ContentUnavailable when it cannot be made
   */
  create(relativePath: string, defaultBranch: string, signal: AbortSignal): Promise<void>;

  /**
   * Looks whether the storage could answer at all.
   * @throws Error when it could not
   */
  check(wanted: Wanted): Promise<void>;
}

/** The repository did not answer: nothing is granted then. */
export class ContentUnavailable extends Error {}

/** Nobody is there, or had an answer in time. */
export class ContentUnanswered extends ContentUnavailable {}

/** It has too much to do. */
export class ContentExhausted extends ContentUnavailable {
  /**
   * @param reason in the server's own words
   * @param retryAfter seconds after which it would take more
   */
  constructor(
    message: string,
    readonly reason: string | null,
    readonly retryAfter: number | null,
  ) {
    super(message);
  }
}
