import {
  always,
  either,
  integer,
  message,
  moment,
  oneOf,
  orNull,
  shape,
  text,
  yesNo,
  type Routes,
} from '../describe.js';
import { keyId, krb5principal, userId, username } from './shared.js';

/** Who is it that comes. */
export const keys: Routes = {
  'GET /api/v4/internal/authorized_keys': {
    summary: 'The key that somebody offers at login',
    description: 'Asked by OpenSSH’s AuthorizedKeysCommand and gitlab-sshd, for every key that is offered.',
    parameters: {
      key: 'The Base64 part of a public key.',
      fingerprint: 'A fingerprint, MD5 or SHA-256, in place of the key.',
    },
    answers: {
      200: {
        description: 'the key, as one line for authorized_keys',
        schema: shape({
          id: integer,
          title: text,
          key: text,
          created_at: orNull(moment),
          expires_at: orNull(moment),
          last_used_at: orNull(moment),
          usage_type: oneOf('auth_and_signing', 'auth'),
        }),
      },
      404: { description: 'nobody’s key', schema: shape({ message: always('404 Key Not Found') }) },
    },
    examples: {
      known: {
        send: { key: 'AAAAC3NzaC1lZDI1NTE5AAAAIGmWJ4gr4TyfWnSzZhzcZYXzZ0nPZ4hG0b9eLwD0qv9a' },
        status: 200,
        answer: {
          id: 11,
          title: 'admin@example.com',
          key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGmWJ4gr4TyfWnSzZhzcZYXzZ0nPZ4hG0b9eLwD0qv9a Administrator (localhost)',
          created_at: '2019-06-27T15:29:02.219Z',
          expires_at: null,
          last_used_at: '2026-11-22T15:41:17.308Z',
          usage_type: 'auth_and_signing',
        },
      },
      unknown: { send: { key: 'AAAA' }, status: 404, answer: { message: '404 Key Not Found' } },
    },
  },
  'GET /api/v4/internal/authorized_certs': {
    summary: 'The user of an SSH certificate',
    description: 'Asked by gitlab-sshd. Nobody is found unless `SSH_CERTIFICATES` is on.',
    parameters: {
      key: 'SHA-256 fingerprint of the key that signed the certificate, in Base64.',
      user_identifier: 'The certificate’s key id: a user name or an e-mail address.',
    },
    answers: {
      200: {
        description: 'the user, and the group outside of which they may do nothing',
        schema: shape({ success: always(true), namespace: text, username: text }),
      },
      403: { description: 'the group does not manage this user', schema: message },
      404: { description: 'no such certificate or user', schema: message },
    },
    examples: {
      known: {
        summary: 'With `SSH_CERTIFICATES` on',
        send: { key: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', user_identifier: 'rubi' },
        status: 200,
        answer: { success: true, namespace: 'gnuwget', username: 'rubi' },
      },
      unknown: {
        send: { key: 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE', user_identifier: 'rubi' },
        status: 404,
        answer: { message: 'Certificate Not Found' },
      },
    },
  },
  'GET /api/v4/internal/discover': {
    summary: 'Who stands behind a key, an id or a name',
    description: 'Asked for `ssh git@host`, which greets the person; `null` greets an anonymous one.',
    parameters: {
      krb5principal,
      key_id: keyId,
      user_id: userId,
      username,
      identifier: '`user-<id>` or `key-<id>`.',
    },
    answers: {
      200: {
        description: 'the person, or null',
        schema: either(shape({ id: integer, name: text, username: text }), { type: 'null' }),
      },
    },
    examples: {
      person: { send: { key_id: '7' }, status: 200, answer: { id: 7, name: 'Dede Eichmann', username: 'rubi' } },
      nobody: { send: { key_id: '999' }, status: 200, answer: null },
    },
  },
  'GET /api/v4/internal/check': {
    summary: 'Version, and whether Redis answers',
    description: 'Asked by `gitlab-shell-check`, `gitaly check` and Geo.',
    answers: {
      200: {
        description: 'the service is there',
        schema: shape({
          api_version: always('v4'),
          gitlab_version: text,
          gitlab_rev: text,
          gitlab_revision: text,
          redis: yesNo,
        }),
      },
    },
    examples: {
      check: {
        status: 200,
        answer: {
          api_version: 'v4',
          gitlab_version: '14.0.0',
          gitlab_rev: 'unknown',
          gitlab_revision: 'unknown',
          redis: true,
        },
      },
    },
  },
};
