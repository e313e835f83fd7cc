import { BIGINT_RANGE, IntegerField, IntegerListField, ObjectField } from '@app/platform';
import {
  counterNames,
  uniqueCounterNames,
  type CounterName,
  type Increment,
  type Sighting,
  type UniqueCounterName,
} from './counters.js';

const Count = () => IntegerField(BIGINT_RANGE);
const Ids = () => IntegerListField(BIGINT_RANGE);

/** Counters of kas 15.10 and later. */
class Counters implements Partial<Record<CounterName, number | null>> {
  @Count() gitops_sync?: number | null;
  @Count() k8s_api_proxy_request?: number | null;
  @Count() flux_git_push_notifications_total?: number | null;
  @Count() k8s_api_proxy_requests_via_ci_access?: number | null;
  @Count() k8s_api_proxy_requests_via_user_access?: number | null;
  @Count() k8s_api_proxy_requests_via_pat_access?: number | null;
}

class UniqueCounters implements Partial<Record<UniqueCounterName, number[]>> {
  @Ids() agent_users_using_ci_tunnel?: number[];
  @Ids() k8s_api_proxy_requests_unique_users_via_ci_access?: number[];
  @Ids() k8s_api_proxy_requests_unique_agents_via_ci_access?: number[];
  @Ids() k8s_api_proxy_requests_unique_users_via_user_access?: number[];
  @Ids() k8s_api_proxy_requests_unique_agents_via_user_access?: number[];
  @Ids() k8s_api_proxy_requests_unique_users_via_pat_access?: number[];
  @Ids() k8s_api_proxy_requests_unique_agents_via_pat_access?: number[];
  @Ids() flux_git_push_notified_unique_projects?: number[];
}

/** Both generations of parameters; they do not clash, and the same counter given in both is added up. */
export class UsageMetricsParameters {
  @Count() gitops_sync_count?: number | null;
  @Count() k8s_api_proxy_request_count?: number | null;
  @ObjectField(Counters) counters?: Counters | null;
  @ObjectField(UniqueCounters) unique_counters?: UniqueCounters | null;
}

/** What is to be added, the older parameters first. */
export function incrementsOf(parameters: UsageMetricsParameters): Increment[] {
  const given: [CounterName, number | null | undefined][] = [
    ['gitops_sync', parameters.gitops_sync_count],
    ['k8s_api_proxy_request', parameters.k8s_api_proxy_request_count],
    ...counterNames.map((name): [CounterName, number | null | undefined] => [name, parameters.counters?.[name]]),
  ];
  return given.flatMap(([name, amount]) => (amount === null || amount === undefined ? [] : [{ name, amount }]));
}

/** Who was seen. */
export function sightingsOf({ unique_counters }: UsageMetricsParameters): Sighting[] {
  return uniqueCounterNames.flatMap((name) => {
    const ids = unique_counters?.[name];
    return ids === undefined || ids.length === 0 ? [] : [{ name, ids: [...new Set(ids)] }];
  });
}
