import { Module } from '@nestjs/common';
import { AgentConfigurationController } from './agent-configuration/agent-configuration.controller.js';
import { AuthorizationsService } from './agent-configuration/authorizations.service.js';
import { AgentEventsController } from './agent-events/agent-events.controller.js';
import { AgentInfoController } from './agent-info/agent-info.controller.js';
import { AgentAuthenticator } from './agent-tokens/agent.authenticator.js';
import { TokenUsage } from './agent-tokens/token-usage.js';
import { AgentsService } from './agents/agents.service.js';
import { AlertsService } from './cilium-alert/alerts.service.js';
import { CiliumAlertController } from './cilium-alert/cilium-alert.controller.js';
import { ProjectInfoController } from './project-info/project-info.controller.js';
import { VisibleProjects } from './project-info/visible-projects.js';
import { RepositoryPresenter } from './repositories/repository.presenter.js';
import { UsageCounters } from './usage-metrics/usage-counters.js';
import { UsageExporter } from './usage-metrics/usage-exporter.js';
import { UsageMetricsController } from './usage-metrics/usage-metrics.controller.js';

/** What kas calls: `/internal/kubernetes` (kubernetes.md). */
@Module({
  controllers: [
    AgentInfoController,
    ProjectInfoController,
    UsageMetricsController,
    CiliumAlertController,
    AgentConfigurationController,
    AgentEventsController,
  ],
  providers: [
    AgentAuthenticator,
    AgentsService,
    TokenUsage,
    VisibleProjects,
    RepositoryPresenter,
    UsageCounters,
    UsageExporter,
    AlertsService,
    AuthorizationsService,
  ],
  exports: [AgentsService],
})
export class KubernetesModule {}
