import { type Cause, causeOf, inSpans, SpanKind, startSpan, traceparentOf } from '../observability/tracing.ts';
import { aroundHandling } from './around-handling.ts';
import type { ConsumedRecord, EventLog, EventRecord } from './event-log.ts';

/**
 * The event log with a span for each record that came of something traced: where it is sent, as a child of what the event came of, and where
 * it is consumed, as a child of that. Records of several traces that are handled together are a span in each.
 */
export function traceEventLog(log: EventLog): EventLog {
  return {
    ensureTopics: (topics) => log.ensureTopics(topics),
    async append(records) {
      const sending = records.map(sendingOf);
      try {
        await log.append(sending.map(({ record }) => record));
        for (const { span } of sending) span?.end();
      } catch (error) {
        for (const { span } of sending) span?.fail(error);
        throw error;
      }
    },
    consume: (options) =>
      log.consume(aroundHandling(options, (records, work) => handling(records, options.groupId, work))),
    ping: () => log.ping(),
    unacknowledged: () => log.unacknowledged(),
    close: () => log.close(),
  };
}

function sendingOf(record: EventRecord): { record: EventRecord; span: ReturnType<typeof startSpan> | null } {
  const cause = causeOf(record.headers.traceparent);
  if (!cause) return { record, span: null };
  const span = startSpan(`send ${record.topic}`, {
    kind: SpanKind.PRODUCER,
    cause,
    attributes: { ...attributesOf(record), 'messaging.operation.type': 'send' },
  });
  const traceparent = traceparentOf(span.cause);
  return { record: traceparent === null ? record : { ...record, headers: { ...record.headers, traceparent } }, span };
}

function handling(records: readonly ConsumedRecord[], groupId: string, work: () => Promise<void>): Promise<void> {
  const causes = records
    .map(({ headers }) => causeOf(headers.traceparent))
    .filter((cause): cause is Cause => cause !== undefined);
  const [first] = records;
  return inSpans(
    `process ${first!.topic}`,
    {
      kind: SpanKind.CONSUMER,
      causes,
      attributes: {
        ...(records.length === 1 ? attributesOf(first!) : { 'messaging.batch.message_count': records.length }),
        'messaging.operation.type': 'process',
        'messaging.consumer.group.name': groupId,
      },
    },
    work,
  );
}

function attributesOf({ topic, headers }: EventRecord) {
  return {
    'messaging.system': 'kafka',
    'messaging.destination.name': topic,
    ...(headers.ce_id === undefined ? {} : { 'messaging.message.id': headers.ce_id }),
    ...(headers.ce_type === undefined ? {} : { 'seatwire.event.type': headers.ce_type }),
  };
}
