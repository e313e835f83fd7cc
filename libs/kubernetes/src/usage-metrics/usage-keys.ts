import { DateTime } from 'luxon';
import type { CounterName, UniqueCounterName } from './counters.js';

/** GitLab's key of a counter, without namespace (schema.md 4.1). */
export const counterKey = (name: CounterName): string => `USAGE_KUBERNETES_AGENT_${name.toUpperCase()}`;

/** GitLab's key of a unique counter in the ISO week of a moment; the braces keep all of them on one node. */
export function uniqueCounterKey(name: UniqueCounterName, moment: Date): string {
  return `{hll_counters}_${name}-${DateTime.fromJSDate(moment, { zone: 'utc' }).toFormat("kkkk'-'WW")}`;
}
