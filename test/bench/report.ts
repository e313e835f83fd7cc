import type { CurveName } from './curves.js';
import { TIMES, type Overload } from './overload.js';
import type { Side } from './measure.js';
import type { CaseResult, Point, Results } from './results.js';

const ms = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

/** Requests/s beside the floor's. */
export const ratio = ({ service, floor }: CaseResult): number => service.perSecond / floor.perSecond;

/** What the service needs, what the floor needs, and the first by the second. */
function pair(
  { service, floor }: CaseResult,
  of: (side: Side) => number | null,
  show: (value: number) => string,
): string {
  const [mine, bare] = [of(service), of(floor)];
  return mine === null || bare === null ? '?' : `${show(mine)} / ${show(bare)} = ${(mine / bare).toFixed(2)}`;
}

const COLUMNS: readonly (readonly [string, (result: CaseResult) => string])[] = [
  ['case', ({ name }) => name],
  ['connection', ({ close }) => (close ? 'new' : 'kept')],
  ['requests/s', ({ service }) => service.perSecond.toFixed(0)],
  ['floor', ({ floor }) => floor.perSecond.toFixed(0)],
  ['ratio', (result) => ratio(result).toFixed(2)],
  ['rounds', ({ ratios }) => ratios.map((one) => one.toFixed(2)).join(' to ')],
  [
    'tuned floor',
    ({ service, tuned }) =>
      tuned === null ? '?' : `${tuned.perSecond.toFixed(0)} = ${(service.perSecond / tuned.perSecond).toFixed(2)}`,
  ],
  ['p50 ms', (result) => pair(result, ({ p50 }) => p50, ms)],
  ['p99 ms', (result) => pair(result, ({ p99 }) => p99, ms)],
  [
    'CPU ms',
    (result) =>
      pair(
        result,
        ({ cpu }) => cpu,
        (value) => value.toFixed(2),
      ),
  ],
  ['statements', ({ statements }) => statements.toFixed(2)],
  ['RSS MB', ({ service }) => megabytes(service.rss)],
];

/** One line of the table on the terminal, as it is found. */
export const caseLine = (result: CaseResult): string =>
  COLUMNS.map(([title, cell], index) => (index === 0 ? cell(result).padEnd(21) : `${title} ${cell(result)}`)).join(
    '  ',
  );

/** One line about overload on the terminal, as it is found. */
export const overloadLine = ({ close, peak, beyond, left, refused }: Overload): string =>
  `${TIMES} times the peak, ${close ? 'new' : 'kept'}  good answers per second of CPU ${peak.toFixed(0)} / ${beyond.toFixed(0)}` +
  `  left ${left.toFixed(2)}  refused/s ${refused.toFixed(0)}`;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function table(results: readonly CaseResult[]): string {
  const right = COLUMNS.map((_, index) => (index < 2 ? '---' : '--:'));
  return [
    row(COLUMNS.map(([title]) => title)),
    row(right),
    ...results.map((result) => row(COLUMNS.map(([, cell]) => cell(result)))),
  ].join('\n');
}

/** By how much the time grows where the size grows tenfold. */
export function growth(points: readonly Point[]): string[] {
  return points.flatMap((from) => {
    const to = points.find(({ size }) => size === from.size * 10);
    return to === undefined ? [] : [`${from.size} → ${to.size}: ${(to.median / from.median).toFixed(2)}`];
  });
}

const NAMES: Readonly<Record<CurveName, string>> = {
  refs: 'refs of a push',
  rules: 'rules of its project',
  keys: 'keys of the instance',
  projects: 'projects of the instance',
};

/** The part of `docs/performance.md` that a run writes. */
export function markdown(results: Results): string {
  const { machine, date, commit, seconds, rounds, loadBefore, loadAfter } = results;
  const { startSeconds, rssAfterMix, cases, curves, overload } = results;
  const where = `${machine.processor}, ${machine.cores} cores, ${machine.memory} GB, ${machine.system}, Node ${machine.node}`;
  return [
    `Measured on ${date.slice(0, 16).replace('T', ' ')} UTC at commit ${commit}: ${where}. Load average ${loadBefore} before and ${loadAfter} after. ${rounds} rounds of ${seconds} s for each server and case. Pairs are service / floor = their quotient.`,
    table(cases),
    `Ready ${listed(startSeconds.map((one) => one.toFixed(2)))} s after the start of the process, over each of the data sets.${rssAfterMix === null ? '' : ` ${megabytes(rssAfterMix)} MB resident after the mix.`}`,
    ...(overload.length > 0 ? [overloadTable(overload)] : []),
    ...(curves.refs.length > 0 ? [curveTable(curves), PLOT] : []),
  ].join('\n\n');
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

function overloadTable(all: readonly Overload[]): string {
  const head = [`allowed _any, ${TIMES} times the peak`, 'peak: good per CPU second', 'beyond it', 'left', 'refused/s'];
  const rows = all.map(({ close, peak, beyond, left, refused }) =>
    row([close ? 'new' : 'kept', peak.toFixed(0), beyond.toFixed(0), left.toFixed(2), refused.toFixed(0)]),
  );
  return [row(head), row(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows].join('\n');
}

const PLOT = '![Time of one request against refs, rules, keys and projects](performance.svg)';

function curveTable(curves: Results['curves']): string {
  const rows = (Object.keys(curves) as CurveName[]).map((name) =>
    row([
      NAMES[name],
      curves[name].map(({ size, median }) => `${size}: ${median.toFixed(2)}`).join(', '),
      growth(curves[name]).join(', '),
    ]),
  );
  return [row(['one request at a time', 'median ms', 'tenfold costs']), row(['---', '---', '---']), ...rows].join('\n');
}
