/** A handler's answer with a status of its own; a handler that returns a plain value answers 200 with it. */
export class Reply {
  constructor(
    readonly status: number,
    readonly body?: unknown,
  ) {}
}
