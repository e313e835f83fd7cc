import { parseRepositoryIdentifier } from '@app/directory';
import { UNKNOWN_REVISIONS, type AllowedParameters } from '@app/git-access';
import { parseId } from '@app/platform';
import { UsageError } from '../grammar/usage-error.js';
import type { WhyOptions } from './why.options.js';

const BLANK = '0'.repeat(40);

/**
 * What `/allowed` would be asked.
 * @throws UsageError for a question that no client could ask
 */
export function parametersOf(options: WhyOptions): AllowedParameters {
  const { project, action = options.ref === undefined ? 'git-upload-pack' : 'git-receive-pack' } = options;
  if (project === undefined) throw new UsageError('--project is missing');
  return {
    ...actorOf(options),
    ...(parseRepositoryIdentifier(project) ? { gl_repository: project } : { project }),
    action,
    protocol: options.protocol ?? 'ssh',
    changes: changesOf(options, action),
    check_ip: options.ip,
  };
}

function actorOf({ key, user, username }: WhyOptions): AllowedParameters {
  const named = [key, user, username].filter((name) => name !== undefined);
  if (named.length !== 1) throw new UsageError('give one of --key, --user and --username');
  if (key !== undefined) {
    const id = parseId(key);
    if (id === null) throw new UsageError(`${key} is no id`);
    return { key_id: id };
  }
  const id = user === undefined ? null : parseId(user);
  return id === null ? { username: user ?? username } : { user_id: id };
}

/** Without a ref the question is that of the SSH front end, which does not know the changes yet. */
function changesOf({ ref, old, new: next }: WhyOptions, action: string): string {
  if (ref === undefined) {
    if (old !== undefined || next !== undefined) throw new UsageError('--old and --new need --ref');
    return '_any';
  }
  if (action !== 'git-receive-pack') throw new UsageError('--ref is for pushes: --action git-receive-pack');
  if (!/^refs\/\S+$/.test(ref)) throw new UsageError('--ref must be whole, such as refs/heads/main');
  if ((old === undefined) !== (next === undefined)) throw new UsageError('give --old and --new, or neither');
  if (old === undefined || next === undefined) return `${UNKNOWN_REVISIONS.oldRev} ${UNKNOWN_REVISIONS.newRev} ${ref}`;
  return `${revision('--old', old)} ${revision('--new', next)} ${ref}`;
}

function revision(option: string, text: string): string {
  if (text === '0') return BLANK;
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text)) throw new UsageError(`${option} must be a whole revision, or 0`);
  return text;
}
