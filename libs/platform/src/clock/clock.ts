import { Injectable } from '@nestjs/common';

/** The one source of time, so that a test can stop it. */
@Injectable()
export class Clock {
  /** Now. */
  now(): Date {
    return new Date();
  }

  /** Whole seconds since 1970, as JWT claims count. */
  seconds(): number {
    return Math.floor(this.now().getTime() / 1000);
  }

  /** The calendar date in UTC, `YYYY-MM-DD`. */
  today(): string {
    return this.now().toISOString().slice(0, 10);
  }
}
