import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { OpenSpan, SpanEnd, SpanStart, TraceBackend } from './span.js';

const KINDS = {
  server: SpanKind.SERVER,
  consumer: SpanKind.CONSUMER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
} as const;

/**
 * Traces to a collector over OTLP/HTTP, in JSON. This file alone imports OpenTelemetry, and is imported only when traces
 * are wanted. The sampler, the batches and the exporter's headers follow OpenTelemetry's own variables, such as
 * `OTEL_TRACES_SAMPLER`.
 * @param endpoint address of the collector; `/v1/traces` is appended
 */
export function startOpenTelemetry(endpoint: string, service: string): TraceBackend {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  provider.register();
  const tracer = provider.getTracer('gitlab-internal-api');
  return {
    open({ name, kind, attributes, from }: SpanStart): OpenSpan | undefined {
      const active = context.active();
      const isStep = kind === 'client' || kind === 'internal';
      if (isStep && trace.getSpan(active) === undefined) return undefined;
      const parent = from === undefined ? active : propagation.extract(ROOT_CONTEXT, from);
      const span = tracer.startSpan(name, { kind: KINDS[kind], attributes: attributes as Attributes }, parent);
      return new ActiveSpan(span, trace.setSpan(parent, span));
    },
    headers(): Record<string, string> {
      const headers: Record<string, string> = {};
      propagation.inject(context.active(), headers);
      return headers;
    },
    async stop(): Promise<void> {
      await provider.shutdown();
      for (const part of [trace, context, propagation]) part.disable();
    },
  };
}

class ActiveSpan implements OpenSpan {
  constructor(
    private readonly span: Span,
    private readonly within: ReturnType<typeof context.active>,
  ) {}

  get traceId(): string {
    return this.span.spanContext().traceId;
  }

  run<Result>(work: () => Result): Result {
    return context.with(this.within, work);
  }

  end({ name, attributes = {}, error }: SpanEnd = {}): void {
    const { span } = this;
    if (name !== undefined) span.updateName(name);
    span.setAttributes(attributes);
    if (error !== undefined) {
      const thrown = error instanceof Error;
      span.setAttribute('error.type', thrown ? error.name : error);
      span.setStatus({ code: SpanStatusCode.ERROR, ...(thrown ? { message: error.message } : {}) });
    }
    span.end();
  }
}
