import type { MergeRequestTarget } from './merge-request-target.js';
import { LONGEST_TITLE, titleOf, type MergeRequestWish } from './merge-request-wish.js';
import type { OpenMergeRequestRow } from './merge-requests.sql.js';
import { optionErrors } from './push-option-errors.js';

/** What is to be done for the branches of a push. */
export interface MergeRequestPlan {
  readonly create: readonly { readonly branch: string; readonly title: string }[];
  /** Ids. */
  readonly update: readonly number[];
  readonly errors: readonly string[];
}

type Target = Pick<MergeRequestTarget, 'id' | 'defaultBranch' | 'mayCreate' | 'mayUpdate'>;

/** An end of the merge request that a branch would get. */
interface Ends {
  readonly branch: string;
  readonly targetBranch: string;
  readonly sameProject: boolean;
}

const DENIED: MergeRequestPlan = { create: [], update: [], errors: [optionErrors.accessDenied] };

/**
 * Rows 5 to 7 of git-access.md 11.3, branch by branch: an open merge request is changed, another one is made if that was
 * asked for. What the user may not do ends it all; what is wrong with one branch leaves the others.
 */
export function planMergeRequests(
  wish: MergeRequestWish,
  branches: readonly string[],
  target: Target,
  open: readonly OpenMergeRequestRow[],
  sourceProjectId: number,
): MergeRequestPlan {
  const create: { branch: string; title: string }[] = [];
  const update: number[] = [];
  const errors: string[] = [];
  for (const branch of branches) {
    const existing = openMergeRequest(branch, wish.target, open);
    const title = titleFor(wish, existing === undefined ? branch : undefined);
    if (existing === undefined && !wish.create) {
      errors.push(optionErrors.createRequired(branch));
      continue;
    }
    if (existing === undefined ? !target.mayCreate : !existing.own && !target.mayUpdate) return DENIED;
    const ends: Ends = {
      branch,
      targetBranch: wish.target ?? existing?.target_branch ?? target.defaultBranch,
      sameProject: (existing?.target_project_id ?? target.id) === sourceProjectId,
    };
    const found = modelErrors(ends, title, open, existing);
    errors.push(...found);
    if (found.length > 0) continue;
    if (existing === undefined) create.push({ branch, title: title ?? branch });
    else update.push(existing.id);
  }
  return { create, update, errors };
}

/** Of several that are open for a branch, the one that goes to the wished target, else the newest. */
function openMergeRequest(branch: string, target: string | null, open: readonly OpenMergeRequestRow[]) {
  const candidates = open.filter(({ source_branch: source }) => source === branch);
  return candidates.find(({ target_branch: its }) => its === target) ?? candidates.at(-1);
}

/** The title that was given, or for a new merge request one made of its branch. */
function titleFor(wish: MergeRequestWish, newBranch: string | undefined): string | null {
  const title = wish.title ?? (newBranch === undefined ? null : titleOf(newBranch));
  if (title === null || wish.draft !== true || /^draft:/i.test(title)) return title;
  return `Draft: ${title}`;
}

function modelErrors(
  { branch, targetBranch, sameProject }: Ends,
  title: string | null,
  open: readonly OpenMergeRequestRow[],
  existing: OpenMergeRequestRow | undefined,
): string[] {
  const errors: string[] = [];
  if (title !== null && [...title].length > LONGEST_TITLE) errors.push(optionErrors.titleTooLong(LONGEST_TITLE));
  if (sameProject && branch === targetBranch) errors.push(optionErrors.sameBranch);
  const twin = open.find(
    (other) =>
      existing !== undefined &&
      other.id !== existing.id &&
      other.source_branch === branch &&
      other.target_branch === targetBranch &&
      other.target_project_id === existing.target_project_id,
  );
  if (twin !== undefined) errors.push(optionErrors.alreadyOpen(twin.iid));
  return errors;
}
