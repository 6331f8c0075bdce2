import {
  type Attributes,
  type Context,
  context,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/**
 * Spans of OpenTelemetry, at this project's own ports: a statement is named by its file, a script by its name, and callers who share a batch have
 * each a span of it, none of which a package that instruments the drivers could tell. Spans hold no values: neither parameters of
 * statements nor variables of documents. While nothing is traced, which is the default, no package but the API is loaded.
 */

let isOn = false;

/** Whether spans are made. Ask before anything is put together for one. */
export function isTracing(): boolean {
  return isOn;
}

/** For who has registered OpenTelemetry's SDK, and takes it away again. */
export function setTracing(on: boolean): void {
  isOn = on;
}

/** Where a span belongs: what it is of, or was caused by. */
export type Cause = Context;

export interface SpanOptions {
  kind?: SpanKind;
  attributes?: Attributes;
  /** Default: whatever is at work. */
  cause?: Cause | undefined;
}

const NAME = 'seatwire';

/** The span that is at work here, to be the cause of what is done elsewhere or later; null where there is none. */
export function currentCause(): Cause | null {
  if (!isOn) return null;
  const active = context.active();
  return trace.getSpanContext(active) ? active : null;
}

/** Runs `work` as a span, which ends when it has settled. */
export async function inSpan<T>(
  name: string,
  { cause, ...options }: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const parent = cause ?? context.active();
  const span = trace.getTracer(NAME).startSpan(name, options, parent);
  try {
    return await context.with(trace.setSpan(parent, span), () => work(span));
  } catch (error) {
    noteFailure(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** A span that ends elsewhere. End it once. */
export interface OpenSpan {
  /** For what is done within it. */
  readonly cause: Cause;
  end(): void;
  fail(error: unknown): void;
}

export function startSpan(name: string, { cause = context.active(), ...options }: SpanOptions): OpenSpan {
  const span = trace.getTracer(NAME).startSpan(name, options, cause);
  return {
    cause: trace.setSpan(cause, span),
    end: () => span.end(),
    fail(error) {
      noteFailure(span, error);
      span.end();
    },
  };
}

/**
 * Runs `work` once for several causes: each has a span of it, and what it does itself belongs to the first, to which the others are
 * linked. Without a cause it belongs to nothing.
 */
export async function inSpans<T>(
  name: string,
  { causes, ...options }: Omit<SpanOptions, 'cause'> & { causes: readonly Cause[] },
  work: () => Promise<T>,
): Promise<T> {
  const [first, ...others] = withoutRepetition(causes);
  if (!first) return await context.with(ROOT_CONTEXT, work);
  return await inSpan(name, { ...options, cause: first }, async (span) => {
    const links: Link[] = [{ context: span.spanContext() }];
    const spans = others.map((cause) => trace.getTracer(NAME).startSpan(name, { ...options, links }, cause));
    try {
      return await work();
    } catch (error) {
      for (const other of spans) noteFailure(other, error);
      throw error;
    } finally {
      for (const other of spans) other.end();
    }
  });
}

/** Runs the work of a batch for all who wait for it. A single one needs no span of it: what is done is theirs. */
export async function inBatch<T>(causes: readonly (Cause | null)[], work: () => Promise<T>): Promise<T> {
  if (!isOn) return await work();
  const known = causes.filter((cause) => cause !== null);
  if (known.length === 1) return await context.with(known[0]!, work);
  return await inSpans('batch', { causes: known, attributes: { 'seatwire.batch.size': causes.length } }, work);
}

/** What failed, without its words: they may repeat what a caller sent. */
function noteFailure(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', typeOf(error));
}

function typeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}

function withoutRepetition(causes: readonly Cause[]): Cause[] {
  return [...new Map(causes.map((cause) => [trace.getSpanContext(cause)?.spanId, cause])).values()];
}

/** What of a span travels with a request, a row of the outbox or a record: W3C's `traceparent`. Null where there is none. */
export function traceparentOf(cause: Cause | null = currentCause()): string | null {
  if (!cause) return null;
  const carrier: { traceparent?: string } = {};
  propagation.inject(cause, carrier);
  return carrier.traceparent ?? null;
}

/** The cause that a `traceparent` names. One that can't be read is as none. */
export function causeOf(traceparent: unknown): Cause | undefined {
  if (!isOn || typeof traceparent !== 'string') return undefined;
  const cause = propagation.extract(ROOT_CONTEXT, { traceparent });
  return trace.getSpanContext(cause) ? cause : undefined;
}

/** What a log line says of the span that is at work. */
export function traceFields(): { trace_id?: string; span_id?: string } {
  const active = isOn ? trace.getSpanContext(context.active()) : undefined;
  // Another object each time: the logger adds the fields of the line to it.
  return active ? { trace_id: active.traceId, span_id: active.spanId } : {};
}

export { type Span, SpanKind };
