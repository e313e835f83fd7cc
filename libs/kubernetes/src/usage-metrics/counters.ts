/** A counter of kas, and how often it happened since kas last told. */
export interface Increment {
  /** Name without `_count`: part of the key in Redis, of the metric and of refusals. */
  readonly name: CounterName;
  readonly amount: number;
}

/** Who was seen, by a counter that counts each of them once. */
export interface Sighting {
  readonly name: UniqueCounterName;
  readonly ids: readonly number[];
}

/** What each counter counts, in the order in which refusals name them (kubernetes.md 4). */
export const COUNTERS = {
  gitops_sync: 'Synchronisations of manifests by agents',
  k8s_api_proxy_request: 'Requests to the API of clusters through kas',
  flux_git_push_notifications_total: 'Notifications of Flux about pushes',
  k8s_api_proxy_requests_via_ci_access: 'Requests to the API of clusters by CI jobs',
  k8s_api_proxy_requests_via_user_access: 'Requests to the API of clusters by users in the browser',
  k8s_api_proxy_requests_via_pat_access: 'Requests to the API of clusters by users with a personal access token',
} as const;

/** What each unique counter counts; every id once a week. */
export const UNIQUE_COUNTERS = {
  agent_users_using_ci_tunnel: 'Users of the CI tunnel',
  k8s_api_proxy_requests_unique_users_via_ci_access: 'Users whose CI jobs reached a cluster',
  k8s_api_proxy_requests_unique_agents_via_ci_access: 'Agents reached by CI jobs',
  k8s_api_proxy_requests_unique_users_via_user_access: 'Users who reached a cluster in the browser',
  k8s_api_proxy_requests_unique_agents_via_user_access: 'Agents reached in the browser',
  k8s_api_proxy_requests_unique_users_via_pat_access: 'Users who reached a cluster with a personal access token',
  k8s_api_proxy_requests_unique_agents_via_pat_access: 'Agents reached with a personal access token',
  flux_git_push_notified_unique_projects: 'Projects whose pushes Flux was notified of',
} as const;

export type CounterName = keyof typeof COUNTERS;
export type UniqueCounterName = keyof typeof UNIQUE_COUNTERS;

export const counterNames = Object.keys(COUNTERS) as CounterName[];
export const uniqueCounterNames = Object.keys(UNIQUE_COUNTERS) as UniqueCounterName[];
