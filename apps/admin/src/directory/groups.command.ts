import { Groups, type DirectoryRefusal, type ShownGroup } from '@app/directory';
import { Command } from 'nest-commander';
import { Names, present } from '../grammar/names.js';
import { Resource, Verb } from '../grammar/resource.js';
import { VISIBILITY_WORDS, wordFor } from '../grammar/words.js';
import { GroupChangeOptions, GroupListOptions, GroupOptions, NewGroupOptions } from './groups.options.js';

@Command({ name: 'groups', description: 'groups and subgroups' })
export class GroupsCommand extends Resource {
  constructor(
    private readonly groups: Groups,
    private readonly names: Names,
  ) {
    super();
  }

  @Verb('create', 'make a group', NewGroupOptions)
  async create({ parent, visibility, ...group }: NewGroupOptions): Promise<object> {
    const made = await this.groups.create({
      ...group,
      ...(parent === undefined ? {} : { parentId: await this.names.group(parent) }),
      ...(visibility === undefined ? {} : { visibilityLevel: visibility }),
    });
    return typeof made === 'number' ? this.shown(made) : made;
  }

  @Verb('list', 'list groups', GroupListOptions)
  async list({ search, parent, ...part }: GroupListOptions): Promise<object[]> {
    const parentId = parent === undefined ? undefined : await this.names.group(parent);
    return (await this.groups.list({ search, parentId }, part)).map(inWords);
  }

  @Verb('show', 'show one group', GroupOptions)
  async show({ group }: GroupOptions): Promise<object> {
    return this.shown(await this.names.group(group));
  }

  @Verb('change', 'rename, move or open a group; old paths keep working', GroupChangeOptions)
  async change({ group, parent, top, visibility, ...changes }: GroupChangeOptions): Promise<object> {
    const id = await this.names.group(group);
    const parentId = top ? null : parent === undefined ? undefined : await this.names.group(parent);
    return (await this.groups.change(id, { ...changes, parentId, visibilityLevel: visibility })) ?? this.shown(id);
  }

  @Verb('remove', 'remove an empty group with its memberships and shares', GroupOptions)
  async remove({ group }: GroupOptions): Promise<DirectoryRefusal | undefined> {
    return this.groups.remove(await this.names.group(group));
  }

  private async shown(id: number): Promise<object> {
    return inWords(present('group', id, await this.groups.show(id)));
  }
}

function inWords({ visibility_level, ...group }: ShownGroup): object {
  return { ...group, visibility: wordFor(VISIBILITY_WORDS, visibility_level) };
}
