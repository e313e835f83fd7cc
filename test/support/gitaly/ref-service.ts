import { git, lines, pieces, runGit, type OpenRepository } from './git.js';
import { inMessages, type About, type CallContext, type Service } from './messages.js';
import { refusals } from './refusal.js';

const HEADS = 'refs/heads/';

export const refService: Service = {
  async FindDefaultBranchName(request: About<{ headOnly: boolean }>, call: CallContext) {
    const repository = call.open(request);
    const target = (await runGit(repository, ['symbolic-ref', '--quiet', 'HEAD'])).output.toString().trim();
    return { name: Buffer.from(request.headOnly ? target : await firstExisting(repository, target)) };
  },

  async RefExists(request: About<{ ref: Buffer }>, call: CallContext) {
    const repository = call.open(request);
    const ref = request.ref.toString();
    if (!ref.startsWith('refs/')) throw refusals.invalid('invalid refname');
    const { code, complaint } = await runGit(repository, ['show-ref', '--verify', '--quiet', ref]);
    if (code > 1) throw refusals.internal(complaint);
    return { value: code === 0 };
  },

  async *ListRefs(request: About<{ patterns: Buffer[]; head: boolean; peelTags: boolean }>, call: CallContext) {
    const repository = call.open(request);
    if (request.patterns.length === 0) throw refusals.invalid('patterns must have at least one entry');
    const patterns = request.patterns.map((pattern) => pattern.toString());
    const format = '--format=%(refname) %(objectname) %(*objectname)';
    const found = pieces(await git(repository, ['for-each-ref', format, '--', ...patterns]));
    const references = found.map((piece) => {
      const [name = '', target, peeledTarget] = piece.toString('latin1').split(' ');
      return { name: Buffer.from(name, 'latin1'), target, ...(request.peelTags ? { peeledTarget } : {}) };
    });
    if (request.head) {
      const target = (await git(repository, ['rev-parse', '--verify', 'HEAD'])).toString().trim();
      references.unshift({ name: Buffer.from('HEAD'), target });
    }
    for (const part of inMessages(references, call.settings)) yield { references: part };
  },

  async *ListBranchNamesContainingCommit(request: About<{ commitId: string; limit: number }>, call: CallContext) {
    const repository = call.open(request);
    const { commitId, limit } = request;
    if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commitId)) throw refusals.invalid(`invalid object ID: "${commitId}"`);
    const words = ['for-each-ref', `--contains=${commitId}`, `--count=${limit}`, '--format=%(refname:lstrip=2)', HEADS];
    const names = pieces(await git(repository, words));
    for (const branchNames of inMessages(names, call.settings)) yield { branchNames };
  },
};

/** HEAD's target, `main`, `master`, or the first branch by name, whichever is there (gitaly.md 3.6). */
async function firstExisting(repository: OpenRepository, target: string): Promise<string> {
  const branches = lines(await git(repository, ['for-each-ref', '--format=%(refname)', HEADS]));
  const wanted = [target, `${HEADS}main`, `${HEADS}master`].find((ref) => branches.includes(ref));
  return wanted ?? branches[0] ?? '';
}
