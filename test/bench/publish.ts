import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { curvesSvg } from './plot.js';
import { markdown } from './report.js';
import type { Results } from './results.js';

const docs = resolve(import.meta.dirname, '../../docs');
const page = resolve(docs, 'performance.md');
const BEGIN = '<!-- results -->';
const END = '<!-- end of results -->';

/** Puts the figures of a run into the page, between its two marks, and draws its plot. */
export function publish(results: Results): void {
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from === -1 || to === -1) throw new Error(`${page} has no place for results`);
  writeFileSync(page, `${text.slice(0, from + BEGIN.length)}\n\n${markdown(results)}\n\n${text.slice(to)}`);
  if (results.curves.refs.length > 0) writeFileSync(resolve(docs, 'performance.svg'), curvesSvg(results));
}
