import { DirectoryRefusal, Projects, type ShownProject } from '@app/directory';
import { Command } from 'nest-commander';
import { Names, present } from '../grammar/names.js';
import { Resource, Verb } from '../grammar/resource.js';
import { VISIBILITY_WORDS, wordFor } from '../grammar/words.js';
import { NewProjectOptions, ProjectChangeOptions, ProjectListOptions, ProjectOptions } from './projects.options.js';

@Command({ name: 'projects', description: 'projects; their repositories are made by the first push' })
export class ProjectsCommand extends Resource {
  constructor(
    private readonly projects: Projects,
    private readonly names: Names,
  ) {
    super();
  }

  @Verb('create', 'make a project', NewProjectOptions)
  async create({ namespace, creator, visibility, ...project }: NewProjectOptions): Promise<object> {
    const made = await this.projects.create({
      ...project,
      namespaceId: await this.names.namespace(namespace),
      ...(creator === undefined ? {} : { creatorId: await this.names.user(creator) }),
      ...(visibility === undefined ? {} : { visibilityLevel: visibility }),
    });
    return made instanceof DirectoryRefusal ? made : this.shown(made.id);
  }

  @Verb('list', 'list projects', ProjectListOptions)
  async list({ search, namespace, ...part }: ProjectListOptions): Promise<object[]> {
    const namespaceId = namespace === undefined ? undefined : await this.names.namespace(namespace);
    return (await this.projects.list({ search, namespaceId }, part)).map(inWords);
  }

  @Verb('show', 'show one project', ProjectOptions)
  async show({ project }: ProjectOptions): Promise<object> {
    return this.shown(await this.names.project(project));
  }

  @Verb('change', 'rename, move, open or close a project; old paths keep working', ProjectChangeOptions)
  async change({ project, namespace, visibility, readOnly, ...changes }: ProjectChangeOptions): Promise<object> {
    const id = await this.names.project(project);
    const namespaceId = namespace === undefined ? undefined : await this.names.namespace(namespace);
    const all = { ...changes, namespaceId, visibilityLevel: visibility, repositoryReadOnly: readOnly };
    return (await this.projects.change(id, all)) ?? this.shown(id);
  }

  @Verb('remove', 'remove a project; its repository stays on disk, where nobody reaches it', ProjectOptions)
  async remove({ project }: ProjectOptions): Promise<DirectoryRefusal | undefined> {
    return this.projects.remove(await this.names.project(project));
  }

  private async shown(id: number): Promise<object> {
    return inWords(present('project', id, await this.projects.show(id)));
  }
}

function inWords({ visibility_level, ...project }: ShownProject): object {
  return { ...project, visibility: wordFor(VISIBILITY_WORDS, visibility_level) };
}
