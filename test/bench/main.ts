import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { runBench } from './bench.js';
import { publish, refuseToPublish } from './publish.js';
import { caseLine, ratio } from './report.js';
import { earlierResults } from './results.js';

const USAGE = `npm run bench -- [options]
  --quick            a few seconds a case on a small data set, no curves
  --only PATTERN     cases whose name matches, overload among them; no curves
  --seconds N        of one round
  --rounds N         of each case; the service and the floor take turns
  --set NAME=VALUE   a setting of the service, as often as needed
  --compare FILE     shows each case beside an earlier run on this machine
  --publish          writes docs/performance.md and its plot; of a whole run of what is committed only`;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    set: { type: 'string', multiple: true, default: [] },
    compare: { type: 'string' },
    publish: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) {
  console.log(USAGE);
} else {
  const { quick, only } = options;
  if (options.publish) refuseToPublish({ quick, only, set: options.set });
  const earlier = options.compare === undefined ? undefined : earlierResults(options.compare, quick);
  const { results, file } = await runBench({
    quick,
    only: only === undefined ? undefined : new RegExp(only),
    seconds: Number(options.seconds ?? (quick ? 1.5 : 4)),
    rounds: Number(options.rounds ?? (quick ? 3 : 5)),
    settings: Object.fromEntries(options.set.map((setting) => setting.split(/=(.*)/s, 2) as [string, string])),
    say: (line) => console.error(line),
  });
  console.error(`written to ${file}`);
  for (const result of results.cases) {
    const before = earlier?.cases.find(({ name, close }) => name === result.name && close === result.close);
    if (before) console.log(`${caseLine(result)}  before: ratio ${ratio(before).toFixed(2)}`);
  }
  if (options.publish) publish(results);
}
