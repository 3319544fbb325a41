import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { storyOf } from '@foodious/kernel/context.ts';
import type { ProcessSettings } from './settings.ts';

/** This process, where instances are told apart. */
export const INSTANCE = `${hostname()}-${process.pid}`;

/** How long what is left may take to be sent when a process ends, in milliseconds. */
const LAST_WORDS_MS = 2_000;

/** Something under way in a trace. */
export type Span = {
  /** The trace context of what happens inside it. */
  traceparent: string;
  /** Ends it; an error marks it as failed, by its kind only. */
  end(error?: unknown): void;
};

type NewSpan = {
  name: string;
  kind: 'server' | 'consumer' | 'client';
  service: string;
  /** The trace context it is part of; a fresh one begins a trace of the same id. */
  traceparent: string;
  fresh?: boolean;
  /** Ids and codes only, as in logs. */
  attributes?: Record<string, string | number>;
};

const off = ({ traceparent }: NewSpan): Span => ({ traceparent, end() {} });
let start: (span: NewSpan) => Span = off;

/** Begins a span. While nothing exports traces it costs nothing and hands the trace context on as it came. */
export const startSpan = (span: NewSpan): Span => start(span);

/**
 * Exports traces over OTLP when `OTEL_EXPORTER_OTLP_ENDPOINT` is set; the SDK is loaded only then. A caller's sampling
 * decision is followed, our own stories are sampled by `OTEL_TRACES_SAMPLER_ARG`.
 * @returns what sends the rest and ends it.
 */
export async function startTelemetry(
  settings: Pick<ProcessSettings, 'OTEL_EXPORTER_OTLP_ENDPOINT' | 'OTEL_TRACES_SAMPLER_ARG'>,
): Promise<{ stop(): Promise<void> }> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: ratio } = settings;
  if (!endpoint) return { async stop() {} };
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = await import('@opentelemetry/api');
  const { BatchSpanProcessor, ParentBasedSampler, RandomIdGenerator, TraceIdRatioBasedSampler, TracerProvider } =
    await import('@opentelemetry/sdk-trace');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const { resourceFromAttributes } = await import('@opentelemetry/resources');

  const random = new RandomIdGenerator();
  let story = '';
  // A root span takes the id of its story, so that logs, timeline and trace are found by the same one.
  const idGenerator = { generateSpanId: () => random.generateSpanId(), generateTraceId: () => story };
  const sampler = new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) });
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const providers = new Map<string, InstanceType<typeof TracerProvider>>();
  const tracerOf = (service: string) => {
    let provider = providers.get(service);
    if (!provider) {
      provider = new TracerProvider({
        resource: resourceFromAttributes({ 'service.name': service, 'service.instance.id': INSTANCE }),
        spanProcessors: [
          new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }), scheduledDelayMillis: 1_000 }),
        ],
        sampler,
        idGenerator,
      });
      providers.set(service, provider);
    }
    return provider.getTracer('foodious');
  };
  const kinds = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER, client: SpanKind.CLIENT };

  start = ({ name, kind, service, traceparent, fresh, attributes = {} }) => {
    const [, traceId = '', spanId = '', flags = '00'] = traceparent.split('-');
    story = storyOf(traceparent).replaceAll('-', '');
    const parent = fresh
      ? ROOT_CONTEXT
      : trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true });
    const span = tracerOf(service).startSpan(name, { kind: kinds[kind], attributes }, parent);
    const own = span.spanContext();
    return {
      traceparent: `00-${own.traceId}-${own.spanId}-${own.traceFlags.toString(16).padStart(2, '0')}`,
      end(error) {
        if (error !== undefined)
          span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
        span.end();
      },
    };
  };
  return {
    async stop() {
      start = off;
      // A collector that is away must not hold the process up.
      const late = sleep(LAST_WORDS_MS, undefined, { ref: false });
      await Promise.race([late, Promise.all([...providers.values()].map((provider) => provider.shutdown()))]);
    },
  };
}
