import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * The text of `docs/openapi.json`, which is generated from the routes and never at run time. It is read whenever somebody
 * asks: nothing of it stays in memory.
 */
export function readOpenApiDocument(): Promise<string> {
  return readFile(join(root(), 'docs/openapi.json'), 'utf8');
}

/** The checkout or the image: sources and compiled files lie at different depths below it. */
function root(folder = import.meta.dirname): string {
  return existsSync(join(folder, 'package.json')) ? folder : root(dirname(folder));
}
