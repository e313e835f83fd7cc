import { Keys, type KeyRefusal, type ShownKey } from '@app/keys';
import { Command } from 'nest-commander';
import { idOf, Names, present } from '../grammar/names.js';
import { Resource, Verb } from '../grammar/resource.js';
import { endOf, keyLine } from './key-lines.js';
import {
  DeployKeyChangeOptions,
  DeployKeyListOptions,
  DeployLinkOptions,
  EnableOptions,
  KeyOptions,
  NewDeployKeyOptions,
} from './keys.options.js';

@Command({ name: 'deploy-keys', description: 'keys of machines, and the projects that they open' })
export class DeployKeysCommand extends Resource {
  constructor(
    private readonly keys: Keys,
    private readonly names: Names,
  ) {
    super();
  }

  @Verb('create', 'make a deploy key that opens nothing yet', NewDeployKeyOptions)
  async create({ key, title, expires, creator }: NewDeployKeyOptions): Promise<object> {
    const creatorId = creator === undefined ? null : await this.names.user(creator);
    const details = { line: keyLine(key), title, expiresAt: endOf(expires ?? null) ?? undefined };
    const made = await this.keys.addDeployKey(creatorId, details);
    return typeof made === 'number' ? this.shown(made) : made;
  }

  @Verb('list', 'list deploy keys, or what opens a project', DeployKeyListOptions)
  async list({ project, ...part }: DeployKeyListOptions): Promise<object[]> {
    if (project === undefined) return (await this.keys.list('deploy', {}, part)).map(withoutUsage);
    return this.keys.links({ projectId: await this.names.project(project) });
  }

  @Verb('show', 'show one deploy key with its projects', KeyOptions)
  show({ id }: KeyOptions): Promise<object> {
    return this.shown(idOf(id));
  }

  @Verb('change', 'change title or end of a deploy key', DeployKeyChangeOptions)
  async change({ id, title, expires }: DeployKeyChangeOptions): Promise<object> {
    const expiresAt = expires === undefined ? undefined : endOf(expires);
    return (await this.keys.change('deploy', idOf(id), { title, expiresAt })) ?? this.shown(idOf(id));
  }

  @Verb('enable', 'let a deploy key read a project, and push with --push', EnableOptions)
  async enable({ id, project, push = false }: EnableOptions): Promise<object> {
    const refusal = await this.keys.enable(idOf(id), await this.names.project(project), push);
    return refusal ?? this.shown(idOf(id));
  }

  @Verb('disable', 'close a project to a deploy key', DeployLinkOptions)
  async disable({ id, project }: DeployLinkOptions): Promise<object> {
    const refusal = await this.keys.disable(idOf(id), await this.names.project(project));
    return refusal ?? this.shown(idOf(id));
  }

  @Verb('remove', 'take a deploy key away from everywhere', KeyOptions)
  async remove({ id }: KeyOptions): Promise<KeyRefusal | undefined> {
    await this.shown(idOf(id));
    return this.keys.remove(idOf(id));
  }

  private async shown(id: number): Promise<object> {
    const key = present('deploy key', id, await this.keys.show('deploy', id));
    const links = await this.keys.links({ keyId: id });
    const projects = links.map(({ project, project_id, can_push }) => ({ project_id, project, can_push }));
    return { ...withoutUsage(key), projects };
  }
}

/** A deploy key is always for both. */
function withoutUsage({ usage_type: _, ...key }: ShownKey): object {
  return key;
}
