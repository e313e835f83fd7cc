import { Injectable } from '@nestjs/common';
import { Clock, Database, transact, type Queries } from '@app/platform';
import { EVERYTHING, type ListPart } from '../list-part.js';
import { isPathName } from '../paths/path-names.js';
import { Paths, type NamespaceRoute } from '../paths/paths.js';
import { refusals, type DirectoryRefusal } from '../refusals.js';
import { isVisibilityLevel, VISIBILITY_LEVELS } from '../visibility.js';
import {
  CHANGE_GROUP,
  DELETE_GROUP,
  GROUP,
  GROUP_NAME_TAKEN,
  GROUPS,
  HIDES_LESS,
  INSERT_GROUP,
  IS_BELOW,
  IS_EMPTY,
  SET_VISIBILITY,
} from './groups.sql.js';

export interface NewGroup {
  readonly id?: number;
  readonly path: string;
  /** As people read it; the path when it is left out. */
  readonly name?: string;
  /** None: a top-level group. */
  readonly parentId?: number;
  /** Private when it is left out. */
  readonly visibilityLevel?: number;
}

/** A group as operators see it. */
export interface ShownGroup {
  readonly id: number;
  readonly full_path: string;
  readonly name: string;
  readonly parent_id: number | null;
  readonly visibility_level: number;
  readonly created_at: Date | null;
}

export interface GroupFilter {
  /** Part of the full path, in any case. */
  readonly search?: string;
  readonly parentId?: number;
}

/** What is left out stays as it is. */
export interface GroupChanges {
  readonly path?: string;
  readonly name?: string;
  /** Null: to the top. */
  readonly parentId?: number | null;
  readonly visibilityLevel?: number;
}

interface Group {
  readonly name: string;
  readonly path: string;
  readonly parent_id: number | null;
}

/** Groups and the tree that they make. */
@Injectable()
export class Groups {
  constructor(
    private readonly database: Database,
    private readonly paths: Paths,
    private readonly clock: Clock,
  ) {}

  /** Makes a group, in the caller's transaction when one is given; returns its id. */
  create(group: NewGroup, scope: Queries = this.database): Promise<number | DirectoryRefusal> {
    const { id = null, path, name = path, parentId = null, visibilityLevel = VISIBILITY_LEVELS.private } = group;
    return transact(scope, async (queries) => {
      await this.paths.lock(queries);
      const place = await this.place(queries, parentId, path, name, null);
      if (!('fullPath' in place)) return place;
      if (!isVisibilityLevel(visibilityLevel)) return refusals.visibilityInvalid;
      if (place.parent && visibilityLevel > place.parent.visibility_level) return refusals.visibilityInvalid;
      const values = [id, name, path, parentId, visibilityLevel, this.clock.now()];
      const [made] = await queries.query<{ id: number }>(INSERT_GROUP, values);
      const refusal = await this.paths.claim(queries, 'Namespace', made!.id, place.fullPath, place.fullName);
      return refusal ?? made!.id;
    });
  }

  /** Gives a group another path, and another name when one is given. */
  rename(id: number, path: string, name?: string): Promise<DirectoryRefusal | undefined> {
    return this.change(id, { path, name });
  }

  /** Puts a group, with all that is below it, below another one, or at the top. */
  move(id: number, parentId: number | null): Promise<DirectoryRefusal | undefined> {
    return this.change(id, { parentId });
  }

  /** Changes a group, wholly or not at all. */
  change(id: number, changes: GroupChanges): Promise<DirectoryRefusal | undefined> {
    return transact(this.database, async (queries) => {
      await this.paths.lock(queries);
      const [former] = await queries.query<Group & { id: number }>(GROUP, [id]);
      if (former === undefined) return refusals.groupMissing;
      const { path = former.path, name = former.name, parentId = former.parent_id, visibilityLevel } = changes;
      if (parentId !== null) {
        const [row] = await queries.query<{ below: boolean }>(IS_BELOW, [id, parentId]);
        if (row?.below) return refusals.belowItself;
      }
      const place = await this.place(queries, parentId, path, name, id);
      if (!('fullPath' in place)) return place;
      // Routes first: the statement finds what is below by where it still is.
      const refusal = await this.paths.move(queries, 'Namespace', id, place.fullPath, place.fullName);
      if (refusal) return refusal;
      await queries.query(CHANGE_GROUP, [id, name, path, parentId, this.clock.now()]);
      return visibilityLevel === undefined ? undefined : this.setVisibility(queries, id, visibilityLevel, place.parent);
    });
  }

  /** Takes a group away with its memberships and shares; not while something lies in it. */
  remove(id: number): Promise<DirectoryRefusal | undefined> {
    return transact(this.database, async (queries) => {
      await this.paths.lock(queries);
      const [group] = await queries.query(GROUP, [id]);
      if (group === undefined) return refusals.groupMissing;
      const [row] = await queries.query<{ empty: boolean }>(IS_EMPTY, [id]);
      if (!row?.empty) return refusals.groupNotEmpty;
      await queries.query(DELETE_GROUP, [id]);
      return undefined;
    });
  }

  /** Groups in the order of their ids. */
  list(filter: GroupFilter = {}, { after, limit }: ListPart = EVERYTHING): Promise<ShownGroup[]> {
    const values = [null, filter.search ?? null, filter.parentId ?? null, after, limit];
    return this.database.query<ShownGroup>(GROUPS, values);
  }

  /** One group; undefined when there is none. */
  async show(id: number): Promise<ShownGroup | undefined> {
    const [group] = await this.database.query<ShownGroup>(GROUPS, [id, null, null, 0, 1]);
    return group;
  }

  /** Id of the group at this full path, in any case, also at a former one; undefined when there is none. */
  async find(fullPath: string): Promise<number | undefined> {
    const id = await this.paths.find('Namespace', fullPath);
    if (id === undefined) return undefined;
    const [group] = await this.database.query(GROUP, [id]);
    return group === undefined ? undefined : id;
  }

  /** Id of the group or personal space at this full path, in any case, also at a former one. */
  findNamespace(fullPath: string): Promise<number | undefined> {
    return this.paths.find('Namespace', fullPath);
  }

  /** No fewer people than may see what lies in it, and no more than may see what it lies in. */
  private async setVisibility(
    queries: Queries,
    id: number,
    level: number,
    parent: NamespaceRoute | undefined,
  ): Promise<DirectoryRefusal | undefined> {
    if (!isVisibilityLevel(level) || (parent && level > parent.visibility_level)) return refusals.visibilityInvalid;
    const [inside] = await queries.query<{ found: boolean }>(HIDES_LESS, [id, level]);
    if (inside?.found) return refusals.visibilityBelow;
    await queries.query(SET_VISIBILITY, [id, level, this.clock.now()]);
    return undefined;
  }

  private async place(
    queries: Queries,
    parentId: number | null,
    path: string,
    name: string,
    self: number | null,
  ): Promise<{ parent?: NamespaceRoute; fullPath: string; fullName: string } | DirectoryRefusal> {
    if (!isPathName(path, parentId === null ? 'top' : 'subgroup')) return refusals.pathInvalid;
    const [row] = await queries.query<{ taken: boolean }>(GROUP_NAME_TAKEN, [name, parentId, self]);
    if (row?.taken) return refusals.nameTaken;
    if (parentId === null) return { fullPath: path, fullName: name };
    const parent = await this.paths.namespace(queries, parentId);
    if (parent?.type !== 'Group') return refusals.groupMissing;
    return { parent, fullPath: `${parent.path}/${path}`, fullName: `${parent.name} / ${name}` };
  }
}
