import { always, either, integer, list, oneOf, shape, text, yesNo, type Routes } from '../describe.js';
import {
  gitalyConnection,
  gitalyRepository,
  glRepository,
  keyId,
  krb5principal,
  project,
  userId,
  username,
} from './shared.js';

const granted = shape({
  status: always(true),
  gl_repository: text,
  gl_project_path: text,
  'gl_project_id?': integer,
  'gl_root_namespace_id?': integer,
  gl_id: text,
  'gl_username?': text,
  'gl_key_type?': oneOf('key', 'deploy_key'),
  'gl_key_id?': integer,
  git_config_options: list(text),
  gitaly: shape({ repository: gitalyRepository, ...gitalyConnection }),
  gl_console_messages: list(text),
  need_audit: yesNo,
});

const denied = shape({ status: always(false), message: text });
const oid = 'fd9e76b9136bdd9fe217061b497745792fe5a5ee';
const none = '0'.repeat(40);

/** Of the demo's project, as an answer tells it to an administrator. */
const wget2AsRoot = {
  status: true,
  gl_repository: 'project-3',
  gl_project_path: 'gnuwget/wget2',
  gl_project_id: 3,
  gl_root_namespace_id: 1001,
  gl_id: 'user-1',
  gl_username: 'root',
};

const wget2OnGitaly = {
  git_config_options: ['uploadpack.allowFilter=true', 'uploadpack.allowAnySHA1InWant=true'],
  gitaly: {
    repository: {
      storage_name: 'default',
      relative_path: '@hashed/4e/07/4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce.git',
      git_object_directory: '',
      git_alternate_object_directories: [],
      gl_repository: 'project-3',
      gl_project_path: 'gnuwget/wget2',
    },
    address: 'unix:/var/opt/gitlab/gitaly/gitaly.socket',
    token: null,
    features: {},
  },
  gl_console_messages: [],
  need_audit: false,
};

/** May this actor run this Git command here. */
export const allowed: Routes = {
  'POST /api/v4/internal/allowed': {
    summary: 'May this actor run this Git command here, and may these refs change',
    description:
      'Asked by the shell before every Git command with `changes=_any`, and by Gitaly’s pre-receive hook with the ' +
      'changes themselves. People read `message` at their terminal.',
    parameters: {
      action: {
        description: 'The Git command.',
        schema: { type: 'string', examples: ['git-upload-pack', 'git-receive-pack', 'git-upload-archive'] },
      },
      protocol: { description: 'How the person came.', schema: { type: 'string', examples: ['ssh', 'http', 'web'] } },
      project,
      gl_repository: `${glRepository} Decides alone when it is there.`,
      changes: {
        description: '`_any`, or lines of `<old> <new> <ref>`, as one text or as a list.',
        schema: either(text, list(text)),
      },
      key_id: keyId,
      user_id: userId,
      username,
      krb5principal,
      check_ip: { description: 'Address of the SSH client.', schema: text },
      namespace_path: {
        description: 'The namespace that a certificate opens; nothing outside it exists then.',
        schema: text,
      },
      relative_path: 'Where Gitaly keeps the repository for the time of a push.',
      env: {
        description: 'Gitaly’s quarantine: JSON text, or the object itself.',
        schema: either(text, { type: 'object' }),
      },
    },
    answers: {
      200: { description: 'yes, and where the repository lies', schema: granted },
      401: { description: 'no, and why not', schema: denied },
      404: { description: 'no such repository, for this actor at least', schema: denied },
      422: { description: 'the project that this push would make cannot be made', schema: denied },
      429: {
        description: 'asked too often; `Retry-After` says when to ask again',
        schema: shape({ message: shape({ error: text }) }),
      },
      503: { description: 'the checks took too long', schema: denied },
    },
    examples: {
      pull: {
        summary: 'A pull over SSH',
        send: { key_id: '11', project: 'gnuwget/wget2', action: 'git-upload-pack', protocol: 'ssh', changes: '_any' },
        status: 200,
        answer: {
          ...wget2AsRoot,
          gl_key_type: 'key',
          gl_key_id: 11,
          ...wget2OnGitaly,
        },
      },
      push: {
        summary: 'Gitaly asks about the refs of a push',
        send: {
          gl_repository: 'project-3',
          action: 'git-receive-pack',
          protocol: 'ssh',
          user_id: '1',
          changes: `${none} ${oid} refs/heads/topic\n`,
        },
        status: 200,
        answer: {
          ...wget2AsRoot,
          ...wget2OnGitaly,
        },
      },
      refusedPush: {
        summary: 'A reporter pushes',
        send: {
          username: 'jana',
          project: 'gnuwget/wget2',
          action: 'git-receive-pack',
          protocol: 'ssh',
          changes: '_any',
        },
        status: 401,
        answer: { status: false, message: 'You are not allowed to push code to this project.' },
      },
      unknownProject: {
        send: { key_id: '11', project: 'gnuwget/nothing', action: 'git-upload-pack', protocol: 'ssh', changes: '_any' },
        status: 404,
        answer: {
          status: false,
          message: "The project you were looking for could not be found or you don't have permission to view it.",
        },
      },
    },
  },
};
