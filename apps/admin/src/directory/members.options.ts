import { Choice, Day, Text } from '../grammar/fields.js';
import { ListOptions } from '../grammar/list.options.js';
import { LEVEL_WORDS } from '../grammar/words.js';

const GROUP = 'of this group: id or full path';
const PROJECT = 'of this project: id or full path';

export class MemberOptions {
  @Text('id or user name', { required: true }) user: string;
  @Text(GROUP) group?: string;
  @Text(PROJECT) project?: string;
}

export class GrantOptions extends MemberOptions {
  @Choice('access level', LEVEL_WORDS, { required: true }) level: number;
  @Day('day on which it has ended') expires?: string | null;
}

export class MemberListOptions extends ListOptions {
  @Text('only this user') user?: string;
  @Text(GROUP) group?: string;
  @Text(PROJECT) project?: string;
}
