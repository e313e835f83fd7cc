type Value = string | number | boolean;

/** Names are those of OpenTelemetry's conventions. */
export type SpanAttributes = Readonly<Record<string, Value | undefined>>;

/** Headers that carry a trace from one process to another: W3C `traceparent` and `tracestate`. */
export type TraceHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface SpanStart {
  readonly name: string;
  /** `server` and `consumer` may begin a trace; `client` and `internal` are steps of one and nothing without it. */
  readonly kind: 'server' | 'consumer' | 'client' | 'internal';
  readonly attributes?: SpanAttributes;
  /** Where it came from, for one that begins in this process. */
  readonly from?: TraceHeaders;
}

export interface SpanEnd {
  /** Replaces the first one, for what is known only in the end. */
  readonly name?: string;
  readonly attributes?: SpanAttributes;
  /** What was thrown, or a word for it; marks the span as failed. */
  readonly error?: Error | string;
}

export interface OpenSpan {
  readonly traceId: string;
  /** Runs work whose own spans belong below this one. */
  run<Result>(work: () => Result): Result;
  end(end?: SpanEnd): void;
}

/** What traces are made with; `otel.ts` is the one there is. */
export interface TraceBackend {
  /** Undefined for a step outside any trace. */
  open(start: SpanStart): OpenSpan | undefined;
  /** Headers for whoever is asked next. */
  headers(): Record<string, string>;
  /** Sends what is left. */
  stop(): Promise<void>;
}
