import { Argument, Switch, Text, Texts } from '../grammar/fields.js';
import { ListOptions } from '../grammar/list.options.js';
import { LEVEL_HELP, PUSH_LEVEL_HELP } from './levels.js';

const BRANCH = 'branch, or a wildcard with *';
const TAG = 'tag, or a wildcard with *';
const PROJECT = 'project: id or full path';

export class RuleOptions {
  @Argument('id of the rule') id: string;
}

export class NewBranchRuleOptions {
  @Text(PROJECT) project?: string;
  @Text('group, for all projects in it: id or full path') group?: string;
  @Text(BRANCH, { required: true }) name: string;
  @Texts(`who may push: ${PUSH_LEVEL_HELP}`) push?: string[];
  @Texts(`who may merge: ${LEVEL_HELP}`) merge?: string[];
  @Switch('force pushes are allowed') forcePush?: boolean;
}

export class BranchRuleChangeOptions extends RuleOptions {
  @Texts(`who may push: ${PUSH_LEVEL_HELP}`) push?: string[];
  @Texts(`who may merge: ${LEVEL_HELP}`) merge?: string[];
  @Switch('force pushes are allowed') forcePush?: boolean;
}

export class BranchRuleListOptions extends ListOptions {
  @Text(PROJECT) project?: string;
  @Text('group: id or full path') group?: string;
}

export class NewTagRuleOptions {
  @Text(PROJECT, { required: true }) project: string;
  @Text(TAG, { required: true }) name: string;
  @Texts(`who may create: ${PUSH_LEVEL_HELP}`) create?: string[];
}

export class TagRuleChangeOptions extends RuleOptions {
  @Texts(`who may create: ${PUSH_LEVEL_HELP}`, { required: true }) create: string[];
}

export class TagRuleListOptions extends ListOptions {
  @Text(PROJECT) project?: string;
}
