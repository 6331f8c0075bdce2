import { newId } from '../../platform/ids.ts';
import { traceparentOf } from '../../platform/observability/tracing.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { keyOf, topicOf } from './event-routes.ts';
import type { DomainEvent, SeatEvent } from './events.ts';

const WRITE_EVENTS = readStatement(new URL('./sql/write-events.sql', import.meta.url));

/** What a producer fills in; id and time are added by `completeEvent`. */
export type NewEvent<E extends DomainEvent = DomainEvent> = E extends DomainEvent
  ? Omit<E, 'event_id' | 'occurred_at'>
  : never;

/** Completes an event with its id and the time. */
export function completeEvent(event: NewEvent, now = new Date()): DomainEvent {
  const { event_type, ...rest } = event;
  return { event_type, event_id: newId('event'), occurred_at: now.toISOString(), ...rest } as DomainEvent;
}

/** Seat events are written by the statement that takes their version: see modules/inventory. */
export type WritableEvent = NewEvent<Exclude<DomainEvent, SeatEvent>>;

/** A row of the outbox, in the order of its columns event_id, topic, key, type, payload, traceparent. */
export interface OutboxRow {
  event_id: string;
  topic: string;
  key: string;
  type: string;
  payload: DomainEvent;
  /** Where what makes it is traced. */
  traceparent?: string;
}

/** The event as a row of the outbox, for statements that write it along with their change. */
export function outboxRowOf(event: WritableEvent): OutboxRow {
  const payload = completeEvent(event);
  const traceparent = traceparentOf();
  return {
    event_id: payload.event_id,
    topic: topicOf(payload.event_type),
    key: keyOf(payload),
    type: payload.event_type,
    payload,
    ...(traceparent === null ? {} : { traceparent }),
  };
}

/**
 * Writes events to the outbox inside the transaction that they tell of. The caller must hold the row lock of the key's
 * own row (bookings, payments, shows): that makes the outbox's order per key the commit order.
 */
export async function writeEvents(tx: Querier, events: readonly WritableEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(outboxRowOf);
  await tx.query(WRITE_EVENTS, [
    rows.map((row) => row.event_id),
    rows.map((row) => row.topic),
    rows.map((row) => row.key),
    rows.map((row) => row.type),
    rows.map((row) => JSON.stringify(row.payload)),
    traceparentOf(),
  ]);
}
