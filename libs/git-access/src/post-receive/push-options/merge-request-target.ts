import { Injectable } from '@nestjs/common';
import { Clock, Database, describeError, Logger } from '@app/platform';
import { AllowedFactsReader } from '../../allowed/allowed.facts.js';
import { ContentUnavailable } from '../../allowed/repository-content/repository-content.js';
import { RepositoryContents } from '../../allowed/repository-content/repository-contents.js';
import { assumed, decide, type AllowedRequest, type Facts } from '../../decision/index.js';
import type { MergeRequestWish } from './merge-request-wish.js';
import { MERGE_REQUEST_TARGET, type MergeRequestTargetRow } from './merge-requests.sql.js';

/** Longest wait for a repository that is asked for a branch, in milliseconds. */
const PATIENCE = 5_000;

/** Where merge requests of a push go, and what its user may do at both ends. */
export interface MergeRequestTarget {
  readonly id: number;
  readonly fullPath: string;
  /** Full path of the pushed project. */
  readonly sourcePath: string;
  readonly enabled: boolean;
  readonly sameNetwork: boolean;
  readonly defaultBranch: string;
  /** The target branch that is wished for exists; true as well when none is wished for. */
  readonly branchExists: boolean;
  readonly mayCreate: boolean;
  /** Without having written a merge request or being assigned to it. */
  readonly mayUpdate: boolean;
  readonly assign: readonly number[];
  readonly unassign: readonly number[];
}

/** A pushed project with what is wished for it. */
export interface WishOfPush {
  readonly wish: MergeRequestWish;
  readonly projectId: number;
  readonly userId: number;
  /** Branches of this push that exist now. */
  readonly branches: readonly string[];
}

/** Level that changes the merge requests of others. */
const DEVELOPER = 30;

/** Finds the target, and lets the policy of `/allowed` say what the user may do there. */
@Injectable()
export class MergeRequestTargets {
  constructor(
    private readonly database: Database,
    private readonly facts: AllowedFactsReader,
    private readonly contents: RepositoryContents,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Undefined when there is no target, or the user may not read its code: the two are told alike. */
  async find(push: WishOfPush): Promise<MergeRequestTarget | undefined> {
    const row = await this.targetRow(push);
    if (row?.id == null || row.full_path === null) return undefined;
    const target = await this.factsOf(row.id, push.userId);
    if (!this.may('git-upload-pack', target)) return undefined;
    const source = row.id === push.projectId ? target : await this.factsOf(push.projectId, push.userId);
    const { user, project, standing } = target;
    return {
      id: row.id,
      fullPath: row.full_path,
      sourcePath: row.source_path,
      enabled: row.enabled,
      sameNetwork: row.same_network ?? false,
      defaultBranch: row.default_branch,
      branchExists: await this.branchExists(push, row, target),
      mayCreate: this.may('git-receive-pack', source) && !project?.archived && !project?.markedForDeletion,
      mayUpdate: user?.admin === true || standing.level >= DEVELOPER,
      assign: row.assign,
      unassign: row.unassign,
    };
  }

  private async targetRow({ wish, projectId }: WishOfPush): Promise<MergeRequestTargetRow | undefined> {
    const [row] = await this.database.query<MergeRequestTargetRow>(MERGE_REQUEST_TARGET, [
      projectId,
      wish.targetProject,
      wish.target,
      wish.assign.map((name) => name.replace(/^@/, '').toLowerCase()),
      wish.unassign.map((name) => name.replace(/^@/, '').toLowerCase()),
      wish.assign.flatMap(idOf),
      wish.unassign.flatMap(idOf),
    ]);
    return row;
  }

  private factsOf(projectId: number, userId: number): Promise<Facts> {
    return this.facts.read({
      actor: { by: 'user', id: userId },
      candidates: [{ kind: 'project', projectId }],
      today: this.clock.today(),
      withRefs: false,
    });
  }

  /** As the web front end asks: no key, no address, no single ref. */
  private may(action: 'git-upload-pack' | 'git-receive-pack', facts: Facts): boolean {
    if (facts.repository === null) return false;
    const request: AllowedRequest = {
      now: this.clock.now(),
      action,
      protocol: 'web',
      changes: { kind: 'any', literally: true },
      repository: { by: 'identifier', kind: 'project' },
      address: null,
      withinNamespace: null,
    };
    // Whoever pushes only because somebody else's merge request lets them makes none of their own.
    const known = assumed(facts.repository, { refuseUncheckedUpdates: false }, { collaborations: [] });
    return decide(request, facts, known).kind === 'granted';
  }

  /**
   * Asks the repository where that is possible. Where it is not, a branch exists when this service has seen proof: it is the
   * default branch, protected by its very name, part of an open merge request, or it was pushed before or just now.
   */
  private async branchExists(push: WishOfPush, row: MergeRequestTargetRow, facts: Facts): Promise<boolean> {
    const { target } = push.wish;
    if (target === null) return true;
    const known =
      row.branch_known ||
      target === row.default_branch ||
      (row.id === push.projectId && push.branches.includes(target));
    const content = facts.repository && this.contents.of(facts.repository.storage);
    if (!content || !facts.repository) return known;
    try {
      return await content.hasBranch(facts.repository.relativePath, target, AbortSignal.timeout(PATIENCE));
    } catch (error) {
      if (!(error instanceof ContentUnavailable)) throw error;
      this.logger.warn('repository did not tell its branches', describeError(error));
      return known;
    }
  }
}

const idOf = (name: string): number[] => (/^[1-9][0-9]{0,14}$/.test(name) ? [Number(name)] : []);
