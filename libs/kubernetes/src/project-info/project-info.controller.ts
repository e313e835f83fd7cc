import { Controller, Get } from '@nestjs/common';
import { BelongsTo, Parameters, RawField, Reply } from '@app/platform';
import { AgentCaller, CallingAgent } from '../agent-tokens/agent.authenticator.js';
import { refusals } from '../refusals.js';
import { RepositoryPresenter, type RepositoryAnswer } from '../repositories/repository.presenter.js';
import { VisibleProjects } from './visible-projects.js';

class ProjectParameters {
  /** Id or full path; anything else names no project. */
  @RawField() id?: unknown;
}

/** `project_info` of kas (kubernetes.md 3). */
export interface ProjectInfo extends RepositoryAnswer {
  readonly project_id: number;
}

/** `GET /internal/kubernetes/project_info` and `verify_project_access`: may the agent read this project, and where. */
@Controller('internal/kubernetes')
@BelongsTo('deployment_management')
@AgentCaller()
export class ProjectInfoController {
  constructor(
    private readonly projects: VisibleProjects,
    private readonly repositories: RepositoryPresenter,
  ) {}

  @Get('project_info')
  async projectInfo(
    @CallingAgent() agent: CallingAgent,
    @Parameters() parameters: ProjectParameters,
  ): Promise<ProjectInfo | Reply> {
    const project = await this.projects.find(agent, parameters.id);
    if (project === undefined) return refusals.notFound;
    return { project_id: project.id, ...this.repositories.present(project) };
  }

  @Get('verify_project_access')
  async verifyProjectAccess(
    @CallingAgent() agent: CallingAgent,
    @Parameters() parameters: ProjectParameters,
  ): Promise<Reply> {
    const project = await this.projects.find(agent, parameters.id);
    return project === undefined ? refusals.notFound : new Reply(204);
  }
}
