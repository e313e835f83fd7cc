/**
 * The calls that the base spec prints, in its order and its words, quotes included. `<…>` is filled in by guide.mjs.
 */
const shell = '--header "Gitlab-Shared-Secret: <shell secret>"';
const kas = '--header "Gitlab-Kas-Api-Request: <kas token>"';
const agent = '--header "Authorization: Bearer <agent token>"';
const json = '--header "Content-Type: application/json"';
const portal = '--header "TOKEN: <admin token>"';
const admin = "--header 'PRIVATE-TOKEN: <admin token>'";

export const examples = [
  {
    name: 'POST /internal/allowed',
    curl: `curl --request POST ${shell} --data "key_id=11&project=gnuwget/wget2&action=git-upload-pack&protocol=ssh" "<api>/internal/allowed"`,
  },
  {
    name: 'POST /internal/lfs_authenticate',
    curl: `curl --request POST ${shell} --data "key_id=11&project=gnuwget/wget2" "<api>/internal/lfs_authenticate"`,
  },
  {
    name: 'GET /internal/authorized_keys',
    curl: `curl --request GET ${shell} "<api>/internal/authorized_keys?key=<key>"`,
  },
  {
    name: 'GET /internal/discover',
    curl: `curl --request GET ${shell} "<api>/internal/discover?key_id=7"`,
  },
  {
    name: 'GET /internal/check',
    curl: `curl --request GET ${shell} "<api>/internal/check"`,
  },
  {
    name: 'POST /internal/two_factor_recovery_codes',
    curl: `curl --request POST ${shell} --data "key_id=7" "<api>/internal/two_factor_recovery_codes"`,
  },
  {
    name: 'POST /internal/personal_access_token',
    curl: `curl --request POST ${shell} --data "user_id=29&name=mytokenname&scopes[]=read_user&scopes[]=read_repository&expires_at=2020-07-24" "<api>/internal/personal_access_token"`,
  },
  {
    name: 'POST /internal/pre_receive',
    curl: `curl --request POST ${shell} --data "gl_repository=project-7" "<api>/internal/pre_receive"`,
  },
  {
    name: 'POST /internal/post_receive',
    curl: `curl --request POST ${shell} --data "gl_repository=project-7" --data "identifier=user-1" --data "changes=0000000000000000000000000000000000000000 fd9e76b9136bdd9fe217061b497745792fe5a5ee gh-pages\\n" "<api>/internal/post_receive"`,
  },
  {
    name: 'GET /internal/kubernetes/agent_info',
    curl: `curl --request GET ${kas} ${agent} "<api>/internal/kubernetes/agent_info"`,
  },
  {
    name: 'GET /internal/kubernetes/project_info',
    curl: `curl --request GET ${kas} ${agent} "<api>/internal/kubernetes/project_info?id=7"`,
  },
  {
    name: 'POST /internal/kubernetes/usage_metrics',
    curl: `curl --request POST ${kas} ${json} --data '{"gitops_sync_count":1}' "<api>/internal/kubernetes/usage_metrics"`,
  },
  {
    name: 'POST /internal/kubernetes/modules/cilium_alert',
    curl: `curl --request POST ${kas} ${agent} ${json} --data '"{\\"alert\\":{\\"title\\":\\"minimal\\",\\"message\\":\\"network problem\\",\\"evalMatches\\":[{\\"value\\":1,\\"metric\\":\\"Count\\",\\"tags\\":{}}]}}"' "<api>/internal/kubernetes/modules/cilium_alert"`,
  },
  {
    name: 'POST /namespaces/:id/gitlab_subscription',
    curl: `curl --request POST ${portal} "<api>/namespaces/1234/gitlab_subscription?start_date="2020-07-15"&plan="premium"&seats=10"`,
  },
  {
    name: 'PUT /namespaces/:id/gitlab_subscription',
    curl: `curl --request PUT ${portal} "<api>/namespaces/1234/gitlab_subscription?max_seats_used=0"`,
  },
  {
    name: 'GET /namespaces/:id/gitlab_subscription',
    curl: `curl ${portal} "<api>/namespaces/1234/gitlab_subscription"`,
  },
  {
    name: 'POST /namespaces/:id/minutes',
    curl: `curl --request POST --url <api>/namespaces/123/minutes --header 'Content-Type: application/json' ${admin} --data '{ "packs": [ { "number_of_minutes": 10000, "expires_at": "2022-01-01", "purchase_xid": "46952fe69bebc1a4de10b2b4ff439d0c" } ] }'`,
  },
  {
    name: 'PATCH /namespaces/:id/minutes/move/:target_id',
    curl: `curl --request PATCH --url <api>/namespaces/123/minutes/move/321 ${admin}`,
  },
  {
    name: 'PUT /internal/upcoming_reconciliations',
    curl: `curl --request PUT --header "PRIVATE-TOKEN: <admin token>" ${json} --data '{"upcoming_reconciliations": [{"namespace_id": 127, "next_reconciliation_date": "13 Jun 2021", "display_alert_from": "06 Jun 2021"}, {"namespace_id": 129, "next_reconciliation_date": "12 Jun 2021", "display_alert_from": "05 Jun 2021"}]}' "<api>/internal/upcoming_reconciliations"`,
  },
];
