import { readFileSync } from 'node:fs';
import { parseGitalyAddress, type GitalyTarget } from './gitaly-address.js';

/** How one repository storage is reached: by the clients (clients.md 5), and by this service for what only a repository knows. */
export interface StorageConfiguration {
  /** Gitaly's address, as GitLab Shell, kas and this service dial it: `unix:`, `tcp://`, `tls://`, `dns:` or `dns+tls:`. */
  readonly address: string;
  /** Gitaly's token, or null where it has none. */
  readonly token: string | null;
  /** Feature flags sent to clients: `gitaly-feature-…` to `"true"` or `"false"`. */
  readonly features: Readonly<Record<string, string>>;
  readonly content: ContentSource;
}

/** Whom this service asks about the repositories of a storage. */
export type ContentSource = GitalyContentSource | DiskContentSource | NoContentSource;

/** Gitaly itself, at the storage's address. */
export interface GitalyContentSource {
  readonly from: 'gitaly';
  readonly target: GitalyTarget;
  /** Milliseconds that a call may take, by its kind (gitaly.md 1.4): a single question, a scan. */
  readonly deadlines: { readonly fast: number; readonly medium: number };
  /** Certificates in PEM that are trusted beside the usual ones, for `tls://` and `dns+tls:`; null for none. */
  readonly certificates: Buffer | null;
}

/** The `git` command line, on a disk that this process can read. */
export interface DiskContentSource {
  readonly from: 'disk';
  readonly path: string;
}

/** Nobody: decided by what the service has learnt of a repository. */
export interface NoContentSource {
  readonly from: 'nowhere';
}

const DEADLINES = { fast: 10_000, medium: 30_000 };
const LONGEST_DEADLINE = 300_000;

const DEFAULT = JSON.stringify({ default: { address: 'unix:/var/opt/gitlab/gitaly/gitaly.socket' } });

/**
 * Reads the JSON text of `GITALY_STORAGES`, an object of storages by name, each with an `address` and, where wanted:
 * `token`; `features`; `deadlines`, `{"fast":10000,"medium":30000}` in milliseconds; `certificates`, a file; `path`, when
 * the repositories lie on a disk that this process can read; `"content":"none"`, when nobody can be asked.
 * Unset: one storage `default` at Gitaly's usual socket.
 * @throws Error whose message completes the sentence "GITALY_STORAGES …"
 */
export function parseStorages(text: string = DEFAULT): Record<string, StorageConfiguration> {
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
  const { address, token = null, features = {} } = value;
  const target = typeof address === 'string' ? parseGitalyAddress(address) : undefined;
  if (typeof address !== 'string' || target === undefined) {
    throw new Error(
      `storage ${name} must have an address such as unix:/path, tcp://host:port, tls://host:port, dns:///host:port or dns+tls:///host:port`,
    );
  }
  if (token !== null && typeof token !== 'string') throw new Error(`storage ${name} must have a text or null as token`);
  if (!isRecord(features) || !Object.values(features).every((flag) => flag === 'true' || flag === 'false')) {
    throw new Error(`storage ${name} must have features whose values are "true" or "false"`);
  }
  return Object.freeze({
    address,
    token,
    features: Object.freeze(features as Record<string, string>),
    content: Object.freeze(contentSource(name, value, target)),
  });
}

function contentSource(name: string, value: Record<string, unknown>, target: GitalyTarget): ContentSource {
  const { path, content } = value;
  if (content !== undefined && content !== 'none') throw new Error(`storage ${name} must have no content but "none"`);
  if (path === undefined) {
    if (content === 'none') return { from: 'nowhere' };
    return { from: 'gitaly', target, deadlines: deadlines(name, value), certificates: certificates(name, value) };
  }
  if (content === 'none') throw new Error(`storage ${name} must have either a path or the content "none"`);
  if (typeof path !== 'string' || !path.startsWith('/')) throw new Error(`storage ${name} must have an absolute path`);
  return { from: 'disk', path };
}

function deadlines(name: string, { deadlines: given = {} }: Record<string, unknown>): GitalyContentSource['deadlines'] {
  const { fast = DEADLINES.fast, medium = DEADLINES.medium } = isRecord(given) ? given : {};
  if (!isRecord(given) || !isDeadline(fast) || !isDeadline(medium) || fast > medium) {
    throw new Error(`storage ${name} must have deadlines in whole milliseconds, fast no longer than medium`);
  }
  return Object.freeze({ fast, medium });
}

function certificates(name: string, { certificates: file }: Record<string, unknown>): Buffer | null {
  if (file === undefined) return null;
  const problem = `storage ${name} must have certificates in a readable file`;
  if (typeof file !== 'string') throw new Error(problem);
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(`${problem} (${(error as Error).message})`, { cause: error });
  }
}

function isDeadline(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= LONGEST_DEADLINE;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
