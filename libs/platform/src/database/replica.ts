import type { ClientBase, Pool, PoolConfig } from 'pg';
import type { Configuration } from '../config/configuration.js';
import { impatientPool } from './impatient-pool.js';
import { SharedReads } from './shared-reads.js';

/** Where the primary's log was at a moment; everything committed before `at` is in the log up to there. */
export interface Position {
  /** Milliseconds of `performance.now()`. */
  readonly at: number;
  readonly lsn: bigint;
}

/** Then who was asked how far he is may not be who answers the reads. */
const SEVERAL = 'its address leads to several servers';

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
  /** The one that all its connections have reached, by when it was started; undefined while nobody has reached any. */
  private server: string | undefined;
  /** A connection has reached another one: nothing is used until all have ended. */
  private isMixed = false;

  constructor(url: string, configuration: Configuration) {
    this.name = new URL(url).host;
    const { DATABASE_POOL_SIZE: max, DATABASE_PREPARED_STATEMENTS: pipeline } = configuration;
    // Its type does not tell, but the pool waits for what this returns.
    const onConnect = ((client) => this.identify(client)) as PoolConfig['onConnect'];
    // Nobody waits for it longer: the primary is asked instead, within the time of the request.
    this.pool = impatientPool(url, configuration, { max, pipeline, onConnect });
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
    if (this.pool.totalCount === 0) this.beginAnew();
    if (this.isMixed) throw new Error(SEVERAL);
    const { rows } = await this.pool.query<Replayed>(REPLAYED);
    // It may have become known while the answer was on its way.
    if (this.isMixed) throw new Error(SEVERAL);
    const replayed = rows[0]!;
    if (replayed.system !== system || replayed.lsn === null) throw new Error('not a standby of this primary');
    const lsn = parseLsn(replayed.lsn);
    const reached = positions.findLast((position) => position.lsn <= lsn);
    if (reached !== undefined) this.fresh = reached.at;
  }

  /** Whoever is reached next is the one. What was known of another is not known of him. */
  private beginAnew(): void {
    this.giveUp();
    this.server = undefined;
    this.isMixed = false;
  }

  /**
   * Before anybody gets a new connection.
   * @throws Error when it leads to another server than those before it: what a check finds holds for one server
   */
  private async identify(client: ClientBase): Promise<void> {
    const { rows } = await client.query<{ server: string }>(SERVER);
    const { server } = rows[0]!;
    this.server ??= server;
    if (server === this.server && !this.isMixed) return;
    this.isMixed = true;
    this.giveUp();
    throw new Error(SEVERAL);
  }
}

/** A standby that was promoted goes on by itself, and tells no position any more. */
const REPLAYED = `
  SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() END::text AS lsn, system_identifier::text AS system
    FROM pg_control_system()`;

/** To the microsecond. Its address says less: the same server may have one of each family. */
const SERVER = `SELECT extract(epoch FROM pg_postmaster_start_time())::text AS server`;

/** `16/B374D848` */
export function parseLsn(text: string): bigint {
  const [high, low] = text.split('/').map((part) => BigInt(`0x${part}`));
  return (high! << 32n) | low!;
}
