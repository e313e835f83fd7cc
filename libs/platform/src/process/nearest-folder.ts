import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The closest folder, from `from` upwards, in which `path` lies. Sources, compiled modules and bundles lie at different depths.
 * @throws Error when there is none
 */
export function nearestFolderWith(path: string, from = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, path))) return folder;
    if (dirname(folder) === folder) throw new Error(`no ${path} in ${from} or above it`);
  }
}
