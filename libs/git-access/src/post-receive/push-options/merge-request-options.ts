import { Injectable } from '@nestjs/common';
import { Clock, Database, describeError, Logger, type Queries } from '@app/platform';
import type { OpenMergeRequest } from '../post-receive.facts.js';
import { planMergeRequests, type MergeRequestPlan } from './merge-request-plan.js';
import { MergeRequestTargets, type MergeRequestTarget, type WishOfPush } from './merge-request-target.js';
import { mergeRequestWish, type MergeRequestWish } from './merge-request-wish.js';
import {
  CREATE_MERGE_REQUESTS,
  LOCK_MERGE_REQUESTS,
  OPEN_MERGE_REQUESTS,
  UPDATE_MERGE_REQUESTS,
  type CreatedMergeRequestRow,
  type OpenMergeRequestRow,
} from './merge-requests.sql.js';
import { optionErrors, optionWarning } from './push-option-errors.js';
import { parsePushOptions } from './push-options.js';

/** More branches than this in one push are too many. */
const BRANCH_LIMIT = 10;

export interface OptionsOfPush {
  /** As they came. */
  readonly options: readonly string[];
  /** Null when the repository is a wiki, a snippet or the like. */
  readonly projectId: number | null;
  readonly userId: number | null;
  /** Branches that were created or updated. */
  readonly branches: readonly string[];
}

export interface OptionsOutcome {
  /** Alert for the pusher. */
  readonly warning?: string;
  /** Merge requests that were made just now. */
  readonly made: readonly OpenMergeRequest[];
}

interface Attempt {
  readonly errors: readonly string[];
  readonly made: readonly OpenMergeRequest[];
}

const failed = (error: string): Attempt => ({ errors: [error], made: [] });

/** Makes and changes merge requests as push options say (git-access.md 11.3). It never makes a push fail. */
@Injectable()
export class MergeRequestOptions {
  constructor(
    private readonly targets: MergeRequestTargets,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** A push that arrives again finds the merge request of its first arrival, and changes it to what it already is. */
  async apply(push: OptionsOfPush): Promise<OptionsOutcome> {
    const wish = mergeRequestWish(parsePushOptions(push.options));
    if (wish === undefined) return { made: [] };
    if (wish.withoutEffect.length > 0) {
      this.logger.info('push options without effect', { options: wish.withoutEffect.join(' ') });
    }
    const { errors, made } = await this.attempt(wish, push);
    return errors.length === 0 ? { made } : { made, warning: optionWarning(push.options, errors) };
  }

  private async attempt(wish: MergeRequestWish, push: OptionsOfPush): Promise<Attempt> {
    const { projectId, userId, branches } = push;
    if (projectId === null) return failed(optionErrors.notAProject);
    if (userId === null) return failed(optionErrors.noUser);
    try {
      return await this.carryOut({ wish, projectId, userId, branches });
    } catch (error) {
      this.logger.error('push options failed', describeError(error));
      return failed(optionErrors.unknown);
    }
  }

  private async carryOut(push: WishOfPush): Promise<Attempt> {
    const target = await this.targets.find(push);
    if (target === undefined) return failed(optionErrors.accessDenied);
    const branches = push.branches.filter((branch) => push.wish.target !== null || branch !== target.defaultBranch);
    const errors = targetErrors(push.wish, target, branches.length);
    if (errors.length > 0 || branches.length === 0) return { errors, made: [] };
    return this.database.transaction((queries) => this.write({ ...push, branches }, target, queries));
  }

  private async write(push: WishOfPush, target: MergeRequestTarget, queries: Queries): Promise<Attempt> {
    const { wish, projectId, userId, branches } = push;
    await queries.query(LOCK_MERGE_REQUESTS, [projectId]);
    const open = await queries.query<OpenMergeRequestRow>(OPEN_MERGE_REQUESTS, [projectId, branches, userId]);
    const plan = planMergeRequests(wish, branches, target, open, projectId);
    await this.update(plan, push, target, queries);
    return { errors: plan.errors, made: await this.create(plan, push, target, queries) };
  }

  private async update(
    plan: MergeRequestPlan,
    { wish, userId }: WishOfPush,
    target: MergeRequestTarget,
    queries: Queries,
  ) {
    if (plan.update.length === 0 || !changesAnything(wish)) return;
    await queries.query(UPDATE_MERGE_REQUESTS, [
      plan.update,
      wish.target,
      wish.title,
      wish.description,
      wish.draft,
      wish.squash,
      wish.autoMerge,
      wish.removeSourceBranch,
      userId,
      target.assign,
      target.unassign,
      this.clock.now(),
    ]);
  }

  private async create(
    plan: MergeRequestPlan,
    { wish, projectId, userId }: WishOfPush,
    target: MergeRequestTarget,
    queries: Queries,
  ): Promise<OpenMergeRequest[]> {
    if (plan.create.length === 0) return [];
    const assignees = new Set([userId, ...target.assign].filter((id) => !target.unassign.includes(id)));
    const rows = await queries.query<CreatedMergeRequestRow>(CREATE_MERGE_REQUESTS, [
      projectId,
      target.id,
      wish.target ?? target.defaultBranch,
      plan.create.map(({ branch }) => branch),
      plan.create.map(({ title }) => title),
      wish.description,
      wish.draft,
      wish.squash,
      wish.autoMerge,
      wish.removeSourceBranch,
      userId,
      [...assignees],
      this.clock.now(),
    ]);
    return rows.map(({ iid, source_branch, target_path }) => ({
      sourceBranch: source_branch,
      iid,
      targetPath: target_path,
    }));
  }
}

/** Rows 1c to 4, of which several may be told together. */
function targetErrors(wish: MergeRequestWish, target: MergeRequestTarget, branches: number): string[] {
  if (!target.sameNetwork) return [optionErrors.otherNetwork(target.sourcePath, target.fullPath)];
  return [
    ...(target.enabled ? [] : [optionErrors.disabled(target.fullPath)]),
    ...(branches > BRANCH_LIMIT ? [optionErrors.tooManyBranches(branches, BRANCH_LIMIT)] : []),
    ...(target.branchExists || wish.target === null ? [] : [optionErrors.noTarget(target.fullPath, wish.target)]),
  ];
}

function changesAnything(wish: MergeRequestWish): boolean {
  const { target, title, description, draft, squash, autoMerge, removeSourceBranch, assign, unassign } = wish;
  const values = [target, title, description, draft, squash, autoMerge, removeSourceBranch];
  return values.some((value) => value !== null) || assign.length + unassign.length > 0;
}
