import { Choice, Text } from '../grammar/fields.js';

const ACTIONS = {
  'git-upload-pack': 'git-upload-pack',
  'git-receive-pack': 'git-receive-pack',
  'git-upload-archive': 'git-upload-archive',
} as const;

const PROTOCOLS = { ssh: 'ssh', http: 'http', web: 'web' } as const;

export class WhyOptions {
  @Text('full path of the project, or of its wiki; or an identifier such as project-7') project?: string;
  @Text('key: id') key?: string;
  @Text('user: id or user name') user?: string;
  @Text('user name') username?: string;
  @Choice('Git command, a push where --ref is given and else a pull', ACTIONS) action?: string;
  @Text('ref that a push changes, such as refs/heads/main') ref?: string;
  @Text('revision before the push; 0 for a new ref') old?: string;
  @Text('revision after the push; 0 for a ref that is deleted') new?: string;
  @Choice('protocol, ssh unless given', PROTOCOLS) protocol?: string;
  @Text('address that the user comes from') ip?: string;
}
