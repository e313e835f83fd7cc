import { BIGINT_RANGE, IntegerField, ObjectField, ObjectListField, StringField } from '@app/platform';

/** A user who has reached a cluster. */
class UserEvent {
  @IntegerField(BIGINT_RANGE) user_id?: number | null;
  @IntegerField(BIGINT_RANGE) project_id?: number | null;
}

class Telemetry {
  @StringField() installation_method?: string | null;
  @StringField() helm_chart_version?: string | null;
}

/** An agent that has connected to kas. */
class Registration {
  @IntegerField(BIGINT_RANGE) project_id?: number | null;
  @IntegerField(BIGINT_RANGE) agent_id?: number | null;
  @StringField() agent_version?: string | null;
  @StringField() architecture?: string | null;
  @StringField() kubernetes_version?: string | null;
  @ObjectField(Telemetry) extra_telemetry_data?: Telemetry | null;
}

class Events {
  @ObjectListField(UserEvent) k8s_api_proxy_requests_unique_users_via_ci_access?: UserEvent[];
  @ObjectListField(UserEvent) k8s_api_proxy_requests_unique_users_via_user_access?: UserEvent[];
  @ObjectListField(UserEvent) k8s_api_proxy_requests_unique_users_via_pat_access?: UserEvent[];
  @ObjectListField(Registration) register_agent_at_kas?: Registration[];
}

export class AgentEventsParameters {
  @ObjectField(Events) events?: Events | null;
}
