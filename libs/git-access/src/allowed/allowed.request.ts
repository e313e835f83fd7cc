import {
  actorReference,
  normalizeRepositoryPath,
  parseRepositoryIdentifier,
  repositoryCandidates,
  type ActorReference,
} from '@app/directory';
import { parseChanges, type AllowedRequest, type RepositoryKind, type RequestedRepository } from '../decision/index.js';
import type { AllowedParameters } from './allowed.parameters.js';
import { parseQuarantine, type Quarantine } from './quarantine.js';

/** One call of `/allowed`, read from its parameters. */
export interface AllowedCall {
  readonly request: AllowedRequest;
  readonly actor: ActorReference;
  /** What the request may mean, the likeliest first. */
  readonly candidates: readonly Candidate[];
  /** The repository as the request names it, in one spelling; for counting only. */
  readonly repositoryName: string;
  readonly quarantine: Quarantine;
  /** The repository as Gitaly's transaction sees it; null without one. */
  readonly snapshotPath: string | null;
}

/** One repository that may be meant: by the id of its project or snippet, or by the path of its project. */
export interface Candidate {
  readonly kind: RepositoryKind;
  readonly projectId?: number;
  readonly snippetId?: number;
  /** Empty for a personal snippet that is asked for by path. */
  readonly path?: string;
}

export function readCall(parameters: AllowedParameters, now: Date): AllowedCall {
  const { action = '', protocol = '', changes } = parameters;
  const { repository, candidates } = repositoryOf(parameters);
  return {
    request: {
      now,
      action,
      protocol,
      changes: parseChanges(changeLines(changes)),
      repository,
      address: restriction(parameters.check_ip),
      withinNamespace: restriction(parameters.namespace_path)?.replace(/^\/|\/$/g, '') ?? null,
    },
    actor: actorReference(parameters),
    candidates,
    repositoryName: normalizeRepositoryPath(parameters.project ?? parameters.gl_repository ?? '').toLowerCase(),
    quarantine: parseQuarantine(parameters.env),
    snapshotPath: parameters.relative_path || null,
  };
}

/**
 * An identifier alone decides; Gitaly sends a path of its own disk beside it (git-access.md 2.3). The Ruby shell sends it
 * blank beside a path, and means the path (clients.md 2.2).
 */
function repositoryOf({ gl_repository, project }: AllowedParameters): {
  repository: RequestedRepository;
  candidates: readonly Candidate[];
} {
  if (gl_repository) return byIdentifier(gl_repository);
  if (project === undefined) return { repository: { by: 'nothing' }, candidates: [] };
  return {
    repository: { by: 'path', path: normalizeRepositoryPath(project) },
    candidates: repositoryCandidates(project).map((candidate) =>
      candidate.kind === 'snippet'
        ? { kind: 'snippet', snippetId: candidate.id, path: candidate.container ?? '' }
        : { kind: candidate.kind, path: candidate.container },
    ),
  };
}

/** Wikis of groups are not kept here: one is answered like a wiki that does not exist. */
function byIdentifier(text: string): { repository: RequestedRepository; candidates: readonly Candidate[] } {
  const identifier = parseRepositoryIdentifier(text);
  if (identifier === undefined) return { repository: { by: 'identifier', kind: null }, candidates: [] };
  if (identifier.kind === 'group_wiki') return { repository: { by: 'identifier', kind: 'wiki' }, candidates: [] };
  const { kind, id } = identifier;
  return {
    repository: { by: 'identifier', kind },
    candidates: [kind === 'snippet' ? { kind, snippetId: id } : { kind, projectId: id }],
  };
}

/** What is no text is a change that cannot be read, and refused as one: left out, it would be a push of nothing. */
function changeLines(changes: unknown): readonly string[] {
  if (changes === undefined || changes === null) return [];
  const lines: readonly unknown[] = Array.isArray(changes) ? changes : [changes];
  return lines.map((line) => (typeof line === 'string' ? line : UNREADABLE));
}

/** Neither an address, a namespace nor a change: what is restricted to it is closed. */
const UNREADABLE = '?';

/**
 * What narrows a request. Clients leave out what they do not know, and some of them send it blank; but one that is there
 * and cannot be read, such as a parameter given twice, must not count as none.
 */
function restriction(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') return UNREADABLE;
  return value.trim() || null;
}
