/** An expected refusal of a change: a code to act on and a text for the operator who asked for it. */
export class Refusal {
  constructor(
    readonly code: string,
    readonly message: string,
  ) {}
}
