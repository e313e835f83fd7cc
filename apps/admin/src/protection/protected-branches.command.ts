import { ProtectedBranches, type ShownBranchRule } from '@app/git-access';
import type { Refusal } from '@app/platform';
import { Command } from 'nest-commander';
import { idOf, Names, present } from '../grammar/names.js';
import { Resource, Verb } from '../grammar/resource.js';
import { Levels, levelWords } from './levels.js';
import {
  BranchRuleChangeOptions,
  BranchRuleListOptions,
  NewBranchRuleOptions,
  RuleOptions,
} from './protection.options.js';

@Command({ name: 'protected-branches', description: 'rules for branches of a project, or of all projects in a group' })
export class ProtectedBranchesCommand extends Resource {
  constructor(
    private readonly branches: ProtectedBranches,
    private readonly names: Names,
    private readonly levels: Levels,
  ) {
    super();
  }

  @Verb('create', 'protect a branch, or all that a wildcard fits', NewBranchRuleOptions)
  async create({ name, project, group, ...rule }: NewBranchRuleOptions): Promise<object> {
    const source = await this.names.source({ project, group });
    const made = await this.branches.create(source, name, await this.ruleOf(rule));
    return typeof made === 'number' ? this.shown(made) : made;
  }

  @Verb('list', 'list rules', BranchRuleListOptions)
  async list({ project, group, ...part }: BranchRuleListOptions): Promise<object[]> {
    const source = await this.names.sourceIfAny({ project, group });
    return (await this.branches.list({ source }, part)).map(inWords);
  }

  @Verb('show', 'show one rule', RuleOptions)
  show({ id }: RuleOptions): Promise<object> {
    return this.shown(idOf(id));
  }

  @Verb('change', 'say anew who may push or merge; what is not given stays', BranchRuleChangeOptions)
  async change({ id, ...rule }: BranchRuleChangeOptions): Promise<object> {
    return (await this.branches.change(idOf(id), await this.ruleOf(rule))) ?? this.shown(idOf(id));
  }

  @Verb('remove', 'take a rule away', RuleOptions)
  remove({ id }: RuleOptions): Promise<Refusal | undefined> {
    return this.branches.remove(idOf(id));
  }

  private async ruleOf({ push, merge, forcePush }: Pick<NewBranchRuleOptions, 'push' | 'merge' | 'forcePush'>) {
    return { push: await this.levels.read(push), merge: await this.levels.read(merge), allowForcePush: forcePush };
  }

  private async shown(id: number): Promise<object> {
    const [rule] = await this.branches.list({ id });
    return inWords(present('rule', id, rule));
  }
}

function inWords({ push, merge, ...rule }: ShownBranchRule): object {
  return { ...rule, push: levelWords(push), merge: levelWords(merge) };
}
