import { Argument, Choice, Day, Switch, Text } from '../grammar/fields.js';
import { ListOptions } from '../grammar/list.options.js';

export const USAGE_WORDS = { 'auth-and-signing': 0, auth: 1, signing: 2 } as const;

export class KeyOptions {
  @Argument('id') id: string;
}

export class NewDeployKeyOptions {
  @Text('public key line, or @file for the first line of a file', { required: true }) key: string;
  @Text('title; the comment of the key unless given') title?: string;
  @Day('day on which it ends') expires?: string | null;
  @Text('who has made it: id or user name') creator?: string;
}

export class NewKeyOptions {
  @Text('whose key: id or user name', { required: true }) user: string;
  @Text('public key line, or @file for the first line of a file', { required: true }) key: string;
  @Text('title; the comment of the key unless given') title?: string;
  @Day('day on which it ends') expires?: string | null;
  @Choice('what it is for, both unless given', USAGE_WORDS) usage?: number;
}

export class DeployKeyChangeOptions extends KeyOptions {
  @Text('title') title?: string;
  @Day('day on which it ends') expires?: string | null;
}

export class KeyChangeOptions extends DeployKeyChangeOptions {
  @Choice('what it is for', USAGE_WORDS) usage?: number;
}

export class KeyListOptions extends ListOptions {
  @Text('only of this user: id or user name') user?: string;
}

export class DeployLinkOptions extends KeyOptions {
  @Text('project: id or full path', { required: true }) project: string;
}

export class EnableOptions extends DeployLinkOptions {
  @Switch('may push as well') push?: boolean;
}

export class DeployKeyListOptions extends ListOptions {
  @Text('only those that open this project: id or full path') project?: string;
}
