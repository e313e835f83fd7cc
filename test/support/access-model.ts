/** Effective access by the rule of schema.md 5.1, written a second time to hold the database's version against it. */

export interface ModelMember {
  readonly user: number;
  readonly source: { readonly kind: 'group' | 'project'; readonly id: number };
  readonly level: number;
  readonly requested: boolean;
  readonly invitation: 'none' | 'waiting' | 'accepted';
  readonly state: number | null;
  readonly expires: string | null;
}

export interface ModelShare {
  readonly what: number;
  readonly withGroup: number;
  readonly access: number;
  readonly expires: string | null;
}

export interface ModelNamespace {
  readonly kind: 'Group' | 'User';
  readonly parent: number | null;
  readonly owner: number | null;
  readonly lock: boolean | null;
}

/** Everything by id. Dates are `YYYY-MM-DD`. */
export interface Model {
  readonly users: readonly number[];
  readonly namespaces: Map<number, ModelNamespace>;
  /** Id of the namespace by id of the project. */
  readonly projects: Map<number, number>;
  readonly members: Map<number, ModelMember>;
  readonly groupShares: Map<number, ModelShare>;
  readonly projectShares: Map<number, ModelShare>;
}

/** Level of a user on a project on a day; 0 = none. */
export function accessLevel(model: Model, user: number, project: number, today: string): number {
  const home = model.projects.get(project);
  if (home === undefined) return 0;
  const namespace = model.namespaces.get(home)!;
  const levels = [membershipLevel(model, user, 'project', project, today)];
  if (namespace.kind === 'User' && namespace.owner === user) levels.push(50);
  if (namespace.kind === 'Group') levels.push(groupLevel(model, user, home, today));
  if (namespace.lock === false) {
    for (const share of liveShares(model.projectShares, today)) {
      if (share.what !== project) continue;
      levels.push(Math.min(groupLevel(model, user, share.withGroup, today), share.access));
    }
  }
  const highest = Math.max(...levels);
  return highest > 5 ? highest : 0;
}

/** Through membership of the group or of one above it, or of a group that one of these is shared with. */
function groupLevel(model: Model, user: number, group: number, today: string): number {
  const levels = [membershipLevel(model, user, 'group', group, today)];
  for (const share of liveShares(model.groupShares, today)) {
    if (share.what !== group) continue;
    levels.push(Math.min(membershipLevel(model, user, 'group', share.withGroup, today), share.access));
  }
  const parent = model.namespaces.get(group)!.parent;
  if (parent !== null) levels.push(groupLevel(model, user, parent, today));
  return Math.max(...levels);
}

/** The highest membership that counts, of exactly this group or project. */
function membershipLevel(model: Model, user: number, kind: 'group' | 'project', id: number, today: string): number {
  const levels = [...model.members.values()]
    .filter((member) => member.user === user && member.source.kind === kind && member.source.id === id)
    .filter((member) => !member.requested && member.invitation !== 'waiting')
    .filter((member) => member.state === null || member.state === 0)
    .filter((member) => member.level > 5 && isLive(member.expires, today))
    .map((member) => member.level);
  return Math.max(0, ...levels);
}

const liveShares = (shares: Map<number, ModelShare>, today: string): ModelShare[] =>
  [...shares.values()].filter((share) => isLive(share.expires, today));

const isLive = (expires: string | null, today: string): boolean => expires === null || expires > today;
