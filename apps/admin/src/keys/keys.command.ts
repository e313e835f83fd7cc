import { Keys, type KeyRefusal, type ShownKey } from '@app/keys';
import { Command } from 'nest-commander';
import { idOf, Names, present } from '../grammar/names.js';
import { Resource, Verb } from '../grammar/resource.js';
import { wordFor } from '../grammar/words.js';
import { endOf, keyLine } from './key-lines.js';
import { KeyChangeOptions, KeyListOptions, KeyOptions, NewKeyOptions, USAGE_WORDS } from './keys.options.js';

@Command({ name: 'keys', description: 'SSH keys of users' })
export class KeysCommand extends Resource {
  constructor(
    private readonly keys: Keys,
    private readonly names: Names,
  ) {
    super();
  }

  @Verb('create', 'give a user a key', NewKeyOptions)
  async create({ user, key, title, expires, usage }: NewKeyOptions): Promise<object> {
    const details = { line: keyLine(key), title, expiresAt: endOf(expires ?? null) ?? undefined };
    const made = await this.keys.add(await this.names.user(user), details, usage);
    return typeof made === 'number' ? this.shown(made) : made;
  }

  @Verb('list', 'list keys', KeyListOptions)
  async list({ user, ...part }: KeyListOptions): Promise<object[]> {
    const userId = user === undefined ? undefined : await this.names.user(user);
    return (await this.keys.list('user', { userId }, part)).map(inWords);
  }

  @Verb('show', 'show one key', KeyOptions)
  show({ id }: KeyOptions): Promise<object> {
    return this.shown(idOf(id));
  }

  @Verb('change', 'change title, end or use of a key', KeyChangeOptions)
  async change({ id, title, usage, expires }: KeyChangeOptions): Promise<object> {
    const expiresAt = expires === undefined ? undefined : endOf(expires);
    return (await this.keys.change('user', idOf(id), { title, usage, expiresAt })) ?? this.shown(idOf(id));
  }

  @Verb('remove', 'take a key away', KeyOptions)
  async remove({ id }: KeyOptions): Promise<KeyRefusal | undefined> {
    await this.shown(idOf(id));
    return this.keys.remove(idOf(id));
  }

  private async shown(id: number): Promise<object> {
    return inWords(present('key', id, await this.keys.show('user', id)));
  }
}

function inWords({ usage_type, ...key }: ShownKey): object {
  return { ...key, usage: wordFor(USAGE_WORDS, usage_type) };
}
