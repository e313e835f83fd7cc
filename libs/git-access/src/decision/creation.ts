import type { Attempt } from './attempt.js';
import { namesProject } from './repository-path.js';
import { isPush } from './request.js';
import { isWithin } from './shared-checks.js';
import type { NewProject } from './verdict.js';

/**
 * Step 10: a first push to a path where nothing lies makes a project there (git-access.md 3.8). Whether its pusher may is
 * asked next, by whoever runs the decision. Deploy keys, nobody, and paths of snippets, wikis and designs make none.
 */
export function projectToCreate({ request, facts, actor }: Attempt): NewProject | undefined {
  const { repository, changes, withinNamespace } = request;
  if (facts.repository !== null || repository.by !== 'path' || actor.user === null) return undefined;
  if (!isPush(request) || changes.kind !== 'any' || !changes.literally) return undefined;
  const segments = repository.path.split('/');
  const name = segments.at(-1) ?? '';
  if (segments.at(-2) === 'snippets' || /\.(wiki|design)$/i.test(name)) return undefined;
  if (!namesProject(repository.path) || !isWithin(repository.path, withinNamespace)) return undefined;
  return { namespacePath: segments.slice(0, -1).join('/'), name };
}
