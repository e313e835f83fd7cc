import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { curvesSvg } from './plot.js';
import { markdown } from './report.js';
import type { Results } from './results.js';

const docs = resolve(import.meta.dirname, '../../docs');
const page = resolve(docs, 'performance.md');
const BEGIN = '<!-- results -->';
const END = '<!-- end of results -->';

/**
 * Called before anything is measured.
 * @throws Error for a run whose figures nobody could repeat by the command that the page names
 */
export function refuseToPublish(options: { quick: boolean; only: string | undefined; set: readonly string[] }): void {
  if (options.quick || options.only !== undefined || options.set.length > 0) {
    throw new Error('only a whole run with the default settings is published: leave out --quick, --only and --set');
  }
  const changed = execFileSync('git', ['status', '--porcelain', '--untracked-files=no'], { encoding: 'utf8' });
  if (changed !== '')
    throw new Error(`commit first what was changed, or nobody can tell what was measured:\n${changed}`);
}

/** Puts the figures of a run into the page, between its two marks, and draws its plot. */
export function publish(results: Results): void {
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from === -1 || to === -1) throw new Error(`${page} has no place for results`);
  writeFileSync(page, `${text.slice(0, from + BEGIN.length)}\n\n${markdown(results)}\n\n${text.slice(to)}`);
  if (results.curves.refs.length > 0) writeFileSync(resolve(docs, 'performance.svg'), curvesSvg(results));
}
