import { AgentRefusal, AgentsService, type ShownAgent } from '@app/kubernetes';
import { Command } from 'nest-commander';
import { Argument, Text } from '../grammar/fields.js';
import { ListOptions } from '../grammar/list.options.js';
import { idOf, Names, present } from '../grammar/names.js';
import { Resource, Verb } from '../grammar/resource.js';
import { RefusedError } from '../grammar/usage-error.js';

class AgentOptions {
  @Argument('id') id: string;
}

class NewAgentOptions {
  @Text('project with its configuration: id or full path', { required: true }) project: string;
  @Text('lower-case letters, digits and -', { required: true }) name: string;
  @Text('who has made it: id or user name') creator?: string;
}

class AgentListOptions extends ListOptions {
  @Text('only of this project: id or full path') project?: string;
}

@Command({ name: 'agents', description: 'agents of Kubernetes clusters' })
export class AgentsCommand extends Resource {
  constructor(
    private readonly agents: AgentsService,
    private readonly names: Names,
  ) {
    super();
  }

  @Verb('create', 'make an agent; it needs a token of "agent-tokens create"', NewAgentOptions)
  async create({ project, name, creator }: NewAgentOptions): Promise<ShownAgent | AgentRefusal> {
    const createdBy = creator === undefined ? undefined : await this.names.user(creator);
    const made = await this.agents.createAgent(await this.names.project(project), name, createdBy);
    return made instanceof AgentRefusal ? made : this.shown(made.id);
  }

  @Verb('list', 'list agents', AgentListOptions)
  async list({ project, ...part }: AgentListOptions): Promise<ShownAgent[]> {
    const projectId = project === undefined ? undefined : await this.names.project(project);
    return this.agents.listAgents({ projectId }, part);
  }

  @Verb('show', 'show one agent', AgentOptions)
  show({ id }: AgentOptions): Promise<ShownAgent> {
    return this.shown(idOf(id));
  }

  @Verb('remove', 'remove an agent with its tokens', AgentOptions)
  async remove({ id }: AgentOptions): Promise<void> {
    if (!(await this.agents.removeAgent(idOf(id)))) throw new RefusedError(`agent ${id} does not exist`);
  }

  private async shown(id: number): Promise<ShownAgent> {
    const [agent] = await this.agents.listAgents({ id });
    return present('agent', id, agent);
  }
}
