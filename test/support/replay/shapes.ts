import type { Shape } from './go-json.js';

const fields = (shape: Readonly<Record<string, Shape>>): Shape => ({ fields: shape });
const strings: Shape = { list: 'string' };

/** Gitaly's block of `/allowed` (clients.md 5). */
const gitaly = fields({
  repository: fields({
    storage_name: 'string',
    relative_path: 'string',
    git_object_directory: 'string',
    git_alternate_object_directories: strings,
    gl_repository: 'string',
    gl_project_path: 'string',
  }),
  address: 'string',
  token: 'string',
  features: { map: 'string' },
});

/** What the Go clients read of each answer (clients.md 2.1, 2.2, 3). */
export const shapes = {
  authorizedKey: fields({ id: 'int', key: 'string' }),
  authorizedCert: fields({ username: 'string', namespace: 'string' }),
  discover: fields({ id: 'int', name: 'string', username: 'string' }),
  check: fields({ api_version: 'string', gitlab_version: 'string', gitlab_rev: 'string', redis: 'bool' }),
  gitalyCheck: fields({
    api_version: 'string',
    gitlab_version: 'string',
    gitlab_revision: 'string',
    redis: 'bool',
  }),
  allowed: fields({
    status: 'bool',
    message: 'string',
    gl_repository: 'string',
    gl_id: 'string',
    gl_username: 'string',
    gl_key_type: 'string',
    gl_key_id: 'int',
    gl_project_id: 'int',
    gl_root_namespace_id: 'int',
    git_config_options: strings,
    gl_console_messages: strings,
    git_protocol: 'string',
    need_audit: 'bool',
    gitaly,
  }),
  lfs: fields({ username: 'string', lfs_token: 'string', repository_http_path: 'string', expires_in: 'int' }),
  recoveryCodes: fields({ success: 'bool', recovery_codes: strings, message: 'string' }),
  token: fields({ success: 'bool', token: 'string', scopes: strings, expires_at: 'string', message: 'string' }),
  otp: fields({ success: 'bool', message: 'string' }),
  hookAllowed: fields({ status: 'bool', message: 'string' }),
  preReceive: fields({ reference_counter_increased: 'bool' }),
  postReceive: fields({
    reference_counter_decreased: 'bool',
    messages: { list: fields({ message: 'string', type: 'string' }) },
  }),
} as const;
