import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { git } from './git.js';
import type { About, CallContext, Service } from './messages.js';
import { refusals } from './refusal.js';
import { isRepository, locate } from './storages.js';

export const repositoryService: Service = {
  RepositoryExists: (request: About, { settings }: CallContext) =>
    settled(() => ({ exists: isRepository(locate(request.repository, settings)) })),

  async HasLocalBranches(request: About, call: CallContext) {
    const branches = await git(call.open(request), ['for-each-ref', '--count=1', 'refs/heads/']);
    return { value: branches.length > 0 };
  },

  GetObjectDirectorySize: (request: About, call: CallContext) =>
    settled(() => {
      const { objectDirectory } = call.open(request);
      if (objectDirectory === undefined) throw refusals.invalid('object directory path is not set');
      if (!existsSync(objectDirectory)) throw refusals.notFound('object directory does not exist');
      return { size: kibibytes(objectDirectory) };
    }),

  RepositorySize: (request: About, call: CallContext) => settled(() => ({ size: kibibytes(call.open(request).path) })),

  async CreateRepository(request: About<{ defaultBranch: Buffer; objectFormat: number }>, { settings }: CallContext) {
    const { repository, defaultBranch, objectFormat } = request;
    const path = locate(repository, settings);
    if (repository?.gitObjectDirectory || repository?.gitAlternateObjectDirectories.length) {
      throw refusals.internal('quarantine configured on a mutator request');
    }
    if (existsSync(path)) throw refusals.exists('repository exists already');
    mkdirSync(dirname(path), { recursive: true });
    const branch = defaultBranch.length > 0 ? [`--initial-branch=${defaultBranch.toString()}`] : [];
    const format = objectFormat === 2 ? ['--object-format=sha256'] : [];
    const words = ['init', '--quiet', '--bare', '--template=', ...branch, ...format, path];
    await git({ path, objectDirectory: undefined, alternates: [] }, words);
    return {};
  },
};

/** The value, or its refusal, as a promise. */
async function settled<Value>(answer: () => Value): Promise<Value> {
  return Promise.resolve(answer());
}

function kibibytes(folder: string): number {
  const bytes = (path: string): number =>
    statSync(path).isDirectory()
      ? readdirSync(path).reduce((sum, name) => sum + bytes(join(path, name)), 0)
      : statSync(path).size;
  return Math.floor(bytes(folder) / 1024);
}
