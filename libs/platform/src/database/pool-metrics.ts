import type { Pool } from 'pg';
import { Gauge, type Registry } from 'prom-client';
import type { SharedReads } from './shared-reads.js';

/** Gauges of the pool under GitLab's own names, read when somebody looks. */
export function exposePool(
  { pool, reads }: { readonly pool: Pool; readonly reads: SharedReads },
  registry: Registry,
): void {
  const readings: Record<string, [help: string, read: () => number]> = {
    size: ['Connections that the pool may open.', () => pool.options.max],
    connections: ['Connections that are open.', () => pool.totalCount],
    busy: ['Connections that serve somebody.', () => pool.totalCount - pool.idleCount],
    idle: ['Connections that wait for work.', () => pool.idleCount],
    waiting: ['Statements that wait for a connection.', () => pool.waitingCount + reads.waiting],
  };
  for (const [name, [help, read]] of Object.entries(readings)) {
    const gauge: Gauge = new Gauge({
      name: `gitlab_database_connection_pool_${name}`,
      help,
      registers: [registry],
      collect: () => gauge.set(read()),
    });
  }
}
