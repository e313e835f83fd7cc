import { counterKey, uniqueCounterKey } from './usage-keys.js';

describe('keys of usage', () => {
  it("are GitLab's own", () => {
    expect(counterKey('gitops_sync')).toBe('USAGE_KUBERNETES_AGENT_GITOPS_SYNC');
    expect(counterKey('flux_git_push_notifications_total')).toBe(
      'USAGE_KUBERNETES_AGENT_FLUX_GIT_PUSH_NOTIFICATIONS_TOTAL',
    );
  });

  it.each([
    ['2021-01-03T23:59:59Z', '2020-53'],
    ['2021-01-04T00:00:00Z', '2021-01'],
    ['2021-12-31T00:00:00Z', '2021-52'],
  ])('name the ISO week of %s', (moment, week) => {
    expect(uniqueCounterKey('agent_users_using_ci_tunnel', new Date(moment))).toBe(
      `{hll_counters}_agent_users_using_ci_tunnel-${week}`,
    );
  });
});
