/** How one repository storage is reached (clients.md 5). */
export interface StorageConfiguration {
  /** Gitaly's address, as GitLab Shell and kas dial it: `unix:`, `tcp://`, `tls://` or `dns:`. */
  readonly address: string;
  /** Gitaly's token, or null where it has none. */
  readonly token: string | null;
  /** Folder of the repositories when they lie on a disk that this service can read; else absent. */
  readonly path?: string;
  /** Feature flags sent to clients: `gitaly-feature-…` to `"true"` or `"false"`. */
  readonly features: Readonly<Record<string, string>>;
}

const DEFAULT: Record<string, StorageConfiguration> = {
  default: { address: 'unix:/var/opt/gitlab/gitaly/gitaly.socket', token: null, features: {} },
};

/**
 * Reads the JSON text of `GITALY_STORAGES`:
 * `{"default":{"address":"tcp://gitaly:8075","token":"…","path":"/repositories","features":{}}}`.
 * Unset: one storage `default` at Gitaly's usual socket.
 * @throws Error whose message completes the sentence "GITALY_STORAGES …"
 */
export function parseStorages(text: string | undefined): Record<string, StorageConfiguration> {
  if (text === undefined) return DEFAULT;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Error('must be JSON text');
  }
  if (!isRecord(parsed) || Object.keys(parsed).length === 0) {
    throw new Error('must be an object with at least one storage');
  }
  return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, storage(name, value)]));
}

function storage(name: string, value: unknown): StorageConfiguration {
  if (!isRecord(value)) throw new Error(`storage ${name} must be an object`);
  const { address, token = null, path, features = {} } = value;
  if (typeof address !== 'string' || !/^(unix:|tcp:\/\/|tls:\/\/|dns:)\S+$/.test(address)) {
    throw new Error(`storage ${name} must have an address that begins with unix:, tcp://, tls:// or dns:`);
  }
  if (token !== null && typeof token !== 'string') throw new Error(`storage ${name} must have a text or null as token`);
  if (path !== undefined && (typeof path !== 'string' || !path.startsWith('/'))) {
    throw new Error(`storage ${name} must have an absolute path`);
  }
  if (!isRecord(features) || !Object.values(features).every((flag) => flag === 'true' || flag === 'false')) {
    throw new Error(`storage ${name} must have features whose values are "true" or "false"`);
  }
  return Object.freeze({
    address,
    token,
    ...(path === undefined ? {} : { path }),
    features: Object.freeze(features as Record<string, string>),
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
