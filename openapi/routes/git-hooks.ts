import { always, integer, list, message, oneOf, shape, text, yesNo, type Routes } from '../describe.js';
import { glRepository, keyId, krb5principal, project, userId, username } from './shared.js';

/** What GitLab Shell and Gitaly ask around a Git command, once it is allowed. */
export const gitHooks: Routes = {
  'POST /api/v4/internal/pre_receive': {
    summary: 'Counts a push that begins',
    parameters: { gl_repository: `${glRepository} Neither parsed nor looked up.` },
    answers: { 200: { description: 'counted', schema: shape({ reference_counter_increased: yesNo }) } },
    examples: {
      begin: { send: { gl_repository: 'project-7' }, status: 200, answer: { reference_counter_increased: true } },
    },
  },
  'POST /api/v4/internal/post_receive': {
    summary: 'Follows up a push that was accepted',
    description:
      'Ends the count of the push, keeps what is left to do, applies the push options and says what the pusher reads. ' +
      'Nothing is refused any more.',
    parameters: {
      gl_repository: glRepository,
      identifier: '`user-<id>` or `key-<id>`: who pushed.',
      key_id: keyId,
      user_id: userId,
      username,
      changes: 'Lines of `<old> <new> <ref>`: one text with all of them, or a list.',
      push_options: 'As given to `git push -o`, such as `merge_request.create`.',
    },
    answers: {
      200: {
        description: 'what Gitaly prints for the pusher',
        schema: shape({
          messages: list(shape({ message: text, type: oneOf('basic', 'alert') })),
          reference_counter_decreased: yesNo,
        }),
      },
    },
    examples: {
      newBranch: {
        summary: 'A branch was made',
        send: {
          gl_repository: 'project-7',
          identifier: 'user-1',
          changes: `${'0'.repeat(40)} fd9e76b9136bdd9fe217061b497745792fe5a5ee refs/heads/gh-pages\n`,
        },
        status: 200,
        answer: {
          messages: [
            { message: 'Hello from post-receive', type: 'alert' },
            {
              message:
                'To create a merge request for gh-pages, visit:\n  http://localhost:3000/gnuwget/website/-/merge_requests/new?merge_request%5Bsource_branch%5D=gh-pages',
              type: 'basic',
            },
          ],
          reference_counter_decreased: true,
        },
      },
    },
  },
  'POST /api/v4/internal/lfs_authenticate': {
    summary: 'A short-lived token for Git LFS over HTTP',
    description: 'Asked by `git-lfs-authenticate` and `git-lfs-transfer` over SSH, after `/allowed` has said yes.',
    parameters: { key_id: keyId, user_id: userId, username, krb5principal, gl_repository: glRepository, project },
    answers: {
      200: {
        description: 'the token, and the address to which the client appends `/info/lfs`',
        schema: shape({ username: text, lfs_token: text, repository_http_path: text, expires_in: integer }),
      },
      404: { description: 'no such repository (`Not Found`) or actor (`Not found`)', schema: message },
    },
    examples: {
      key: {
        send: { key_id: '11', project: 'gnuwget/wget2' },
        status: 200,
        answer: {
          username: 'root',
          lfs_token:
            'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJkYXRhIjp7ImFjdG9yIjoicm9vdCIsImNvbnRhaW5lcl9naWQiOiJnaWQ6Ly9naXRsYWIvUHJvamVjdC8zIn0sImp0aSI6IjQ3NjI3YmE4LTljZGYtNGFkMy05MmQ1LWIxZTdlYWFlNWI4MSIsImlhdCI6MTc5NTM2MjA3OCwibmJmIjoxNzk1MzYyMDczLCJleHAiOjE3OTUzNjM4Nzh9.IgpVRshHBJxda_4zdvCxYIHqPxUxE3ZDy4f78Gkj3BE',
          repository_http_path: 'http://localhost:3000/gnuwget/wget2.git',
          expires_in: 1800,
        },
      },
      nobody: { send: { key_id: '999', project: 'gnuwget/wget2' }, status: 404, answer: { message: '404 Not found' } },
    },
  },
  'GET /api/v4/internal/lfs': {
    summary: 'An LFS object for an archive: never there',
    description: 'Asked by Gitaly for the objects behind LFS pointers. This service stores none.',
    parameters: { oid: 'SHA-256 of the object.', gl_repository: glRepository },
    answers: {
      400: { description: 'a parameter is missing', schema: shape({ error: text, message: text }) },
      404: { description: 'there is no object storage here', schema: shape({ message: always('404 Not Found') }) },
    },
    examples: {
      object: {
        send: { oid: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', gl_repository: 'project-3' },
        status: 404,
        answer: { message: '404 Not Found' },
      },
      nothing: {
        send: { gl_repository: 'project-3' },
        status: 400,
        answer: { error: 'oid is missing', message: 'oid is missing' },
      },
    },
  },
  'POST /api/v4/internal/shellhorse/git_audit_event': {
    summary: 'A report of a finished Git command, kept as a row',
    description: 'Sent by gitlab-shell 14.31 and later where `/allowed` said `need_audit`.',
    parameters: {
      action: 'The Git command.',
      protocol: 'How the person came.',
      gl_repository: glRepository,
      username: 'Who it was.',
      key_id: 'The key they used.',
      check_ip: 'Address of the SSH client.',
      namespace_path: 'The namespace that a certificate opened.',
      changes: '`_any`, or the changes.',
      packfile_stats: {
        description: 'What the shell counted; unknown members are dropped.',
        schema: { type: 'object' },
      },
    },
    answers: { 200: { description: 'kept', schema: shape({}) } },
    examples: {
      pull: {
        send: {
          action: 'git-upload-pack',
          protocol: 'ssh',
          gl_repository: 'project-3',
          username: 'root',
          changes: '_any',
          packfile_stats: { wants: 1, haves: 0 },
        },
        status: 200,
        answer: {},
      },
    },
  },
};
