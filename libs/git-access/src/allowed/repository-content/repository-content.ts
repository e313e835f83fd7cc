import type { Answers, Questions } from '../../decision/index.js';
import type { Quarantine } from '../quarantine.js';

/** Where the questions of one request are to be answered. */
export interface ContentPlace {
  /** Path below the storage, ending in `.git`. */
  readonly relativePath: string;
  /** New objects that the questions are about. */
  readonly quarantine: Quarantine;
}

/**
 * What only a repository knows, for the repositories of one storage. All questions of a round come in one call and cost
 * a constant number of commands.
 */
export interface RepositoryContent {
  /**
   * @param signal ends every command that is still running
   * @throws ContentUnavailable when the repository cannot answer; never an answer that was not looked up
   */
  answer(place: ContentPlace, questions: Questions, signal: AbortSignal): Promise<Answers>;

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
}

/** The repository did not answer: nothing is granted then. */
export class ContentUnavailable extends Error {}
