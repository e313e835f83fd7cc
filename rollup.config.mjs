import resolve from '@rollup/plugin-node-resolve';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Joined with our own modules. Every other package stays outside, and so do those of Nest's that nobody has installed. */
const isInside = (id) =>
  /^(?:@nestjs\/|(?:rxjs|tslib)(?:\/|$))/.test(id) && !/^@nestjs\/(?:microservices|websockets)\b/.test(id);

/** The folder of the package that `from` gets when it imports `id`; undefined for Node's own and for what is not installed. */
function packageOf(id, from) {
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(id)[0];
  const folders = createRequire(from).resolve.paths(id) ?? [];
  return folders.map((folder) => join(folder, name)).find(existsSync);
}

/**
 * Packages that stay outside are imported from `dist` and no longer from where the module lay, for which npm may have put
 * another version into a folder of its own.
 */
function isOutside(id, importer) {
  if (/^[./\0]/.test(id) || isInside(id)) return false;
  if (importer !== undefined && packageOf(id, importer) !== packageOf(id, import.meta.filename)) {
    throw new Error(`${importer} and dist would import different versions of ${id}`);
  }
  return true;
}

/** A chunk for each library, so that a line of a stack trace tells the room; what is loaded on demand has one of its own. */
function chunkOf(id, { getModuleInfo }) {
  const { importers, dynamicImporters } = getModuleInfo(id);
  if (importers.length === 0 && dynamicImporters.length > 0) return undefined;
  return /\/dist\/libs\/([^/]+)\//.exec(id)?.[1] ?? /\/node_modules\/@?(nestjs|rxjs)\//.exec(id)?.[1];
}

/** Helpers of the compiler that ask for `this`, and circles between Nest's own files. */
const isExpected = ({ code, ids = [] }) =>
  code === 'THIS_IS_UNDEFINED' ||
  (code === 'CIRCULAR_DEPENDENCY' && ids.every((id) => id.includes('/node_modules/@nestjs/')));

/** Makes one file of the modules of each library, for the services that have to start fast (docs/decisions/0019). */
export default {
  // Each bundle takes the place of the module that starts the service.
  input: Object.fromEntries(['api', 'worker'].map((app) => [`apps/${app}/src/main`, `dist/apps/${app}/src/main.js`])),
  output: { dir: 'dist', chunkFileNames: 'chunks/[name].js', manualChunks: chunkOf, hoistTransitiveImports: false },
  external: isOutside,
  plugins: [resolve({ exportConditions: ['es2015'] })],
  // Modules are kept whole: decorators register what they decorate.
  treeshake: false,
  onwarn: (warning) => {
    if (!isExpected(warning)) throw new Error(warning.message);
  },
};
