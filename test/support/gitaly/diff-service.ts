import { git, pieces } from './git.js';
import { inMessages, type About, type CallContext, type Service } from './messages.js';
import { describe } from './objects.js';
import { refusals } from './refusal.js';
import type { GitalySettings } from './settings.js';

interface DiffRequest {
  readonly commitRequest?: { readonly commitRevision: string; readonly parentCommitRevisions: string[] };
  readonly treeRequest?: { readonly leftTreeRevision: string; readonly rightTreeRevision: string };
}

interface FindChangedPaths {
  readonly commits: string[];
  readonly requests: DiffRequest[];
  readonly mergeCommitDiffMode: number;
}

const ALL_PARENTS = 2;
const STATUS: Readonly<Record<string, string>> = { A: 'ADDED', M: 'MODIFIED', D: 'DELETED', T: 'TYPE_CHANGE' };

export const diffService: Service = {
  async *FindChangedPaths(request: About<FindChangedPaths>, call: CallContext) {
    const repository = call.open(request);
    const { commits, requests, mergeCommitDiffMode: mode } = request;
    if (commits.length > 0 && requests.length > 0) throw refusals.invalid('cannot specify both commits and requests');
    const wanted = [...requests.map(revisionsOf), ...commits.map((commit) => [`${commit}^{commit}`])];
    const resolved = await describe(repository, wanted.flat());
    const ids = wanted.flat().map((revision, index) => {
      const found = resolved[index];
      if (found === undefined) throw refusals.notFound(`revision not found: "${revision}"`);
      return found.id;
    });
    let next = 0;
    const input = wanted.map((revisions) => ids.slice(next, (next += revisions.length)).join(' '));
    const words = ['diff-tree', '--stdin', '-r', '-z', '--no-renames', mode === ALL_PARENTS ? '-c' : '-m'];
    const root = call.settings.era === 'now' ? ['--root'] : [];
    const output = await git(repository, [...words, ...root], `${input.join('\n')}\n`);
    const paths = [...changedPaths(pieces(output, '\0'), call.settings)];
    for (const part of inMessages(paths, call.settings)) yield { paths: part };
  },
};

/** Peeled, so that an unknown one is known before git begins. */
function revisionsOf({ commitRequest, treeRequest }: DiffRequest): string[] {
  if (commitRequest) {
    const { commitRevision, parentCommitRevisions } = commitRequest;
    return [commitRevision, ...parentCommitRevisions].map((revision) => `${revision}^{commit}`);
  }
  if (!treeRequest) throw refusals.invalid('empty request');
  return [treeRequest.leftTreeRevision, treeRequest.rightTreeRevision].map((revision) => `${revision}^{tree}`);
}

/**
 * Reads git's raw format: ids of commits, and pairs of `:<modes> <ids> <statuses>` and a path. A colon for each parent:
 * a file that differs from all of them is an entry for each.
 */
function* changedPaths(output: readonly Buffer[], { era }: GitalySettings) {
  let commitId = '';
  for (let index = 0; index < output.length; index++) {
    // A pair of trees is one line in front of the first entry.
    const text = (output[index] as Buffer).toString('latin1').replace(/^[0-9a-f]+ [0-9a-f]+\n/, '');
    const colons = /^:*/.exec(text)?.[0].length ?? 0;
    if (colons === 0) {
      commitId = text;
      continue;
    }
    const path = output[++index];
    const words = text.slice(colons).split(' ');
    const newMode = words[colons] ?? '';
    const newBlobId = words[2 * colons + 1];
    const statuses = words[2 * colons + 2] ?? '';
    for (let parent = 0; parent < colons; parent++) {
      yield {
        path,
        status: STATUS[statuses[parent] ?? ''],
        oldMode: parseInt(words[parent] ?? '', 8),
        newMode: parseInt(newMode, 8),
        ...(era === 'now' ? { oldBlobId: words[colons + 1 + parent], newBlobId, commitId } : {}),
      };
    }
  }
}
