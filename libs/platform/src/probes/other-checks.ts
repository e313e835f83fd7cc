import { Injectable } from '@nestjs/common';

/** How one part of something beside the stores is, in the shape that GitLab's own probe has. */
export interface PartStatus {
  readonly status: 'ok' | 'failed';
  readonly message?: string;
  /** Which part, such as `{"shard":"default"}`. */
  readonly labels: Readonly<Record<string, string>>;
}

type Check = () => Promise<readonly PartStatus[]>;

/**
 * What `/-/readiness?all=1` shows beside the stores. It takes no process out of rotation: what fails here would fail in
 * every other process as well.
 */
@Injectable()
export class OtherChecks {
  private readonly checks = new Map<string, Check>();

  /** @param check never rejects, and takes no longer than a probe may */
  register(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  /** By name, such as `gitaly_check`. */
  async run(): Promise<Readonly<Record<string, readonly PartStatus[]>>> {
    const parts = [...this.checks].map(async ([name, check]) => [`${name}_check`, await check()] as const);
    return Object.fromEntries(await Promise.all(parts));
  }
}
