import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './failure.mjs';
import { run } from './run.mjs';
import { root } from './settings.mjs';
import { changeCheckout } from './shared-checkout.mjs';

const sources = [
  'apps',
  'libs',
  'ormconfig.ts',
  'nest-cli.json',
  'rollup.config.mjs',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
];
const stamp = join(root, 'dist/.built-from');

export const entryOf = (app) => join(root, 'dist/apps', app, 'src/main.js');

/**
 * Builds all apps into dist, as `npm run build` does, when one of them is missing there or dist was made from other sources.
 * The sources are told apart by their content: times lie after a checkout.
 * @throws Failure with the compiler's words
 */
export async function build(stop) {
  const state = hashOf(sources);
  const isDone = () =>
    ['api', 'worker', 'admin'].every((app) => existsSync(entryOf(app))) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === state;

  await changeCheckout(stop, isDone, async () => {
    say('Building …');
    const step = (tool, ...words) =>
      run(process.execPath, [join(root, 'node_modules', tool), ...words], { cwd: root, stop, what: 'the build' });
    await step('@nestjs/cli/bin/nest.js', 'build', 'api');
    await step('@rollup/wasm-node/dist/bin/rollup', '--config', '--silent');
    writeFileSync(stamp, state);
  });
}

function hashOf(paths) {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0]);
  for (const path of paths) addTo(hash, path);
  return hash.digest('hex');
}

function addTo(hash, path) {
  const whole = join(root, path);
  if (!existsSync(whole)) return;
  const entries = path.includes('.') ? undefined : readdirSync(whole, { withFileTypes: true });
  if (!entries) {
    hash.update(path).update('\0').update(readFileSync(whole));
    return;
  }
  const byName = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of byName) {
    if (entry.isDirectory()) addTo(hash, `${path}/${entry.name}`);
    else if (!entry.name.endsWith('.spec.ts'))
      hash
        .update(path)
        .update('\0')
        .update(entry.name)
        .update(readFileSync(join(whole, entry.name)));
  }
}
