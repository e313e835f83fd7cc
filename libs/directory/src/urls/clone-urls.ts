import type { Configuration } from '@app/platform';
import type { Settings } from '../settings/instance-settings.js';

/** Addresses under which people clone a repository. */
export interface CloneUrls {
  readonly http: string;
  readonly ssh: string;
}

const SSH_PORT = 22;

/**
 * The clone addresses of a full path, which names a wiki by its ending `.wiki`. `http` ends in `.git` without a slash
 * behind it: git-lfs appends to it (clients.md 2.6).
 */
export function cloneUrls(
  configuration: Pick<Configuration, 'baseUrl' | 'SSH_HOST' | 'SSH_PORT' | 'SSH_USER'>,
  settings: Pick<Settings, 'customHttpCloneUrlRoot'>,
  fullPath: string,
): CloneUrls {
  const { baseUrl, SSH_HOST: host, SSH_PORT: port, SSH_USER: user } = configuration;
  const root = (settings.customHttpCloneUrlRoot ?? baseUrl).replace(/\/$/, '');
  return {
    http: `${root}/${fullPath}.git`,
    // The short form has no place for a port.
    ssh: port === SSH_PORT ? `${user}@${host}:${fullPath}.git` : `ssh://${user}@${host}:${port}/${fullPath}.git`,
  };
}
