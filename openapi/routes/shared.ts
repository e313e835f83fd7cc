import type { JsonSchema } from '@app/platform';
import { always, list, orNull, shape, text } from '../describe.js';

/** How Gitaly is reached. */
export const gitalyConnection = {
  address: text,
  token: orNull(text),
  features: { type: 'object', additionalProperties: { enum: ['true', 'false'] } },
} satisfies Record<string, JsonSchema>;

/** Gitaly's repository message. */
export const gitalyRepository = shape({
  storage_name: text,
  relative_path: text,
  git_object_directory: text,
  git_alternate_object_directories: list(text),
  gl_repository: text,
  gl_project_path: text,
});

/** A refusal that comes with status 200: the shell prints `message`. */
export const unsuccessful = shape({ success: always(false), message: text });

export const keyId = 'Id of an SSH or deploy key. It decides alone when it is there.';
export const userId = 'Id of a user; read when there is no key.';
export const username = 'Name of a user; read when there is neither key nor id.';
export const krb5principal = {
  description: 'Name of a Kerberos identity. None is known here: whoever sends one is nobody.',
  schema: text,
};
export const glRepository = 'Identifier of a repository, such as `project-7` or `wiki-7`.';
export const project = 'Path of a project, such as `gnuwget/wget2`.';
