import { Controller, Post } from '@nestjs/common';
import { KasCaller } from '@app/auth';
import { BelongsTo, ParameterErrors, Parameters, Reply } from '@app/platform';
import { isStorable } from '../json/storable.js';
import { refusals } from '../refusals.js';
import { AgentConfigurationParameters } from './agent-configuration.parameters.js';
import { AuthorizationsService } from './authorizations.service.js';
import { configuredAccesses } from './configured-access.js';

/** `POST /internal/kubernetes/agent_configuration`: kas 14.7 and later has read an agent's configuration (kubernetes.md 6). */
@Controller('internal/kubernetes/agent_configuration')
@BelongsTo('deployment_management')
@KasCaller()
export class AgentConfigurationController {
  constructor(private readonly authorizations: AuthorizationsService) {}

  @Post()
  async configure(@Parameters() { agent_id, agent_config }: AgentConfigurationParameters): Promise<Reply> {
    if (!isStorable(agent_config)) throw new ParameterErrors(['agent_config is invalid']);
    const known = await this.authorizations.replace(agent_id, configuredAccesses(agent_config));
    return known ? new Reply(204) : refusals.rowNotFound;
  }
}
