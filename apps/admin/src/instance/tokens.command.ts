import { PersonalAccessTokens, TokenList, type ShownToken } from '@app/auth';
import { Command } from 'nest-commander';
import { Argument, Day, Switch, Text, Texts } from '../grammar/fields.js';
import { ListOptions } from '../grammar/list.options.js';
import { idOf, Names, present } from '../grammar/names.js';
import { Resource, Verb } from '../grammar/resource.js';
import { RefusedError } from '../grammar/usage-error.js';

class TokenOptions {
  @Argument('id') id: string;
}

class NewTokenOptions {
  @Text('whose token: id or user name; the billing portal needs an administrator', { required: true }) user: string;
  @Text('what it is called', { required: true }) name: string;
  @Texts('scope such as api or read_api; api unless given (may be given several times)') scope?: string[];
  @Day('first day on which it no longer counts', { required: true }) expires: string | null;
}

class TokenListOptions extends ListOptions {
  @Text('only of this user: id or user name') user?: string;
  @Switch('only of administrators') admins?: boolean;
}

@Command({ name: 'tokens', description: 'personal access tokens: how the billing portal and administrators call' })
export class TokensCommand extends Resource {
  constructor(
    private readonly tokens: PersonalAccessTokens,
    private readonly tokenList: TokenList,
    private readonly names: Names,
  ) {
    super();
  }

  @Verb('create', 'make a token; it is shown this once', NewTokenOptions)
  async create({ user, name, scope = ['api'], expires }: NewTokenOptions): Promise<object> {
    const userId = await this.names.user(user);
    const made = await this.tokens.create({ userId, name, scopes: scope, expiresAt: expires });
    const { id, token } = present('user', userId, made);
    return { ...(await this.shown(id)), token };
  }

  @Verb('list', 'list tokens, whatever their state', TokenListOptions)
  async list({ user, admins, ...part }: TokenListOptions): Promise<ShownToken[]> {
    const userId = user === undefined ? undefined : await this.names.user(user);
    return this.tokenList.list({ userId, admins }, part);
  }

  @Verb('show', 'show one token, without its secret', TokenOptions)
  show({ id }: TokenOptions): Promise<ShownToken> {
    return this.shown(idOf(id));
  }

  @Verb('remove', 'revoke a token at once; its row stays', TokenOptions)
  async remove({ id }: TokenOptions): Promise<void> {
    if (!(await this.tokenList.revoke(idOf(id)))) throw new RefusedError(`token ${id} does not exist, or is revoked`);
  }

  private async shown(id: number): Promise<ShownToken> {
    const [token] = await this.tokenList.list({ id });
    return present('token', id, token);
  }
}
