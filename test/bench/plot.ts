import type { CurveName } from './curves.js';
import type { Point, Results } from './results.js';

const WIDTH = 260;
const HEIGHT = 200;
const LEFT = 52;
const TOP = 34;
const GAP = 36;
const COLOUR = '#c4421a';

const TITLES: Readonly<Record<CurveName, string>> = {
  refs: 'refs of a push',
  rules: 'branch rules, 1 ref',
  keys: 'keys, authorized_keys',
  projects: 'projects, allowed _any',
};

/** The four curves side by side, with logarithmic axes: a straight line at 45° is proportional growth, a flat one none. */
export function curvesSvg({ curves }: Results): string {
  const names = Object.keys(TITLES) as CurveName[];
  const width = names.length * (WIDTH + LEFT + GAP) + GAP;
  const panels = names.map((name, index) => panel(TITLES[name], curves[name], GAP + index * (WIDTH + LEFT + GAP)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT + TOP + 52}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    ...panels,
    `</svg>`,
    '',
  ].join('\n');
}

function panel(title: string, points: readonly Point[], x: number): string {
  const [right, up] = [
    axis(
      points.map(({ size }) => size),
      WIDTH,
    ),
    axis(
      points.map(({ median }) => median),
      HEIGHT,
    ),
  ];
  const at = ({ size, median }: Point): string => `${round(right.place(size))},${round(HEIGHT - up.place(median))}`;
  const ticks = [
    ...right.ticks.map((tick) => text(right.place(tick), HEIGHT + 18, 'middle', short(tick))),
    ...up.ticks.map((tick) => text(-8, HEIGHT - up.place(tick) + 4, 'end', `${short(tick)} ms`)),
    ...up.ticks.map((tick) => line(0, HEIGHT - up.place(tick), WIDTH, HEIGHT - up.place(tick), '#ddd')),
  ];
  return [
    `<g transform="translate(${x + LEFT},${TOP})">`,
    text(WIDTH / 2, -14, 'middle', title),
    ...ticks,
    line(0, HEIGHT, WIDTH, HEIGHT, '#555'),
    line(0, 0, 0, HEIGHT, '#555'),
    `<polyline fill="none" stroke="${COLOUR}" stroke-width="2" points="${points.map(at).join(' ')}"/>`,
    ...points.map(
      (point) => `<circle r="3.5" fill="${COLOUR}" cx="${at(point).split(',')[0]}" cy="${at(point).split(',')[1]}"/>`,
    ),
    `</g>`,
  ].join('\n');
}

/** Powers of ten around the values. */
function axis(values: readonly number[], length: number): { place(value: number): number; ticks: number[] } {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    place: (value) => ((Math.log10(value) - low) / (high - low)) * length,
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
const short = (value: number): string =>
  value >= 1e6 ? `${value / 1e6}M` : value >= 1e3 ? `${value / 1e3}k` : String(Number(value.toPrecision(3)));
const text = (x: number, y: number, anchor: string, words: string): string =>
  `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${words}</text>`;
const line = (x1: number, y1: number, x2: number, y2: number, stroke: string): string =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${stroke}"/>`;
