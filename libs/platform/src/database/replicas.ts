import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import { Counter } from 'prom-client';
import type { Configuration } from '../config/configuration.js';
import { describeError, type Logger } from '../logging/logger.js';
import type { Metrics } from '../metrics/metrics.js';
import { Repetition } from '../process/repetition.js';
import { impatientPool } from './impatient-pool.js';
import { parseLsn, Replica, type Position } from './replica.js';

/** How often replicas are looked at while the longest lag lasts. */
const CHECKS = 4;

/** Who served a read, or why no replica did. */
export type ReadOutcome = 'replica' | 'behind' | 'own_write' | 'failed';

/** One choice of a replica; `freshAt` as it was then. */
export interface Choice {
  readonly replica: Replica;
  readonly freshAt: number;
}

/**
 * Standbys of the primary that take reads (`DATABASE_REPLICA_URLS`). Each is used while it is known to have everything that
 * was committed up to `DATABASE_REPLICA_MAX_LAG` ago, by the clock of this process: without news it is used no more.
 */
export class Replicas implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly replicas: readonly Replica[];
  private readonly used = new Set<Replica>();
  private readonly looking = new Set<Replica>();
  /** Of its own: writers that wait in the other pool would keep it from hearing how far the primary is. */
  private readonly primary: Pool;
  private readonly checks: Repetition;
  private readonly reads: Counter<'outcome'> | undefined;
  private positions: Position[] = [];
  private primaryLost = false;
  private turn = 0;

  constructor(
    urls: readonly string[],
    private readonly configuration: Configuration,
    { registry }: Metrics,
    private readonly logger: Logger,
  ) {
    this.primary = impatientPool(configuration.DATABASE_URL, configuration, { max: 1 });
    // The next check tells.
    this.primary.on('error', () => undefined);
    this.replicas = urls.map((url) => new Replica(url, configuration));
    this.checks = new Repetition(
      configuration.DATABASE_REPLICA_MAX_LAG / CHECKS,
      () => this.check(),
      (error) => this.notChecked(error),
    );
    if (this.none) return;
    this.reads = new Counter({
      name: 'internal_api_replica_reads_total',
      help: 'Reads that a replica may serve, by who did: a replica, or the primary and why.',
      labelNames: ['outcome'],
      registers: [registry],
    });
    for (const outcome of ['replica', 'behind', 'own_write', 'failed'] as const) this.reads.inc({ outcome }, 0);
  }

  /** No replicas are set: nothing is to be thought about. */
  get none(): boolean {
    return this.replicas.length === 0;
  }

  /** The next in turn of those that are near enough. */
  choose(): Choice | undefined {
    for (let tried = 0; tried < this.replicas.length; tried += 1) {
      this.turn = (this.turn + 1) % this.replicas.length;
      const replica = this.replicas[this.turn]!;
      const choice = { replica, freshAt: replica.freshAt };
      if (this.isNear(choice)) return choice;
    }
    return undefined;
  }

  /** True while what was read since the choice lacks nothing that is older than the longest lag. */
  isNear({ freshAt }: Choice): boolean {
    return performance.now() - freshAt <= this.configuration.DATABASE_REPLICA_MAX_LAG;
  }

  count(outcome: ReadOutcome): void {
    this.reads?.inc({ outcome });
  }

  /** A read has failed there: it gets no more until a check finds it well. */
  failed({ replica }: Choice, error: unknown): void {
    replica.giveUp();
    this.used.delete(replica);
    this.logger.warn('replica failed', { replica: replica.name, ...describeError(error) });
  }

  onApplicationBootstrap(): void {
    if (!this.none) this.checks.start();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.none) return;
    await this.checks.stop();
    await Promise.all([this.primary, ...this.replicas.map(({ pool }) => pool)].map((pool) => pool.end()));
  }

  private async check(): Promise<void> {
    const at = performance.now();
    const { rows } = await this.primary.query<{ lsn: string; system: string }>(INSERTED);
    const { lsn, system } = rows[0]!;
    this.primaryLost = false;
    const oldest = at - this.configuration.DATABASE_REPLICA_MAX_LAG;
    this.positions = [...this.positions.filter((position) => position.at >= oldest), { at, lsn: parseLsn(lsn) }];
    // One that hangs keeps none of the others waiting.
    for (const replica of this.replicas) if (!this.looking.has(replica)) void this.look(replica, system);
  }

  private async look(replica: Replica, system: string): Promise<void> {
    this.looking.add(replica);
    let reason: object = { reason: 'behind' };
    try {
      await replica.check(this.positions, system);
    } catch (error) {
      replica.giveUp();
      reason = describeError(error);
    }
    this.looking.delete(replica);
    const near = this.isNear({ replica, freshAt: replica.freshAt });
    if (near === this.used.has(replica)) return;
    if (near) {
      this.used.add(replica);
      this.logger.info('replica in use', { replica: replica.name });
    } else {
      this.used.delete(replica);
      this.logger.warn('replica not in use', { replica: replica.name, ...reason });
    }
  }

  /** Without the primary's position nobody knows how old a replica is: all reads go back to the primary. Told once. */
  private notChecked(error: unknown): void {
    if (!this.primaryLost) this.logger.warn('replicas not checked', describeError(error));
    this.primaryLost = true;
  }
}

/** The insert position: what a transaction without `synchronous_commit` has shown is in front of it as well. */
const INSERTED = `
  SELECT pg_current_wal_insert_lsn()::text AS lsn, system_identifier::text AS system FROM pg_control_system()`;

/** The addresses of the setting. */
export const replicaUrls = ({ DATABASE_REPLICA_URLS }: Configuration): string[] =>
  DATABASE_REPLICA_URLS.split(',').filter((url) => url !== '');
