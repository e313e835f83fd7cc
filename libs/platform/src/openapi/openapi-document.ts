import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nearestFolderWith } from '../process/nearest-folder.js';

const FILE = 'docs/openapi.json';

/**
 * The text of `docs/openapi.json`, which is generated from the routes and never at run time. It is read whenever somebody
 * asks: nothing of it stays in memory.
 */
export function readOpenApiDocument(): Promise<string> {
  return readFile(join(nearestFolderWith(FILE), FILE), 'utf8');
}
