/** Why push options had no effect, as the pusher reads it (git-access.md 11.3). */
export const optionErrors = {
  notAProject: 'Push options are only supported for projects',
  noUser: 'User is required',
  accessDenied: 'User access was denied',
  otherNetwork: (source: string, target: string) => `Projects ${source} and ${target} are not in the same network`,
  disabled: (target: string) => `Merge requests are not enabled for project ${target}`,
  tooManyBranches: (count: number, limit: number) =>
    `Too many branches pushed (${count} were pushed, limit is ${limit})`,
  noTarget: (target: string, branch: string) => `Target branch ${target}:${branch} does not exist`,
  createRequired: (branch: string) =>
    `A merge_request.create push option is required to create a merge request for branch ${branch}`,
  sameBranch: "Branch conflict You can't use same project/branch for source and target",
  alreadyOpen: (iid: number) =>
    `Validate branches Another open merge request already exists for this source branch: !${iid}`,
  titleTooLong: (limit: number) => `Title is too long (maximum is ${limit} characters)`,
  unknown: 'An unknown error occurred',
} as const;

/** The alert that tells the errors, with every option of the push. */
export function optionWarning(options: readonly string[], errors: readonly string[]): string {
  const quoted = options.map((option) => `'${option}'`).join(' ');
  return `WARNINGS:\nError encountered with push options ${quoted}: ${errors.join('\n\n')}`;
}
