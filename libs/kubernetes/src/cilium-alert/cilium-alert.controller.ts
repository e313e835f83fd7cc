import { Controller, Inject, Post } from '@nestjs/common';
import { BelongsTo, Configuration, Reply } from '@app/platform';
import { AgentCaller, CallingAgent } from '../agent-tokens/agent.authenticator.js';
import { refusals } from '../refusals.js';
import { AlertParameter } from './alert.parameter.js';
import { AlertsService } from './alerts.service.js';

/**
 * `POST /internal/kubernetes/modules/cilium_alert`: a network policy of a cluster has caught something (kubernetes.md 5).
 * The answer is the bare status; kas hands it to the agent.
 */
@Controller('internal/kubernetes/modules/cilium_alert')
@BelongsTo('container_network_security')
@AgentCaller()
export class CiliumAlertController {
  constructor(
    private readonly alerts: AlertsService,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  @Post()
  async receive(@CallingAgent() agent: CallingAgent, @AlertParameter() alert: string): Promise<Reply> {
    if (agent.project === null) return refusals.notFound;
    if (!this.configuration.CILIUM_ALERTS) return refusals.forbidden;
    const outcome = await this.alerts.receive(agent.project.id, alert);
    const status = outcome === 'refused' ? 400 : 200;
    return new Reply(status, status);
  }
}
