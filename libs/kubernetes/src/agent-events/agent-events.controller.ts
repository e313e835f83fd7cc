import { Controller, Post } from '@nestjs/common';
import { KasCaller } from '@app/auth';
import { BelongsTo, Logger, Parameters, Reply } from '@app/platform';
import type { Sighting } from '../usage-metrics/counters.js';
import { UsageCounters } from '../usage-metrics/usage-counters.js';
import { AgentEventsParameters } from './agent-events.parameters.js';

const USER_EVENTS = [
  'k8s_api_proxy_requests_unique_users_via_ci_access',
  'k8s_api_proxy_requests_unique_users_via_user_access',
  'k8s_api_proxy_requests_unique_users_via_pat_access',
] as const;

/**
 * `POST /internal/kubernetes/agent_events`: what later kas tells one by one instead of in sums (kubernetes.md 6). Users are
 * counted as `usage_metrics` counts them; agents that connect are told to the log.
 */
@Controller('internal/kubernetes/agent_events')
@BelongsTo('deployment_management')
@KasCaller()
export class AgentEventsController {
  constructor(
    private readonly counters: UsageCounters,
    private readonly logger: Logger,
  ) {}

  @Post()
  async record(@Parameters() { events }: AgentEventsParameters): Promise<Reply> {
    const sightings = USER_EVENTS.map((name): Sighting => {
      const ids = (events?.[name] ?? []).flatMap(({ user_id }) => user_id ?? []);
      return { name, ids: [...new Set(ids)] };
    });
    await this.counters.count([], sightings);
    for (const {
      agent_id,
      project_id,
      agent_version,
      architecture,
      kubernetes_version,
    } of events?.register_agent_at_kas ?? []) {
      this.logger.info('agent connected', {
        agent_id,
        gl_project_id: project_id,
        agent_version,
        architecture,
        kubernetes_version,
      });
    }
    return new Reply(204);
  }
}
