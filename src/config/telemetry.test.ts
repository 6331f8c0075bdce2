import { describe, expect, it } from 'vitest';
import { type ConfigError, loadConfig } from '../config.ts';

const tracingOf = (env: Record<string, string>) => loadConfig(env).tracing;

function mistakes(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    return (error as ConfigError).lines;
  }
}

describe('tracing', () => {
  it('is off until somebody asks for it', () => {
    expect(tracingOf({})).toBeNull();
    expect(tracingOf({ OTEL_SERVICE_NAME: 'tickets', OTEL_TRACES_SAMPLER: 'always_on' })).toBeNull();
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
    expect(tracingOf({ ...endpoint, OTEL_SDK_DISABLED: 'true' })).toBeNull();
    expect(tracingOf({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' })).toBeNull();
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, 'http://collector:4318/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/base/' }, 'http://collector:4318/base/v1/traces'],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://b/here' },
      'https://b/here',
    ],
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, null],
  ])('with %j goes to %s', (env, url) => {
    expect(tracingOf(env)).toMatchObject({ exporter: 'otlp', url, sampler: 'parentbased_always_on', ratio: 1 });
  });

  it('takes what the specification says of samplers and batches', () => {
    expect(
      tracingOf({
        OTEL_TRACES_EXPORTER: 'console',
        OTEL_TRACES_SAMPLER: 'traceidratio',
        OTEL_TRACES_SAMPLER_ARG: '0.05',
        OTEL_BSP_SCHEDULE_DELAY: '100',
        OTEL_BSP_EXPORT_TIMEOUT: '200',
        OTEL_BSP_MAX_QUEUE_SIZE: '50',
      }),
    ).toEqual({
      exporter: 'console',
      url: null,
      sampler: 'traceidratio',
      ratio: 0.05,
      batches: { scheduledDelayMillis: 100, exportTimeoutMillis: 200, maxQueueSize: 50, maxExportBatchSize: 50 },
    });
  });

  it.each([
    [{ OTEL_TRACES_EXPORTER: 'zipkin' }, 'OTEL_TRACES_EXPORTER: must be one of none, otlp, console, not "zipkin"'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL: must be one of http/protobuf, not "grpc"'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' }, 'OTEL_EXPORTER_OTLP_ENDPOINT: must be a URL'],
    [{ OTEL_TRACES_SAMPLER_ARG: '2' }, 'OTEL_TRACES_SAMPLER_ARG: must be from 0 to 1'],
    [{ OTEL_BSP_MAX_QUEUE_SIZE: '0' }, 'OTEL_BSP_MAX_QUEUE_SIZE: must be above 0'],
  ])('refuses %j', (env, line) => {
    expect(mistakes(env)).toEqual([line]);
  });
});
