import { Inject, Injectable } from '@nestjs/common';
import { Clock, Configuration, ServiceUnavailable } from '@app/platform';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import type { CounterName, Increment, Sighting, UniqueCounterName } from './counters.js';
import { counterKey, uniqueCounterKey } from './usage-keys.js';
import { COUNT_USAGE } from './usage-script.js';

/** Seconds that GitLab keeps a week of a unique counter. */
const WEEK_KEPT = 6 * 7 * 24 * 60 * 60;
/** Lua takes so many arguments at once, and some more. */
const IDS_AT_ONCE = 5_000;

/** The usage of kas, counted in Redis for all processes together (schema.md 4.1). */
@Injectable()
export class UsageCounters {
  constructor(
    private readonly redis: Redis,
    private readonly clock: Clock,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  /**
   * Counts everything, or nothing. False when a sum is more than Redis can hold.
   * @throws ServiceUnavailable or Redis' own error when nothing was counted for another reason
   */
  async count(increments: readonly Increment[], sightings: readonly Sighting[]): Promise<boolean> {
    const added = increments.filter(({ amount }) => amount > 0);
    const seen = sightings.flatMap(({ name, ids }) => chunks(ids).map((part) => ({ name, ids: part })));
    if (added.length === 0 && seen.length === 0) return true;
    const now = this.clock.now();
    const ticket = await this.takeTicket();
    const keys = [
      ticket,
      ...added.map(({ name }) => counterKey(name)),
      ...seen.map(({ name }) => uniqueCounterKey(name, now)),
    ];
    const outcome = await this.redis.eval(
      COUNT_USAGE,
      keys.length,
      ...keys,
      added.length,
      ...added.map(({ amount }) => amount),
      WEEK_KEPT,
      ...seen.flatMap(({ ids }) => [ids.length, ...ids]),
    );
    if (outcome === 'late') throw new ServiceUnavailable();
    return outcome === 'counted';
  }

  /** The value of a counter, as the decimal digits that Redis holds. */
  async total(name: CounterName): Promise<string> {
    return (await this.redis.get(counterKey(name))) ?? '0';
  }

  /** How many different ids this week has seen. */
  async uniqueThisWeek(name: UniqueCounterName): Promise<number> {
    return this.redis.pfcount(uniqueCounterKey(name, this.clock.now()));
  }

  /** A key that lives, by the clock of Redis, for half of the time that one command is waited for. */
  private async takeTicket(): Promise<string> {
    const ticket = `internal_api:usage_ticket:${randomUUID()}`;
    await this.redis.set(ticket, 'open', 'PX', Math.ceil(this.configuration.REDIS_COMMAND_TIMEOUT / 2));
    return ticket;
  }
}

function chunks(ids: readonly number[]): number[][] {
  const parts: number[][] = [];
  for (let start = 0; start < ids.length; start += IDS_AT_ONCE) parts.push(ids.slice(start, start + IDS_AT_ONCE));
  return parts;
}
