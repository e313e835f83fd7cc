import { BIGINT_RANGE, IntegerField, JsonObjectField } from '@app/platform';

export class AgentConfigurationParameters {
  @IntegerField({ required: true, notEmpty: true, ...BIGINT_RANGE }) agent_id: number;
  /** The agent's configuration file, which kas has turned into JSON. */
  @JsonObjectField({ required: true, notEmpty: true }) agent_config: Record<string, unknown>;
}
