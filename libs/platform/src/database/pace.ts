/** Milliseconds that something takes of late: a mean in which each new value counts for `share`. */
export class Pace {
  private mean: number | undefined;

  constructor(private readonly share: number) {}

  note(milliseconds: number): void {
    this.mean = this.mean === undefined ? milliseconds : this.mean + (milliseconds - this.mean) * this.share;
  }

  /** How many times as fast as the other; 1 while nothing is known of either. */
  comparedWith(other: Pace): number {
    return this.mean === undefined || other.mean === undefined ? 1 : other.mean / Math.max(this.mean, Number.EPSILON);
  }
}
