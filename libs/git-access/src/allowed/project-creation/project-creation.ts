import { Inject, Injectable } from '@nestjs/common';
import {
  DirectoryRefusal,
  directoryRefusals,
  formatRepositoryIdentifier,
  Projects,
  VISIBILITY_LEVELS,
} from '@app/directory';
import {
  Clock,
  Configuration,
  Database,
  describeError,
  Logger,
  requestBudget,
  ServiceUnavailable,
} from '@app/platform';
import { denials, type Denial, type NewProject } from '../../decision/index.js';
import { RepositoryContents } from '../repository-content/repository-contents.js';
import { NAMESPACE_FOR_PROJECT, NOTE_NEW_REPOSITORY, type NamespaceRow } from './project-creation.sql.js';

/** Levels of `project_creation_level` and who has them; any other lets nobody in. */
const MEMBERS_WHO_CREATE: Readonly<Record<number, number>> = { 1: 40, 2: 30 };

const DEFAULT_BRANCH = 'main';

/** `taken`: something lies at the path by now, perhaps made by a push of the same moment. */
export type CreationOutcome = 'created' | 'taken' | Denial;

/** What two pushes to one new path meet. */
const TAKEN: readonly DirectoryRefusal[] = [directoryRefusals.pathTaken, directoryRefusals.nameTaken];

/** Makes the project that a first push asks for (git-access.md 3.8). */
@Injectable()
export class ProjectCreation {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly contents: RepositoryContents,
    private readonly clock: Clock,
    @Inject(Configuration) private readonly configuration: Configuration,
    private readonly logger: Logger,
  ) {}

  /**
   * A private, empty project for this user; or why not: like a missing one to whoever may not create it, with the reason
   * to whoever may.
   */
  async create({ namespacePath, name }: NewProject, userId: number): Promise<CreationOutcome> {
    const values = [namespacePath, userId, this.clock.today()];
    const [namespace] = await this.database.query<NamespaceRow>(NAMESPACE_FOR_PROJECT, values);
    if (namespace === undefined || !mayCreate(namespace)) return denials.projectNotFound;
    const storage = this.storage();
    const project = await this.projects.create({
      namespaceId: namespace.id,
      path: name,
      creatorId: userId,
      visibilityLevel: VISIBILITY_LEVELS.private,
      storage,
    });
    if (project instanceof DirectoryRefusal) {
      return TAKEN.includes(project) ? 'taken' : denials.creationFailed([project.message]);
    }
    this.logger.info('project created by push', { gl_project_id: project.id, gl_user_id: userId });
    await this.makeRepository(storage, project, namespace.default_branch);
    return 'created';
  }

  /** Where nobody here can make a repository, it is marked as there and Gitaly's side makes it. */
  private async makeRepository(
    storage: string,
    { id, diskPath }: { readonly id: number; readonly diskPath: string },
    defaultBranch: string | null,
  ): Promise<void> {
    const branch = defaultBranch ?? DEFAULT_BRANCH;
    const identifier = formatRepositoryIdentifier({ kind: 'project', id });
    // The project stays, so what became of its repository is noted even when the time of the request is up.
    const note = (exists: boolean) =>
      this.database.query(NOTE_NEW_REPOSITORY, [identifier, exists, branch, this.clock.now()], null);
    try {
      const signal = requestBudget()?.signal ?? AbortSignal.timeout(this.configuration.ALLOWED_TIMEOUT);
      await this.contents.of(storage)?.create(`${diskPath}.git`, branch, signal);
    } catch (error) {
      this.logger.error('repository not created', { gl_project_id: id, ...describeError(error) });
      await note(false);
      throw new ServiceUnavailable();
    }
    await note(true);
  }

  /** `default` where there is one, as GitLab's own installations have. */
  private storage(): string {
    const names = Object.keys(this.configuration.GITALY_STORAGES);
    return names.includes('default') ? 'default' : (names[0] ?? 'default');
  }
}

function mayCreate({ type, owned, admin, projects_limit, projects, creation_level, level }: NamespaceRow): boolean {
  if (type === 'User') return owned === true && projects < projects_limit;
  const needed = MEMBERS_WHO_CREATE[creation_level];
  return needed !== undefined && (admin || level >= needed);
}
