import { AgentRefusal, AgentsService, type ShownAgentToken } from '@app/kubernetes';
import { Command } from 'nest-commander';
import { Argument, Text } from '../grammar/fields.js';
import { ListOptions } from '../grammar/list.options.js';
import { idOf, present } from '../grammar/names.js';
import { Resource, Verb } from '../grammar/resource.js';
import { RefusedError } from '../grammar/usage-error.js';

class AgentTokenOptions {
  @Argument('id') id: string;
}

class NewAgentTokenOptions {
  @Text('id of the agent', { required: true }) agent: string;
  @Text('what it is called', { required: true }) name: string;
}

class AgentTokenListOptions extends ListOptions {
  @Text('only of this agent: id') agent?: string;
}

@Command({ name: 'agent-tokens', description: 'what agents show when they connect' })
export class AgentTokensCommand extends Resource {
  constructor(private readonly agents: AgentsService) {
    super();
  }

  @Verb('create', 'make a token; it is shown this once', NewAgentTokenOptions)
  async create({ agent, name }: NewAgentTokenOptions): Promise<object> {
    const made = await this.agents.createToken(idOf(agent), name);
    return made instanceof AgentRefusal ? made : { ...(await this.shown(made.id)), token: made.token };
  }

  @Verb('list', 'list tokens, revoked ones too', AgentTokenListOptions)
  list({ agent, ...part }: AgentTokenListOptions): Promise<ShownAgentToken[]> {
    return this.agents.listTokens({ agentId: agent === undefined ? undefined : idOf(agent) }, part);
  }

  @Verb('show', 'show one token, without its secret', AgentTokenOptions)
  show({ id }: AgentTokenOptions): Promise<ShownAgentToken> {
    return this.shown(idOf(id));
  }

  @Verb('remove', 'revoke a token at once; its row stays', AgentTokenOptions)
  async remove({ id }: AgentTokenOptions): Promise<void> {
    if (!(await this.agents.revokeToken(idOf(id)))) throw new RefusedError(`token ${id} does not exist, or is revoked`);
  }

  private async shown(id: number): Promise<ShownAgentToken> {
    const [token] = await this.agents.listTokens({ id });
    return present('token', id, token);
  }
}
