import { storableText } from '@app/platform';
import type { OptionValue, PushOptions } from './push-options.js';

/** What a pusher wants of the merge requests of the pushed branches; null where nothing was said. */
export interface MergeRequestWish {
  readonly create: boolean;
  readonly target: string | null;
  /** Full path. */
  readonly targetProject: string | null;
  readonly title: string | null;
  readonly description: string | null;
  readonly draft: boolean | null;
  readonly squash: boolean | null;
  readonly removeSourceBranch: boolean | null;
  readonly autoMerge: boolean | null;
  /** User names or ids. */
  readonly assign: readonly string[];
  readonly unassign: readonly string[];
  /** Options that need what this service does not keep: labels and milestones. */
  readonly withoutEffect: readonly string[];
}

const WITHOUT_EFFECT = ['label', 'unlabel', 'milestone'];

/** Undefined when no option speaks of merge requests. */
export function mergeRequestWish(options: PushOptions): MergeRequestWish | undefined {
  const given = options.get('merge_request');
  if (given === undefined) return undefined;
  const text = (key: string): string | null => single(given.get(key));
  const flag = (...keys: string[]): boolean | null => {
    const value = keys.map(text).find((written) => written !== null);
    return value === undefined || value === null ? null : value !== 'false';
  };
  return {
    create: given.has('create'),
    target: text('target'),
    targetProject: text('target_project'),
    title: text('title'),
    // Options hold no line breaks, so people write the two characters.
    description: text('description')?.replaceAll('\\n', '\n') ?? null,
    draft: flag('draft'),
    squash: flag('squash'),
    removeSourceBranch: flag('remove_source_branch'),
    autoMerge: flag('auto_merge', 'merge_when_pipeline_succeeds'),
    assign: multiple(given.get('assign')),
    unassign: multiple(given.get('unassign')),
    withoutEffect: WITHOUT_EFFECT.filter((key) => given.has(key)),
  };
}

const single = (value: OptionValue | undefined): string | null =>
  typeof value === 'string' ? storableText(value) : null;

const multiple = (value: OptionValue | undefined): string[] =>
  typeof value === 'object' ? [...value.keys()].map(storableText) : [];

/** Characters; GitLab's own limit. */
export const LONGEST_TITLE = 255;

/** The title of a merge request whose pusher gave none: the branch in words, as GitLab writes it. */
export function titleOf(branch: string): string {
  const words = branch.replace(/[_-]+/g, ' ').replace(/\s+/g, ' ').trim().toLowerCase();
  const title = words === '' ? branch : words.charAt(0).toUpperCase() + words.slice(1);
  return [...title].slice(0, LONGEST_TITLE).join('');
}
