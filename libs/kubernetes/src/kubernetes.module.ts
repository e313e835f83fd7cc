import { Module } from '@nestjs/common';
import { AgentInfoController } from './agent-info/agent-info.controller.js';
import { AgentAuthenticator } from './agent-tokens/agent.authenticator.js';
import { TokenUsage } from './agent-tokens/token-usage.js';
import { AgentsService } from './agents/agents.service.js';
import { ProjectInfoController } from './project-info/project-info.controller.js';
import { VisibleProjects } from './project-info/visible-projects.js';
import { RepositoryPresenter } from './repositories/repository.presenter.js';
import { UsageCounters } from './usage-metrics/usage-counters.js';
import { UsageExporter } from './usage-metrics/usage-exporter.js';
import { UsageMetricsController } from './usage-metrics/usage-metrics.controller.js';

/** What kas calls: `/internal/kubernetes` (kubernetes.md). */
@Module({
  controllers: [AgentInfoController, ProjectInfoController, UsageMetricsController],
  providers: [
    AgentAuthenticator,
    AgentsService,
    TokenUsage,
    VisibleProjects,
    RepositoryPresenter,
    UsageCounters,
    UsageExporter,
  ],
  exports: [AgentsService],
})
export class KubernetesModule {}
