import { Argument, Choice, Switch, Text } from '../grammar/fields.js';
import { ListOptions } from '../grammar/list.options.js';
import { VISIBILITY_WORDS } from '../grammar/words.js';

export class ProjectOptions {
  @Argument('id or full path') project: string;
}

export class NewProjectOptions {
  @Text('group or user that it is to lie in: id of the namespace, or full path', { required: true }) namespace: string;
  @Text('last part of the path', { required: true }) path: string;
  @Text('name as people read it; the path unless given') name?: string;
  @Choice('who sees it, private unless given', VISIBILITY_WORDS) visibility?: number;
  @Text('who has made it: id or user name') creator?: string;
  @Text('Gitaly storage; "default" unless given') storage?: string;
}

export class ProjectChangeOptions extends ProjectOptions {
  @Text('last part of the path') path?: string;
  @Text('name as people read it') name?: string;
  @Text('group or user that it is to lie in') namespace?: string;
  @Choice('who sees it', VISIBILITY_WORDS) visibility?: number;
  @Switch('can be read only, for good') archived?: boolean;
  @Switch('can be read only, for now') readOnly?: boolean;
}

export class ProjectListOptions extends ListOptions {
  @Text('part of the full path') search?: string;
  @Text('only directly in this group or personal space') namespace?: string;
}
