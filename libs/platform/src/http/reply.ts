/** A handler's answer with a status of its own; a handler that returns a plain value answers 200 with it. */
export class Reply {
  constructor(
    readonly status: number,
    readonly body?: unknown,
  ) {}
}

/** What a handler returned as it goes over the wire: JSON, `null` and bare numbers included; nothing with 204. */
export function wireForm(value: unknown): { readonly status: number; readonly text: string | undefined } {
  const { status, body } = value instanceof Reply ? value : { status: 200, body: value };
  return { status, text: status === 204 ? undefined : JSON.stringify(body ?? null) };
}
