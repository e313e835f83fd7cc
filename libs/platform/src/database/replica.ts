import type { Pool } from 'pg';
import type { Configuration } from '../config/configuration.js';
import { impatientPool } from './impatient-pool.js';
import { SharedReads } from './shared-reads.js';

/** Where the primary's log was at a moment; everything committed before `at` is in the log up to there. */
export interface Position {
  /** Milliseconds of `performance.now()`. */
  readonly at: number;
  readonly lsn: bigint;
}

interface Replayed {
  readonly lsn: string | null;
  readonly system: string;
}

/** One streaming standby, with connections of its own, and what is known of how far behind it is. */
export class Replica {
  /** Host and port, for logs. */
  readonly name: string;
  readonly pool: Pool;
  readonly reads: SharedReads;
  private fresh = Number.NEGATIVE_INFINITY;

  constructor(url: string, configuration: Configuration) {
    this.name = new URL(url).host;
    const { DATABASE_POOL_SIZE: max, DATABASE_PREPARED_STATEMENTS: pipeline } = configuration;
    // Nobody waits for it longer: the primary is asked instead, within the time of the request.
    this.pool = impatientPool(url, configuration, { max, pipeline });
    this.reads = new SharedReads(this.pool, true);
    // An idle connection that ends is no fault: the next check tells how the server is.
    this.pool.on('error', () => this.giveUp());
  }

  /** Everything committed before this moment of `performance.now()` is there for whoever begins to read now. */
  get freshAt(): number {
    return this.fresh;
  }

  /** No more reads until a check has found it well. */
  giveUp(): void {
    this.fresh = Number.NEGATIVE_INFINITY;
  }

  /**
   * Asks how far it has come.
   * @param positions of the primary, oldest first
   * @throws Error when it does not answer, or is no standby of that primary
   */
  async check(positions: readonly Position[], system: string): Promise<void> {
    const { rows } = await this.pool.query<Replayed>(REPLAYED);
    const replayed = rows[0]!;
    if (replayed.system !== system || replayed.lsn === null) throw new Error('not a standby of this primary');
    const lsn = parseLsn(replayed.lsn);
    const reached = positions.findLast((position) => position.lsn <= lsn);
    if (reached !== undefined) this.fresh = reached.at;
  }
}

/** A standby that was promoted goes on by itself, and tells no position any more. */
const REPLAYED = `
  SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() END::text AS lsn, system_identifier::text AS system
    FROM pg_control_system()`;

/** `16/B374D848` */
export function parseLsn(text: string): bigint {
  const [high, low] = text.split('/').map((part) => BigInt(`0x${part}`));
  return (high! << 32n) | low!;
}
