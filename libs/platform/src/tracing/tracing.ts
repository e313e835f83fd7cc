import { Injectable } from '@nestjs/common';
import type { OpenSpan, SpanStart, TraceBackend } from './span.js';

/** OpenTelemetry is one for a process, so this is as well. Undefined: off, and nothing of it was even loaded. */
let backend: TraceBackend | undefined;

/** Opens a span that the caller ends; undefined when there is nothing to trace. */
export function openSpan(start: () => SpanStart): OpenSpan | undefined {
  return backend === undefined ? undefined : backend.open(start());
}

/** Runs `work` within a span. While tracing is off this costs one comparison. */
export function traced<Result>(start: () => SpanStart, work: () => Promise<Result>): Promise<Result> {
  const span = openSpan(start);
  return span === undefined ? work() : finished(span, work);
}

/** Headers that let whoever gets them go on with the present trace; empty outside one. */
export function traceHeaders(): Record<string, string> {
  return backend === undefined ? {} : backend.headers();
}

async function finished<Result>(span: OpenSpan, work: () => Promise<Result>): Promise<Result> {
  try {
    const result = await span.run(work);
    span.end();
    return result;
  } catch (error) {
    span.end({ error: error instanceof Error ? error : String(error) });
    throw error;
  }
}

/** Tracing of this process, for as long as the application runs. */
@Injectable()
export class Tracing {
  private constructor(private readonly own: TraceBackend | undefined) {}

  /** Loads OpenTelemetry when there is somewhere to send traces to. */
  static async start(endpoint: string | undefined, service: string): Promise<Tracing> {
    if (endpoint === undefined) return new Tracing(undefined);
    const { startOpenTelemetry } = await import('./otel.js');
    backend = startOpenTelemetry(endpoint, service);
    return new Tracing(backend);
  }

  async stop(): Promise<void> {
    if (this.own === undefined) return;
    if (backend === this.own) backend = undefined;
    await this.own.stop();
  }
}
