import { ProtectedTags, type ShownTagRule } from '@app/git-access';
import type { Refusal } from '@app/platform';
import { Command } from 'nest-commander';
import { idOf, Names, present } from '../grammar/names.js';
import { Resource, Verb } from '../grammar/resource.js';
import { Levels, levelWords } from './levels.js';
import { NewTagRuleOptions, RuleOptions, TagRuleChangeOptions, TagRuleListOptions } from './protection.options.js';

@Command({ name: 'protected-tags', description: 'rules for tags of a project' })
export class ProtectedTagsCommand extends Resource {
  constructor(
    private readonly tags: ProtectedTags,
    private readonly names: Names,
    private readonly levels: Levels,
  ) {
    super();
  }

  @Verb('create', 'protect a tag, or all that a wildcard fits', NewTagRuleOptions)
  async create({ project, name, create }: NewTagRuleOptions): Promise<object> {
    const made = await this.tags.create(await this.names.project(project), name, await this.levels.read(create));
    return typeof made === 'number' ? this.shown(made) : made;
  }

  @Verb('list', 'list rules', TagRuleListOptions)
  async list({ project, ...part }: TagRuleListOptions): Promise<object[]> {
    const projectId = project === undefined ? undefined : await this.names.project(project);
    return (await this.tags.list({ projectId }, part)).map(inWords);
  }

  @Verb('show', 'show one rule', RuleOptions)
  show({ id }: RuleOptions): Promise<object> {
    return this.shown(idOf(id));
  }

  @Verb('change', 'say anew who may create', TagRuleChangeOptions)
  async change({ id, create }: TagRuleChangeOptions): Promise<object> {
    return (await this.tags.change(idOf(id), (await this.levels.read(create)) ?? [])) ?? this.shown(idOf(id));
  }

  @Verb('remove', 'take a rule away', RuleOptions)
  remove({ id }: RuleOptions): Promise<Refusal | undefined> {
    return this.tags.remove(idOf(id));
  }

  private async shown(id: number): Promise<object> {
    const [rule] = await this.tags.list({ id });
    return inWords(present('rule', id, rule));
  }
}

function inWords({ create, ...rule }: ShownTagRule): object {
  return { ...rule, create: levelWords(create) };
}
