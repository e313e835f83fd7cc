/** An answer whose text for people is more than a table of its data, and which may be a no. */
export class Report {
  constructor(
    readonly data: object,
    readonly text: string,
    readonly isYes: boolean,
  ) {}
}
