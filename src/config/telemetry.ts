import { z } from 'zod';

const EXPORTERS = ['none', 'otlp', 'console'] as const;
const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
const PROTOCOL = 'http/protobuf';

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: ({ input }) => `must be one of ${values.join(', ')}, not "${input}"` });

const count = (fallback: number) =>
  z.coerce.number({ error: 'must be a number' }).int('must be whole').positive('must be above 0').default(fallback);

/**
 * Tracing by OpenTelemetry, with the variables that its specification has. Those of the exporter (headers, time-outs, certificates) and of the resource
 * (OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES) are read by its packages themselves. Null: nothing is traced, and no package of it is loaded.
 */
export const tracing = z
  .object({
    OTEL_SDK_DISABLED: z
      .string()
      .transform((value) => value.toLowerCase() === 'true')
      .default(false),
    OTEL_TRACES_EXPORTER: oneOf(EXPORTERS).optional(),
    OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ error: 'must be a URL' }).optional(),
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.url({ error: 'must be a URL' }).optional(),
    OTEL_EXPORTER_OTLP_PROTOCOL: oneOf([PROTOCOL]).optional(),
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: oneOf([PROTOCOL]).optional(),
    OTEL_TRACES_SAMPLER: oneOf(SAMPLERS).default('parentbased_always_on'),
    OTEL_TRACES_SAMPLER_ARG: z.coerce
      .number({ error: 'must be a number from 0 to 1' })
      .min(0, 'must be from 0 to 1')
      .max(1, 'must be from 0 to 1')
      .default(1),
    OTEL_BSP_SCHEDULE_DELAY: count(5_000),
    OTEL_BSP_EXPORT_TIMEOUT: count(30_000),
    OTEL_BSP_MAX_QUEUE_SIZE: count(2_048),
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: count(512),
  })
  .transform((env) => {
    const url = endpointOf(env);
    // The specification has otlp as the default, to a collector on this machine: here nothing is sent that nobody has asked for.
    const exporter = env.OTEL_TRACES_EXPORTER ?? (url === null ? 'none' : 'otlp');
    if (env.OTEL_SDK_DISABLED || exporter === 'none') return null;
    return {
      exporter,
      url,
      sampler: env.OTEL_TRACES_SAMPLER,
      ratio: env.OTEL_TRACES_SAMPLER_ARG,
      batches: {
        scheduledDelayMillis: env.OTEL_BSP_SCHEDULE_DELAY,
        exportTimeoutMillis: env.OTEL_BSP_EXPORT_TIMEOUT,
        maxQueueSize: env.OTEL_BSP_MAX_QUEUE_SIZE,
        maxExportBatchSize: Math.min(env.OTEL_BSP_MAX_EXPORT_BATCH_SIZE, env.OTEL_BSP_MAX_QUEUE_SIZE),
      },
    };
  });

/** Of traces; null: where the exporter sends to by itself, a collector on this machine. */
function endpointOf(env: {
  OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?: string | undefined;
}): string | null {
  if (env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT !== undefined) return env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  if (env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return null;
  return `${env.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, '')}/v1/traces`;
}
