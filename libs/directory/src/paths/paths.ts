import { Injectable } from '@nestjs/common';
import { Clock, Database, type Queries } from '@app/platform';
import { refusals, type DirectoryRefusal } from '../refusals.js';
import {
  DROP_REDIRECTS,
  FIND_BY_PATH,
  INSERT_ROUTE,
  LOCK,
  MOVE_ROUTES,
  NAMESPACE_ROUTE,
  ROUTE_TAKEN,
} from './paths.sql.js';

/** Whose path it is; ids count separately for the two. */
export type PathOwner = 'Namespace' | 'Project';

export interface NamespaceRoute {
  readonly id: number;
  readonly type: string;
  readonly visibility_level: number;
  readonly path: string;
  /** As people read it: `Group / Subgroup`. */
  readonly name: string;
}

/**
 * Paths of users, groups and projects: one owner at a time, whatever the case of the letters (schema.md 2.4). Changes
 * take part in the caller's transaction, which has to begin with `lock`.
 */
@Injectable()
export class Paths {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Lets no other transaction change paths or memberships until this one ends. */
  async lock(queries: Queries): Promise<void> {
    await queries.query(LOCK);
  }

  /** Where a namespace stands; undefined when there is none. */
  async namespace(queries: Queries, id: number): Promise<NamespaceRoute | undefined> {
    const [row] = await queries.query<NamespaceRoute>(NAMESPACE_ROUTE, [id]);
    return row;
  }

  /** Gives a path to a new owner; a former path of somebody else that it repeats leads there no longer. */
  async claim(
    queries: Queries,
    owner: PathOwner,
    id: number,
    path: string,
    name: string,
  ): Promise<DirectoryRefusal | undefined> {
    if (await this.isTaken(queries, path, owner, id)) return refusals.pathTaken;
    await queries.query(DROP_REDIRECTS, [path]);
    await queries.query(INSERT_ROUTE, [owner, id, path, name, this.clock.now()]);
    return undefined;
  }

  /** Gives another path to an owner and to all that is below it; the former paths keep leading there. */
  async move(
    queries: Queries,
    owner: PathOwner,
    id: number,
    path: string,
    name: string,
  ): Promise<DirectoryRefusal | undefined> {
    if (await this.isTaken(queries, path, owner, id)) return refusals.pathTaken;
    await queries.query(DROP_REDIRECTS, [path]);
    await queries.query(MOVE_ROUTES, [owner, id, path, name, this.clock.now()]);
    return undefined;
  }

  /** Id of the owner of a path, also of a former one; undefined when nobody has it. */
  async find(owner: PathOwner, path: string): Promise<number | undefined> {
    if (path.includes('\0')) return undefined;
    const [row] = await this.database.query<{ id: number }>(FIND_BY_PATH, [owner, path]);
    return row?.id;
  }

  private async isTaken(queries: Queries, path: string, owner: PathOwner, id: number): Promise<boolean> {
    const [row] = await queries.query<{ taken: boolean }>(ROUTE_TAKEN, [path, owner, id]);
    return row?.taken === true;
  }
}
