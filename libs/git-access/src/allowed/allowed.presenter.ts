import { formatRepositoryIdentifier, gitalyConnection, gitalyRepository } from '@app/directory';
import { Reply, type Configuration } from '@app/platform';
import type { Actor, Facts, ProjectFacts, RepositoryFacts } from '../decision/index.js';
import type { AllowedOutcome } from './allowed.service.js';

const MEBIBYTE = 1_048_576;

/**
 * The answer of `/allowed` (git-access.md 3.10). Types matter to the byte: a number where a client expects text makes the
 * whole answer unreadable.
 * @throws Error for a storage that is not configured
 */
export function presentAllowed({ call, facts, verdict }: AllowedOutcome, configuration: Configuration): Reply {
  if (verdict.kind === 'denied') {
    const { status, message } = verdict.denial;
    return new Reply(status, { status: false, message });
  }
  const { repository, project } = facts;
  if (repository === null) throw new Error('granted without a repository');
  const identifier = formatRepositoryIdentifier({ kind: repository.kind, id: repository.containerId });
  return new Reply(200, {
    status: true,
    gl_repository: identifier,
    gl_project_path: repository.fullPath,
    ...(project ? projectFields(project) : {}),
    ...identity(verdict.actor),
    git_config_options: configOptions(facts),
    gitaly: {
      repository: {
        ...repositoryMessage(repository, identifier),
        git_object_directory: call.quarantine.objectDirectory,
        git_alternate_object_directories: call.quarantine.alternates,
      },
      ...gitalyConnection(configuration, repository.storage),
    },
    gl_console_messages: verdict.consoleMessages,
    need_audit: false,
  });
}

/** A personal snippet belongs to no project. */
function projectFields({ id, rootNamespaceId }: ProjectFacts) {
  return { gl_project_id: id, gl_root_namespace_id: rootNamespaceId };
}

/** Whose name the push carries: for a deploy key its creator's. Nobody has a blank id and no name. */
function identity({ identity: user, key }: Actor) {
  return {
    gl_id: user ? `user-${user.id}` : '',
    ...(user ? { gl_username: user.username } : {}),
    ...(key ? { gl_key_type: key.kind, gl_key_id: key.id } : {}),
  };
}

function configOptions({ settings }: Facts): string[] {
  const limit = settings.receiveMaxInputSize;
  return [
    'uploadpack.allowFilter=true',
    'uploadpack.allowAnySHA1InWant=true',
    ...(limit > 0 ? [`receive.maxInputSize=${limit * MEBIBYTE}`] : []),
  ];
}

function repositoryMessage({ storage, relativePath, fullPath }: RepositoryFacts, identifier: string) {
  return gitalyRepository({ storage, relativePath, identifier, fullPath });
}
