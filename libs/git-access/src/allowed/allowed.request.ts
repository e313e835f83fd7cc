import { actorReference, parseRepositoryIdentifier, type ActorReference } from '@app/directory';
import { normalizePath, parseChanges, type AllowedRequest } from '../decision/index.js';
import type { AllowedParameters } from './allowed.parameters.js';
import { parseQuarantine, type Quarantine } from './quarantine.js';

/** One call of `/allowed`, read from its parameters. */
export interface AllowedCall {
  readonly request: AllowedRequest;
  readonly actor: ActorReference;
  readonly repository: RepositoryReference;
  readonly quarantine: Quarantine;
}

/** Which project is looked up; a request that names none looks up nothing. */
export type RepositoryReference =
  | { readonly by: 'id'; readonly id: number }
  | { readonly by: 'path'; readonly path: string }
  | { readonly by: 'nothing' };

export function readCall(parameters: AllowedParameters, now: Date): AllowedCall {
  const { action = '', protocol = '', changes, gl_repository, project } = parameters;
  return {
    request: {
      now,
      action,
      protocol,
      changes: parseChanges(changes),
      repository:
        gl_repository !== undefined
          ? { by: 'identifier' }
          : project !== undefined
            ? { by: 'path', path: normalizePath(project) }
            : { by: 'nothing' },
    },
    actor: parameters.krb5principal === undefined ? actorReference(parameters) : { by: 'nobody' },
    repository: repositoryReference(gl_repository, project),
    quarantine: parseQuarantine(parameters.env),
  };
}

/** An identifier alone decides; Gitaly sends a path of its own disk beside it (git-access.md 2.3). */
function repositoryReference(identifier: string | undefined, path: string | undefined): RepositoryReference {
  if (identifier !== undefined) {
    const parsed = parseRepositoryIdentifier(identifier);
    return parsed?.kind === 'project' ? { by: 'id', id: parsed.id } : { by: 'nothing' };
  }
  // PostgreSQL holds no NUL, so nothing lies there.
  if (path === undefined || path.includes('\0')) return { by: 'nothing' };
  return { by: 'path', path: normalizePath(path) };
}
