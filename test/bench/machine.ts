import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { arch, cpus, hostname, loadavg, platform, release, totalmem } from 'node:os';

/** What makes figures comparable: the same machine with the same programs on it. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Whole gigabytes. */
  readonly memory: number;
  readonly system: string;
  readonly node: string;
  /** Short digest of all of the above, and of what the machine calls itself: two of a kind can be differently busy. */
  readonly fingerprint: string;
}

export function thisMachine(): Machine {
  const machine = {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memory: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release().split('.', 2).join('.')} ${arch()}`,
    node: process.version,
  };
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([machine, identity()]))
    .digest('hex')
    .slice(0, 12);
  return { ...machine, fingerprint };
}

/** Where Linux keeps it; elsewhere the name in the network has to do. */
const MACHINE_ID = '/etc/machine-id';
const identity = (): string => (existsSync(MACHINE_ID) ? readFileSync(MACHINE_ID, 'utf8').trim() : hostname());

/** Processes that wanted to run in the last minute, the bench's own included. */
export const load = (): number => Math.round((loadavg()[0] ?? 0) * 10) / 10;
