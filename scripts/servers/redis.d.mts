import type { RunningServer } from './postgres.mjs';

export function findRedis(): string | undefined;

export function startRedis(options: {
  dataDir: string;
  port?: number;
  appendOnly?: boolean;
  databases?: number;
}): Promise<RunningServer>;
