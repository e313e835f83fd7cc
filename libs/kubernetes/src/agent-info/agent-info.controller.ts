import { Controller, Get } from '@nestjs/common';
import { BelongsTo, FastLane, type Reply } from '@app/platform';
import { AgentCaller, CallingAgent } from '../agent-tokens/agent.authenticator.js';
import { refusals } from '../refusals.js';
import { RepositoryPresenter, type RepositoryAnswer } from '../repositories/repository.presenter.js';

/** `agent_info` of kas (kubernetes.md 2). */
export interface AgentInfo extends RepositoryAnswer {
  readonly project_id: number;
  readonly agent_id: number;
  readonly agent_name: string;
}

/** `GET /internal/kubernetes/agent_info`: who the agent is, and where its configuration lies, whoever may see that. */
@Controller('internal/kubernetes/agent_info')
@BelongsTo('deployment_management')
@AgentCaller()
export class AgentInfoController {
  constructor(private readonly repositories: RepositoryPresenter) {}

  @Get()
  @FastLane()
  agentInfo(@CallingAgent() { id, name, project }: CallingAgent): AgentInfo | Reply {
    if (project === null) return refusals.notFound;
    return { project_id: project.id, agent_id: id, agent_name: name, ...this.repositories.present(project) };
  }
}
