import { Injectable } from '@nestjs/common';
import { Clock, Database, transact, type Queries } from '@app/platform';
import { EVERYTHING, type ListPart } from '../list-part.js';
import { isPathName } from '../paths/path-names.js';
import { Paths, type NamespaceRoute } from '../paths/paths.js';
import { refusals, type DirectoryRefusal } from '../refusals.js';
import { hashedDiskPath } from '../storage/disk-path.js';
import { isVisibilityLevel, restrictedVisibilityLevels, VISIBILITY_LEVELS } from '../visibility.js';
import {
  CHANGE_PROJECT,
  DELETE_PROJECT,
  INSERT_FEATURES,
  INSERT_PROJECT,
  INSERT_REPOSITORY,
  PLACE_PROJECT,
  PROJECT,
  PROJECT_NAME_TAKEN,
  PROJECTS,
  RESTRICTED_LEVELS,
} from './projects.sql.js';

export interface NewProject {
  readonly id?: number;
  /** Group or personal space that it lies in. */
  readonly namespaceId: number;
  readonly path: string;
  /** As people read it; the path when it is left out. */
  readonly name?: string;
  /** Private when it is left out. */
  readonly visibilityLevel?: number;
  readonly creatorId?: number;
  /** Name of the Gitaly storage; `default` when it is left out. */
  readonly storage?: string;
}

export interface CreatedProject {
  readonly id: number;
  readonly fullPath: string;
  /** Below the storage, without `.git`. */
  readonly diskPath: string;
}

/** What is left out stays as it is. */
export interface ProjectChanges {
  readonly path?: string;
  readonly name?: string;
  /** Group or personal space that it is to lie in. */
  readonly namespaceId?: number;
  readonly visibilityLevel?: number;
  readonly archived?: boolean;
  readonly repositoryReadOnly?: boolean;
}

/** A project as operators see it. */
export interface ShownProject {
  readonly id: number;
  readonly full_path: string;
  readonly name: string;
  readonly visibility_level: number;
  readonly archived: boolean;
  readonly read_only: boolean;
  readonly storage: string;
  /** Below the storage, without `.git`; null where nobody has written it down. */
  readonly disk_path: string | null;
  readonly created_at: Date | null;
}

export interface ProjectFilter {
  /** Part of the full path, in any case. */
  readonly search?: string;
  /** Group or personal space that it lies in. */
  readonly namespaceId?: number;
}

interface Project {
  readonly name: string;
  readonly path: string;
  readonly namespace_id: number;
}

/** Projects and where they lie. */
@Injectable()
export class Projects {
  constructor(
    private readonly database: Database,
    private readonly paths: Paths,
    private readonly clock: Clock,
  ) {}

  /** Makes a project with its features and the place of its repository. The repository itself is Gitaly's to make. */
  create(project: NewProject, scope: Queries = this.database): Promise<CreatedProject | DirectoryRefusal> {
    const { id = null, namespaceId, path, name = path, creatorId = null, storage = 'default' } = project;
    const visibility = project.visibilityLevel ?? VISIBILITY_LEVELS.private;
    return transact(scope, async (queries) => {
      await this.paths.lock(queries);
      const place = await this.place(queries, namespaceId, path, name, null);
      if (!('fullPath' in place)) return place;
      const refusal = await this.checkVisibility(queries, visibility, place.namespace);
      if (refusal) return refusal;
      const now = this.clock.now();
      const values = [id, name, path, namespaceId, creatorId, visibility, storage, now];
      const [made] = await queries.query<{ id: number }>(INSERT_PROJECT, values);
      const diskPath = hashedDiskPath('@hashed', made!.id);
      await queries.query(INSERT_FEATURES, [made!.id, now]);
      await queries.query(INSERT_REPOSITORY, [made!.id, diskPath, storage]);
      const taken = await this.paths.claim(queries, 'Project', made!.id, place.fullPath, place.fullName);
      return taken ?? { id: made!.id, fullPath: place.fullPath, diskPath };
    });
  }

  /** Gives a project another path, and another name when one is given; the former path keeps leading to it. */
  rename(id: number, path: string, name?: string): Promise<DirectoryRefusal | undefined> {
    return this.change(id, { path, name });
  }

  /** Puts a project into another group or personal space; the former path keeps leading to it. */
  move(id: number, namespaceId: number): Promise<DirectoryRefusal | undefined> {
    return this.change(id, { namespaceId });
  }

  /** Changes a project, wholly or not at all. */
  change(id: number, changes: ProjectChanges): Promise<DirectoryRefusal | undefined> {
    return transact(this.database, async (queries) => {
      const { path, name, namespaceId, visibilityLevel = null, archived = null, repositoryReadOnly = null } = changes;
      const moves = path !== undefined || name !== undefined || namespaceId !== undefined;
      if (moves) await this.paths.lock(queries);
      const [project] = await queries.query<Project & { id: number }>(PROJECT, [id]);
      if (project === undefined) return refusals.projectMissing;
      const refusal = moves ? await this.put(queries, project, changes) : undefined;
      if (refusal) return refusal;
      if (visibilityLevel !== null) {
        const namespace = await this.paths.namespace(queries, namespaceId ?? project.namespace_id);
        const hidden = await this.checkVisibility(queries, visibilityLevel, namespace);
        if (hidden) return hidden;
      }
      await queries.query(CHANGE_PROJECT, [id, visibilityLevel, archived, repositoryReadOnly, this.clock.now()]);
      return undefined;
    });
  }

  /** Takes a project away with all that names it. Its repository stays on Gitaly's disk, where nobody reaches it. */
  remove(id: number): Promise<DirectoryRefusal | undefined> {
    return transact(this.database, async (queries) => {
      await this.paths.lock(queries);
      const deleted = await queries.query(DELETE_PROJECT, [id]);
      return deleted.length === 0 ? refusals.projectMissing : undefined;
    });
  }

  /** Projects in the order of their ids. */
  list(filter: ProjectFilter = {}, { after, limit }: ListPart = EVERYTHING): Promise<ShownProject[]> {
    const values = [null, filter.search ?? null, filter.namespaceId ?? null, after, limit];
    return this.database.query<ShownProject>(PROJECTS, values);
  }

  /** One project; undefined when there is none. */
  async show(id: number): Promise<ShownProject | undefined> {
    const [project] = await this.database.query<ShownProject>(PROJECTS, [id, null, null, 0, 1]);
    return project;
  }

  /** Id of the project at this full path, in any case, also at a former one; undefined when there is none. */
  find(fullPath: string): Promise<number | undefined> {
    return this.paths.find('Project', fullPath);
  }

  private async put(
    queries: Queries,
    former: Project & { readonly id: number },
    { path = former.path, name = former.name, namespaceId = former.namespace_id }: ProjectChanges,
  ): Promise<DirectoryRefusal | undefined> {
    const { id } = former;
    const place = await this.place(queries, namespaceId, path, name, id);
    if (!('fullPath' in place)) return place;
    const refusal = await this.paths.move(queries, 'Project', id, place.fullPath, place.fullName);
    if (refusal) return refusal;
    await queries.query(PLACE_PROJECT, [id, name, path, namespaceId, this.clock.now()]);
    return undefined;
  }

  private async place(
    queries: Queries,
    namespaceId: number,
    path: string,
    name: string,
    self: number | null,
  ): Promise<{ namespace: NamespaceRoute; fullPath: string; fullName: string } | DirectoryRefusal> {
    if (!isPathName(path, 'project')) return refusals.pathInvalid;
    const namespace = await this.paths.namespace(queries, namespaceId);
    if (namespace === undefined) return refusals.namespaceMissing;
    const [row] = await queries.query<{ taken: boolean }>(PROJECT_NAME_TAKEN, [name, namespaceId, self]);
    if (row?.taken) return refusals.nameTaken;
    return { namespace, fullPath: `${namespace.path}/${path}`, fullName: `${namespace.name} / ${name}` };
  }

  /** A project is seen by no more people than its group. */
  private async checkVisibility(
    queries: Queries,
    level: number,
    namespace: NamespaceRoute | undefined,
  ): Promise<DirectoryRefusal | undefined> {
    if (!isVisibilityLevel(level)) return refusals.visibilityInvalid;
    if (namespace?.type === 'Group' && level > namespace.visibility_level) return refusals.visibilityInvalid;
    const [settings] = await queries.query<{ levels: string | null }>(RESTRICTED_LEVELS);
    const restricted = restrictedVisibilityLevels(settings?.levels ?? null);
    return restricted.includes(level) ? refusals.visibilityRestricted : undefined;
  }
}
