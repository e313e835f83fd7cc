import { DirectoryRefusal, People, type ShownUser } from '@app/directory';
import { Command } from 'nest-commander';
import { Names, present } from '../grammar/names.js';
import { Resource, Verb } from '../grammar/resource.js';
import { NewUserOptions, UserChangeOptions, UserListOptions, UserOptions } from './users.options.js';

@Command({ name: 'users', description: 'people and bots' })
export class UsersCommand extends Resource {
  constructor(
    private readonly people: People,
    private readonly names: Names,
  ) {
    super();
  }

  @Verb('create', 'make an active user with a personal space', NewUserOptions)
  async create(options: NewUserOptions): Promise<ShownUser | DirectoryRefusal> {
    const made = await this.people.create(options);
    return made instanceof DirectoryRefusal ? made : this.shown(made.id);
  }

  @Verb('list', 'list users', UserListOptions)
  list(options: UserListOptions): Promise<ShownUser[]> {
    return this.people.list(options, options);
  }

  @Verb('show', 'show one user', UserOptions)
  async show({ user }: UserOptions): Promise<ShownUser> {
    return this.shown(await this.names.user(user));
  }

  @Verb('change', 'change a user; a new name in paths keeps the old paths working', UserChangeOptions)
  async change({ user, username, ...changes }: UserChangeOptions): Promise<ShownUser | DirectoryRefusal> {
    const id = await this.names.user(user);
    return (
      (await this.people.change(id, { ...changes, ...(username === undefined ? {} : { username }) })) ?? this.shown(id)
    );
  }

  @Verb('remove', 'remove a user with their keys, tokens and memberships', UserOptions)
  async remove({ user }: UserOptions): Promise<DirectoryRefusal | undefined> {
    return this.people.remove(await this.names.user(user));
  }

  private async shown(id: number): Promise<ShownUser> {
    return present('user', id, await this.people.show(id));
  }
}
