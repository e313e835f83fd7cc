import { parseId } from '@app/platform';

/**
 * A repository that a path may mean (git-access.md 2.3). `container` is the path of the project, for a wiki also of a
 * group; it is undefined for a personal snippet.
 */
export type RepositoryCandidate =
  | { readonly kind: 'project' | 'wiki' | 'design'; readonly container: string }
  | { readonly kind: 'snippet'; readonly container: string | undefined; readonly id: number };

/** The path as routes hold it: no slashes at either end, and without one `.git`. */
export function normalizeRepositoryPath(path: string): string {
  // Not by a regular expression: that takes quadratic time on a path of slashes.
  let start = 0;
  let end = path.length;
  while (start < end && path[start] === '/') start += 1;
  while (end > start && path[end - 1] === '/') end -= 1;
  const trimmed = path.slice(start, end);
  return trimmed.endsWith('.git') ? trimmed.slice(0, -'.git'.length) : trimmed;
}

/** Everything that the parameter `project` may mean; the first one that exists is meant. */
export function repositoryCandidates(parameter: string): RepositoryCandidate[] {
  const path = normalizeRepositoryPath(parameter);
  // PostgreSQL holds no NUL, so nothing is called so.
  if (path === '' || path.includes('\0')) return [];
  const candidates: RepositoryCandidate[] = [{ kind: 'project', container: path }];
  const wiki = withoutSuffix(path, '.wiki');
  if (wiki !== undefined) candidates.push({ kind: 'wiki', container: wiki });
  const snippet = snippetOf(path);
  if (snippet !== undefined) candidates.push(snippet);
  const design = withoutSuffix(path, '.design');
  if (design !== undefined) candidates.push({ kind: 'design', container: design });
  return candidates;
}

/** The full path that clients are given. `container` as in `RepositoryCandidate`. */
export function repositoryFullPath(candidate: RepositoryCandidate): string {
  switch (candidate.kind) {
    case 'project':
      return candidate.container;
    case 'snippet':
      return `${candidate.container === undefined ? '' : `${candidate.container}/`}snippets/${candidate.id}`;
    default:
      return `${candidate.container}.${candidate.kind}`;
  }
}

function withoutSuffix(path: string, suffix: string): string | undefined {
  return path.length > suffix.length && path.endsWith(suffix) ? path.slice(0, -suffix.length) : undefined;
}

function snippetOf(path: string): RepositoryCandidate | undefined {
  const segments = path.split('/');
  const id = parseId(segments.at(-1));
  if (id === null || segments.at(-2) !== 'snippets') return undefined;
  const container = segments.slice(0, -2).join('/');
  return { kind: 'snippet', container: container === '' ? undefined : container, id };
}
