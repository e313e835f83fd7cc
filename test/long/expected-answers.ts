/**
 * What the base spec prints for each of its examples, with a pattern in the place of tokens, codes, addresses and versions.
 * `body` may be a part of the answer.
 */
export const expectedAnswers: Readonly<Record<string, { status: number; body?: unknown }>> = {
  'POST /internal/allowed': {
    status: 200,
    body: {
      status: true,
      gl_repository: 'project-3',
      gl_project_path: 'gnuwget/wget2',
      gl_id: 'user-1',
      gl_username: 'root',
      // Empty in the base spec, which is older than partial clones (git-access.md, answers of /allowed).
      git_config_options: expect.any(Array),
      gitaly: {
        repository: {
          storage_name: 'default',
          relative_path: '@hashed/4e/07/4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce.git',
          git_object_directory: '',
          git_alternate_object_directories: [],
          gl_repository: 'project-3',
          gl_project_path: 'gnuwget/wget2',
        },
        address: expect.any(String),
        token: null,
      },
      gl_console_messages: [],
    },
  },
  'POST /internal/lfs_authenticate': {
    status: 200,
    body: {
      username: 'root',
      lfs_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      repository_http_path: expect.stringMatching(/^http:\/\/localhost:\d+\/gnuwget\/wget2\.git$/),
      expires_in: 1800,
    },
  },
  'GET /internal/authorized_keys': {
    status: 200,
    body: {
      id: 11,
      title: 'admin@example.com',
      key: expect.stringMatching(/^ssh-/),
      created_at: '2019-06-27T15:29:02.219Z',
    },
  },
  'GET /internal/discover': { status: 200, body: { id: 7, name: 'Dede Eichmann', username: 'rubi' } },
  'GET /internal/check': {
    status: 200,
    body: { api_version: 'v4', gitlab_version: expect.any(String), gitlab_rev: expect.any(String), redis: true },
  },
  'POST /internal/two_factor_recovery_codes': {
    status: 200,
    body: { success: true, recovery_codes: Array.from({ length: 10 }, () => expect.stringMatching(/^[0-9a-f]{16}$/)) },
  },
  'POST /internal/personal_access_token': {
    status: 200,
    body: {
      success: true,
      token: expect.stringMatching(/^\S{20,}$/),
      scopes: ['read_user', 'read_repository'],
      expires_at: '2020-07-24',
    },
  },
  'POST /internal/pre_receive': { status: 200, body: { reference_counter_increased: true } },
  'POST /internal/post_receive': {
    status: 200,
    body: { messages: [{ message: 'Hello from post-receive', type: 'alert' }], reference_counter_decreased: true },
  },
  'GET /internal/kubernetes/agent_info': {
    status: 200,
    body: { project_id: expect.any(Number), agent_id: expect.any(Number), gitaly_info: expect.any(Object) },
  },
  'GET /internal/kubernetes/project_info': {
    status: 200,
    body: { project_id: 7, gitaly_info: expect.any(Object), gitaly_repository: expect.any(Object) },
  },
  'POST /internal/kubernetes/usage_metrics': { status: 204 },
  'POST /internal/kubernetes/modules/cilium_alert': { status: 200 },
  'POST /namespaces/:id/gitlab_subscription': { status: 201, body: subscription(0) },
  'PUT /namespaces/:id/gitlab_subscription': { status: 200, body: subscription(0) },
  'GET /namespaces/:id/gitlab_subscription': { status: 200, body: subscription(0) },
  'POST /namespaces/:id/minutes': {
    status: 201,
    body: [
      {
        namespace_id: 123,
        expires_at: '2022-01-01',
        number_of_minutes: 10000,
        purchase_xid: '46952fe69bebc1a4de10b2b4ff439d0c',
      },
    ],
  },
  'PATCH /namespaces/:id/minutes/move/:target_id': { status: 202, body: { message: '202 Accepted' } },
  'PUT /internal/upcoming_reconciliations': { status: 200, body: 200 },
};

/** Namespace 1234 as the POST example leaves it; the spec's PUT and GET show a later state of it. */
function subscription(maxSeatsUsed: number): unknown {
  return {
    plan: { code: 'premium', name: 'premium', trial: false, auto_renew: null, upgradable: false },
    usage: { seats_in_subscription: 10, seats_in_use: 1, max_seats_used: maxSeatsUsed, seats_owed: 0 },
    billing: { subscription_start_date: '2020-07-15', subscription_end_date: null, trial_ends_on: null },
  };
}
