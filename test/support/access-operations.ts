import fc from 'fast-check';
import type { Model, ModelMember } from './access-model.js';

/** A change of a small world: applied to the model, and as SQL to the database. */
export interface Operation {
  readonly kind: (typeof kinds)[number];
  /** Choose among what is there: each is taken modulo the number of candidates. */
  readonly picks: readonly [number, number, number];
  readonly level: number;
  readonly expires: string | null;
  readonly requested: boolean;
  readonly invitation: ModelMember['invitation'];
  readonly state: number | null;
  readonly lock: boolean | null;
}

const kinds = [
  'add member',
  'change member',
  'remove member',
  'add group',
  'move group',
  'remove group',
  'lock namespace',
  'give away space',
  'add project',
  'move project',
  'remove project',
  'share project',
  'change project share',
  'unshare project',
  'share group',
  'change group share',
  'unshare group',
] as const;

/** Memberships, shares and locks more often than the rest; most of them count. */
export function operations(days: readonly string[]): fc.Arbitrary<Operation[]> {
  const often = ['add member', 'add member', 'share project', 'share group', 'lock namespace'] as const;
  const operation = fc.record({
    kind: fc.constantFrom(...kinds, ...often),
    picks: fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50)),
    level: fc.constantFrom(5, 10, 15, 20, 30, 40, 50),
    expires: fc.option(fc.constantFrom(...days), { freq: 2 }),
    requested: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    invitation: fc.constantFrom('none', 'none', 'none', 'none', 'waiting', 'accepted'),
    state: fc.constantFrom(0, 0, 0, 0, null, 1),
    lock: fc.constantFrom(true, false, null),
  });
  return fc.array(operation, { minLength: 8, maxLength: 40 });
}

let lastId = 1000;
const text = (value: string | number | boolean | null): string => (value === null ? 'NULL' : `'${value}'`);

/** Applies an operation to the model; returns the SQL that does the same, or nothing when it makes no sense there. */
export function apply(model: Model, operation: Operation): string | undefined {
  const pick = <Item>(items: Iterable<Item>, which: 0 | 1 | 2): Item | undefined => {
    const all = [...items];
    return all[operation.picks[which] % Math.max(all.length, 1)];
  };
  const groups = (): number[] => [...model.namespaces].filter(([, n]) => n.kind === 'Group').map(([id]) => id);
  const id = ++lastId;

  switch (operation.kind) {
    case 'add member':
    case 'change member': {
      const target = operation.kind === 'add member' ? id : pick(model.members.keys(), 0);
      const user = pick(model.users, 1)!;
      const source = pick(
        [
          ...groups().map((group) => ({ kind: 'group' as const, id: group })),
          ...[...model.projects.keys()].map((project) => ({ kind: 'project' as const, id: project })),
        ],
        2,
      );
      if (target === undefined || source === undefined) return undefined;
      const { level, requested, invitation, state, expires } = operation;
      model.members.set(target, { user, source, level, requested, invitation, state, expires });
      const [sourceType, type] = source.kind === 'group' ? ['Namespace', 'GroupMember'] : ['Project', 'ProjectMember'];
      return `INSERT INTO members (id, user_id, source_type, type, source_id, access_level, requested_at, invite_token,
          invite_accepted_at, state, expires_at, notification_level)
        VALUES (${target}, ${user}, '${sourceType}', '${type}', ${source.id}, ${level}, ${requested ? 'now()' : 'NULL'},
          ${invitation === 'none' ? 'NULL' : text(`token-${target}`)}, ${invitation === 'accepted' ? 'now()' : 'NULL'},
          ${text(state)}, ${text(expires)}, 3)
        ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, source_type = excluded.source_type,
          type = excluded.type, source_id = excluded.source_id, access_level = excluded.access_level,
          requested_at = excluded.requested_at, invite_token = excluded.invite_token,
          invite_accepted_at = excluded.invite_accepted_at, state = excluded.state, expires_at = excluded.expires_at`;
    }
    case 'remove member':
      return remove('members', model.members, pick(model.members.keys(), 0));
    case 'add group': {
      const parent = pick([null, ...groups()], 0) ?? null;
      model.namespaces.set(id, { kind: 'Group', parent, owner: null, lock: false });
      return `INSERT INTO namespaces (id, name, path, type, parent_id)
        VALUES (${id}, 'g${id}', 'g${id}', 'Group', ${text(parent)})`;
    }
    case 'move group': {
      const group = pick(groups(), 0);
      const parent = pick([null, ...groups()], 1) ?? null;
      if (group === undefined) return undefined;
      for (let above = parent; above !== null; above = model.namespaces.get(above)!.parent) {
        if (above === group) return undefined;
      }
      model.namespaces.set(group, { ...model.namespaces.get(group)!, parent });
      return `UPDATE namespaces SET parent_id = ${text(parent)} WHERE id = ${group}`;
    }
    case 'remove group': {
      const group = pick(groups(), 0);
      const used = [...model.projects.values(), ...[...model.namespaces.values()].map((n) => n.parent)];
      if (group === undefined || used.includes(group)) return undefined;
      for (const shares of [model.groupShares, model.projectShares]) {
        for (const [share, { what, withGroup }] of shares) {
          if (withGroup === group || (shares === model.groupShares && what === group)) shares.delete(share);
        }
      }
      return remove('namespaces', model.namespaces, group);
    }
    case 'lock namespace': {
      const namespace = pick(model.namespaces.keys(), 0)!;
      model.namespaces.set(namespace, { ...model.namespaces.get(namespace)!, lock: operation.lock });
      return `UPDATE namespaces SET share_with_group_lock = ${text(operation.lock)} WHERE id = ${namespace}`;
    }
    case 'give away space': {
      const [space, namespace] = pick(
        [...model.namespaces].filter(([, { kind }]) => kind === 'User'),
        0,
      )!;
      const owner = pick(model.users, 1)!;
      model.namespaces.set(space, { ...namespace, owner });
      return `UPDATE namespaces SET owner_id = ${owner} WHERE id = ${space}`;
    }
    case 'add project':
    case 'move project': {
      const project = operation.kind === 'add project' ? id : pick(model.projects.keys(), 0);
      const home = pick(model.namespaces.keys(), 1)!;
      if (project === undefined) return undefined;
      model.projects.set(project, home);
      return operation.kind === 'add project'
        ? `INSERT INTO projects (id, namespace_id) VALUES (${project}, ${home})`
        : `UPDATE projects SET namespace_id = ${home} WHERE id = ${project}`;
    }
    case 'remove project': {
      const project = pick(model.projects.keys(), 0);
      for (const [share, { what }] of model.projectShares) if (what === project) model.projectShares.delete(share);
      return remove('projects', model.projects, project);
    }
    case 'share project':
      return share(
        'project_group_links',
        'project_id',
        'group_id',
        model.projectShares,
        pick(model.projects.keys(), 0),
      );
    case 'share group':
      return share(
        'group_group_links',
        'shared_group_id',
        'shared_with_group_id',
        model.groupShares,
        pick(groups(), 0),
      );
    case 'unshare project':
      return remove('project_group_links', model.projectShares, pick(model.projectShares.keys(), 0));
    case 'unshare group':
      return remove('group_group_links', model.groupShares, pick(model.groupShares.keys(), 0));
    case 'change project share':
      return change('project_group_links', model.projectShares);
    case 'change group share':
      return change('group_group_links', model.groupShares);
  }

  function share(
    table: string,
    whatColumn: string,
    withColumn: string,
    shares: Model['groupShares'],
    what: number | undefined,
  ): string | undefined {
    const withGroup = pick(groups(), 1);
    if (what === undefined || withGroup === undefined) return undefined;
    if ([...shares.values()].some((other) => other.what === what && other.withGroup === withGroup)) return undefined;
    shares.set(id, { what, withGroup, access: operation.level, expires: operation.expires });
    return `INSERT INTO ${table} (id, ${whatColumn}, ${withColumn}, group_access, expires_at, created_at, updated_at)
      VALUES (${id}, ${what}, ${withGroup}, ${operation.level}, ${text(operation.expires)}, now(), now())`;
  }

  function change(table: string, shares: Model['groupShares']): string | undefined {
    const target = pick(shares.keys(), 0);
    if (target === undefined) return undefined;
    shares.set(target, { ...shares.get(target)!, access: operation.level, expires: operation.expires });
    return `UPDATE ${table} SET group_access = ${operation.level}, expires_at = ${text(operation.expires)}
      WHERE id = ${target}`;
  }
}

function remove(table: string, rows: Map<number, unknown>, id: number | undefined): string | undefined {
  return id !== undefined && rows.delete(id) ? `DELETE FROM ${table} WHERE id = ${id}` : undefined;
}
