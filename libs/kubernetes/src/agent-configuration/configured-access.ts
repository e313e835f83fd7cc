/** A group or project that the configuration names, and what it says about it. */
export interface ConfiguredAccess {
  /** Full path. */
  readonly path: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Whom an agent lets in: CI jobs and users, by group and by project. */
export interface ConfiguredAccesses {
  readonly ciGroups: readonly ConfiguredAccess[];
  readonly ciProjects: readonly ConfiguredAccess[];
  readonly userGroups: readonly ConfiguredAccess[];
  readonly userProjects: readonly ConfiguredAccess[];
}

/**
 * Reads `ci_access` and `user_access` of an agent's configuration (kubernetes.md 6). People write that file, so that
 * whatever is not as it should be counts as not there.
 */
export function configuredAccesses(configuration: Readonly<Record<string, unknown>>): ConfiguredAccesses {
  const ci = record(configuration.ci_access);
  const user = record(configuration.user_access);
  // Users come in as the agent itself or as themselves; that stands once for all of them.
  const accessAs = 'access_as' in user ? { access_as: user.access_as } : {};
  return {
    ciGroups: entries(ci.groups, withoutId),
    ciProjects: entries(ci.projects, withoutId),
    userGroups: entries(user.groups, () => accessAs),
    userProjects: entries(user.projects, () => accessAs),
  };
}

function entries(
  list: unknown,
  configOf: (entry: Record<string, unknown>) => Record<string, unknown>,
): ConfiguredAccess[] {
  if (!Array.isArray(list)) return [];
  return list.map(record).flatMap((entry) => {
    return typeof entry.id === 'string' ? [{ path: entry.id, config: configOf(entry) }] : [];
  });
}

function withoutId({ id: _id, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return rest;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
