import type { UserState } from '@app/directory';
import { Argument, Choice, Switch, Text } from '../grammar/fields.js';
import { ListOptions } from '../grammar/list.options.js';
import { STATE_WORDS } from '../grammar/words.js';

export class UserOptions {
  @Argument('id or user name') user: string;
}

export class NewUserOptions {
  @Text('name in paths', { required: true }) username: string;
  @Text('name as people read it', { required: true }) name: string;
  @Text('address', { required: true }) email: string;
  @Switch('administrator') admin?: boolean;
  @Switch('sees internal projects only as a member') external?: boolean;
}

export class UserChangeOptions extends UserOptions {
  @Text('new name in paths') username?: string;
  @Text('name as people read it') name?: string;
  @Text('address') email?: string;
  @Switch('administrator') admin?: boolean;
  @Switch('reads everything') auditor?: boolean;
  @Switch('sees internal projects only as a member') external?: boolean;
  @Choice('state', STATE_WORDS) state?: UserState;
}

export class UserListOptions extends ListOptions {
  @Text('part of the user name, the name or the address') search?: string;
  @Choice('state', STATE_WORDS) state?: UserState;
}
