import { Argument, Choice, Switch, Text } from '../grammar/fields.js';
import { ListOptions } from '../grammar/list.options.js';
import { VISIBILITY_WORDS } from '../grammar/words.js';

export class GroupOptions {
  @Argument('id or full path') group: string;
}

export class NewGroupOptions {
  @Text('last part of the path', { required: true }) path: string;
  @Text('name as people read it; the path unless given') name?: string;
  @Text('group that it is to lie in: id or full path') parent?: string;
  @Choice('who sees it, private unless given', VISIBILITY_WORDS) visibility?: number;
}

export class GroupChangeOptions extends GroupOptions {
  @Text('last part of the path') path?: string;
  @Text('name as people read it') name?: string;
  @Text('group that it is to lie in: id or full path') parent?: string;
  @Switch('to lie in no group') top?: boolean;
  @Choice('who sees it', VISIBILITY_WORDS) visibility?: number;
}

export class GroupListOptions extends ListOptions {
  @Text('part of the full path') search?: string;
  @Text('only directly in this group: id or full path') parent?: string;
}
