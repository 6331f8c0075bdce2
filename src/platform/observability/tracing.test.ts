import { afterEach, describe, expect, it } from 'vitest';
import { type RecordedSpans, recordSpans } from '../../../test/kit/product/recorded-spans.ts';
import { createBatcher } from '../batching/batcher.ts';
import { causeOf, currentCause, inBatch, inSpan, isTracing, startSpan, traceFields, traceparentOf } from './tracing.ts';

const TRACES = ['a', 'b', 'c'].map((letter) => letter.repeat(32));
const parentOf = (traceId: string) => `00-${traceId}-${'1'.repeat(16)}-01`;

describe('while nothing is traced', () => {
  it('there are no spans, and what was sent with a request is not looked at', async () => {
    expect(isTracing()).toBe(false);
    expect(currentCause()).toBeNull();
    expect(traceparentOf()).toBeNull();
    expect(causeOf(parentOf(TRACES[0]!))).toBeUndefined();
    expect(traceFields()).toEqual({});
    expect(await inBatch([null], async () => 7)).toBe(7);
  });
});

describe('a span', () => {
  let spans: RecordedSpans;
  const begin = () => {
    spans = recordSpans();
    return spans;
  };
  afterEach(() => spans[Symbol.asyncDispose]());

  it('is a child of what a traceparent names, and names itself to what is done within it', async () => {
    begin();
    const told = await inSpan('outer', { cause: causeOf(parentOf(TRACES[0]!)) }, async (span) => {
      expect(traceFields()).toEqual({ trace_id: TRACES[0], span_id: span.spanContext().spanId });
      return await inSpan('inner', {}, async () => traceparentOf());
    });
    const [inner, outer] = await spans.until(TRACES[0]!, (found) => expect(found).toHaveLength(2));
    expect(outer!.parentSpanContext?.spanId).toBe('1'.repeat(16));
    expect(inner!.parentSpanContext?.spanId).toBe(outer!.spanContext().spanId);
    expect(told).toBe(`00-${TRACES[0]}-${inner!.spanContext().spanId}-01`);
  });

  it.each([undefined, null, 7, '', 'nonsense', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`, ['a', 'b']])(
    'begins a trace where %j was sent',
    (traceparent) => {
      begin();
      expect(causeOf(traceparent)).toBeUndefined();
    },
  );

  it('says that it failed, and by what, in no words', async () => {
    begin();
    const failure = Object.assign(new Error('ada@example.org is taken'), { code: '23505' });
    const failing = inSpan('failing', { cause: causeOf(parentOf(TRACES[0]!)) }, () => Promise.reject(failure));
    await expect(failing).rejects.toBe(failure);
    const [span] = await spans.until(TRACES[0]!, (found) => expect(found).toHaveLength(1));
    expect(span).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': 'Error 23505' }, events: [] });
    expect(JSON.stringify(span!.status)).not.toContain('ada');
  });

  it('is there for each of those who share a batch, linked to the one that the work belongs to', async () => {
    begin();
    const started = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const batcher = createBatcher<number, number>({
      maxItems: 10,
      async run(_key, items) {
        if (items[0] === 0) {
          started.resolve();
          await goOn.promise;
        }
        startSpan(`statement of ${items.join()}`, {}).end();
        return items.map((value) => ({ status: 'fulfilled', value }));
      },
    });
    const submit = (traceId: string, item: number) =>
      inSpan('operation', { cause: causeOf(parentOf(traceId)) }, () => batcher.submit('show', item));
    const first = submit(TRACES[0]!, 0);
    await started.promise;
    const others = [submit(TRACES[1]!, 1), submit(TRACES[2]!, 2)];
    goOn.resolve();
    await Promise.all([first, ...others]);
    const names = async (traceId: string, count: number) =>
      await spans.until(traceId, (found) => expect(found).toHaveLength(count));
    // One that comes alone is its own.
    expect((await names(TRACES[0]!, 2)).map(({ name }) => name).sort()).toEqual(['operation', 'statement of 0']);
    const second = await names(TRACES[1]!, 3);
    expect(second.map(({ name }) => name).sort()).toEqual(['batch', 'operation', 'statement of 1,2']);
    const third = await names(TRACES[2]!, 2);
    const batch = third.find(({ name }) => name === 'batch')!;
    expect(batch.links.map(({ context }) => context.traceId)).toEqual([TRACES[1]]);
  });
});
