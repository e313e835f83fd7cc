import { formatRepositoryIdentifier, gitalyConnection, gitalyRepository } from '@app/directory';
import { Reply, type Configuration } from '@app/platform';
import type { Actor, Facts, ProjectFacts } from '../decision/index.js';
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
  const { project } = facts;
  if (project === null) throw new Error('granted without a project');
  const identifier = formatRepositoryIdentifier({ kind: 'project', id: project.id });
  return new Reply(200, {
    status: true,
    gl_repository: identifier,
    gl_project_path: project.fullPath,
    gl_project_id: project.id,
    gl_root_namespace_id: project.rootNamespaceId,
    ...identity(verdict.actor),
    git_config_options: configOptions(facts),
    gitaly: {
      repository: {
        ...repositoryOf(project, identifier),
        git_object_directory: call.quarantine.objectDirectory,
        git_alternate_object_directories: call.quarantine.alternates,
      },
      ...gitalyConnection(configuration, project.repository.storage),
    },
    gl_console_messages: verdict.consoleMessages,
    need_audit: false,
  });
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

function repositoryOf({ fullPath, repository }: ProjectFacts, identifier: string) {
  const { storage, relativePath } = repository;
  return gitalyRepository({ storage, relativePath, identifier, fullPath });
}
