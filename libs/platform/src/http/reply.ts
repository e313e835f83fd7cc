/** A handler's answer with a status of its own; a handler that returns a plain value answers 200 with it. */
export class Reply {
  constructor(
    readonly status: number,
    readonly body?: unknown,
  ) {}
}

export interface WireForm {
  readonly status: number;
  /** None with 204. */
  readonly text: string | undefined;
}

/** What a handler returned as it goes over the wire: JSON, `null` and bare numbers included. */
export function wireForm(value: unknown): WireForm {
  const { status, body } = value instanceof Reply ? value : { status: 200, body: value };
  return { status, text: status === 204 ? undefined : JSON.stringify(body ?? null) };
}
