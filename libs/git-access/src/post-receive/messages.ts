import type { Change } from '../decision/index.js';
import { compileRefPattern } from '../decision/ref-pattern.js';
import type { Banner, PostReceiveFacts } from './post-receive.facts.js';

/** A line or block that Gitaly prints; any other type breaks its printing (clients.md 3.5). */
export interface PushMessage {
  readonly message: string;
  readonly type: 'basic' | 'alert';
}

/**
 * What the pusher reads (git-access.md 11.1): alerts in front, the banner before what push options have met, then the
 * merge-request links in the order of the changes.
 */
export function pushMessages(
  facts: PostReceiveFacts,
  changes: readonly Change[],
  baseUrl: string,
  warning?: string,
): PushMessage[] {
  const alerts = [bannerFor(facts), warning].filter((text) => text !== undefined);
  return [...alerts.map(alert), ...mergeRequestLinks(facts, changes, baseUrl)];
}

/** Branches whose links may be printed: created or updated, each once, in the order of the changes. */
export function pushedBranches(changes: readonly Change[]): string[] {
  const names = changes
    .filter((change) => change.target === 'branch' && change.kind !== 'deletion')
    .map((change) => change.name);
  return [...new Set(names)];
}

/** The last banner aimed at this project, else the last one aimed at nobody in particular. */
function bannerFor({ banners, project }: PostReceiveFacts): string | undefined {
  const aimed = banners.filter((banner) => project !== null && isAimedAt(banner, project.fullPath));
  const general = banners.filter((banner) => !banner.targetPath);
  const text = (aimed.at(-1) ?? general.at(-1))?.message;
  return text === '' ? undefined : text;
}

/** GitLab wrote target paths with a leading slash at first, and without it later. */
function isAimedAt({ targetPath }: Banner, fullPath: string): boolean {
  if (!targetPath) return false;
  const matches = compileRefPattern(targetPath.replace(/^\//, '').toLowerCase());
  return matches(fullPath.toLowerCase());
}

function mergeRequestLinks(facts: PostReceiveFacts, changes: readonly Change[], baseUrl: string): PushMessage[] {
  const { project, mergeRequests } = facts;
  if (project === null || project.empty || !project.printsLink || !project.mergeRequestsEnabled) return [];
  return pushedBranches(changes)
    .filter((branch) => branch !== project.defaultBranch)
    .map((branch) => {
      const open = mergeRequests.find((request) => request.sourceBranch === branch);
      return open === undefined
        ? basic(
            `To create a merge request for ${branch}, visit:\n` +
              `  ${baseUrl}/${project.fullPath}/-/merge_requests/new?` +
              `merge_request%5Bsource_branch%5D=${encodeQuery(branch)}`,
          )
        : basic(`View merge request for ${branch}:\n  ${baseUrl}/${open.targetPath}/-/merge_requests/${open.iid}`);
    });
}

/** As forms are encoded: a blank is `+`. */
const encodeQuery = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

const basic = (message: string): PushMessage => ({ message, type: 'basic' });
const alert = (message: string): PushMessage => ({ message, type: 'alert' });
