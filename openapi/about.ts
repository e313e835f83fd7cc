/** What the document says of the API as a whole. */
export const about = {
  title: 'GitLab internal API',
  description: [
    'What GitLab Shell, gitlab-sshd, Gitaly, kas and the billing portal ask. It belongs behind a private load balancer.',
    '',
    'Parameters may stand in the query, in a JSON body or in a form; the path wins over the body, the body over the ' +
      'query. In forms and queries a list is written `scopes[]=api&scopes[]=read_user`, an object `packs[0][expires_at]=…`.',
    '',
    'Endpoints of the shell declare no types: what cannot be used counts as absent. Endpoints of kas and of the portal ' +
      'refuse it with 400, all of it in one text; they read dates as people write them.',
    '',
    'Every answer carries `X-Request-Id`: the caller’s own, or a new one. Every example here is an answer of this ' +
      'service; tokens, codes, keys and addresses differ from one instance to the next.',
  ].join('\n'),
  tags: [
    { name: 'Git access', description: 'GitLab Shell, gitlab-sshd and Gitaly, around one Git command' },
    {
      name: 'Keys and people',
      description: 'GitLab Shell, gitlab-sshd and OpenSSH: who is this, and what they may ask for over SSH',
    },
    { name: 'Kubernetes', description: 'kas, for itself and on behalf of an agent' },
    { name: 'Billing', description: 'the billing portal: subscriptions, CI minutes, reconciliations' },
    { name: 'Operation', description: 'probes under GitLab’s names, and this document' },
  ],
} as const;

const KEYS = /\/internal\/(authorized_\w+|discover|check|two_factor_\w+|personal_access_token)$/;

/** The tag under which a path stands. */
export function tagOf(path: string): (typeof about.tags)[number]['name'] {
  if (path.startsWith('/-/')) return 'Operation';
  if (path.includes('/kubernetes/')) return 'Kubernetes';
  if (path.includes('/namespaces/') || path.endsWith('/upcoming_reconciliations')) return 'Billing';
  return KEYS.test(path) ? 'Keys and people' : 'Git access';
}
