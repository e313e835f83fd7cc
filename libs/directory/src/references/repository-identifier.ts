import { parseId } from '@app/platform';

/** Kinds of repositories that an identifier can name (git-access.md 2.2). */
export type RepositoryKind = 'project' | 'wiki' | 'snippet' | 'design' | 'group_wiki';

export interface RepositoryIdentifier {
  readonly kind: RepositoryKind;
  /** Id of the project, snippet or group. */
  readonly id: number;
}

const KINDS: ReadonlySet<string> = new Set(['project', 'wiki', 'snippet', 'design']);

/**
 * Reads a `gl_repository`: `project-7`, `wiki-7`, `snippet-7`, `design-7`, `group-7-wiki`, and on input `project-7-wiki`.
 * Undefined for anything else; the endpoint says what that means.
 */
export function parseRepositoryIdentifier(text: string): RepositoryIdentifier | undefined {
  const [type = '', digits, suffix, ...more] = text.split('-');
  const id = parseId(digits);
  if (id === null || more.length > 0) return undefined;
  if (suffix === undefined) return KINDS.has(type) ? { kind: type as RepositoryKind, id } : undefined;
  if (suffix !== 'wiki') return undefined;
  if (type === 'project') return { kind: 'wiki', id };
  return type === 'group' ? { kind: 'group_wiki', id } : undefined;
}

/** The text that clients are given; the two-part form wherever there is one. */
export function formatRepositoryIdentifier({ kind, id }: RepositoryIdentifier): string {
  return kind === 'group_wiki' ? `group-${id}-wiki` : `${kind}-${id}`;
}
