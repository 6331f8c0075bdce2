import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { registerTracing } from '../../../src/platform/observability/tracing-sdk.ts';
import { eventually } from '../basics/eventually.ts';

export type RecordedSpan = Parameters<SpanExporter['export']>[0][number];

export interface RecordedSpans extends AsyncDisposable {
  /** Those of the trace that have ended, once `enough` does not throw for them. */
  until(traceId: string, enough: (spans: readonly RecordedSpan[]) => void): Promise<readonly RecordedSpan[]>;
}

/** Traces this process, whose apps are to be started afterwards, and keeps its spans. */
export function recordSpans(): RecordedSpans {
  const recorded: RecordedSpan[] = [];
  const end = registerTracing({
    settings: {
      exporter: 'otlp',
      url: null,
      sampler: 'parentbased_always_on',
      ratio: 1,
      batches: { scheduledDelayMillis: 20, exportTimeoutMillis: 1_000, maxQueueSize: 100_000, maxExportBatchSize: 512 },
    },
    nodeId: 'test',
    exporter: {
      export(spans, done) {
        recorded.push(...spans);
        done({ code: 0 });
      },
      shutdown: async () => {},
    },
  });
  return {
    until: (traceId, enough) =>
      eventually(() => {
        const spans = recorded.filter((span) => span.spanContext().traceId === traceId);
        enough(spans);
        return spans;
      }),
    [Symbol.asyncDispose]: end,
  };
}
