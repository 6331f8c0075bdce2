import { newId } from '../../platform/ids.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { TOPICS, type TopicName } from './topics.ts';

/** Names in payloads are the founding document's: snake case, `event_type` first. docs/asyncapi.yaml describes them. */
interface EventEnvelope<Type extends string> {
  event_type: Type;
  event_id: string;
  /** RFC 3339, UTC. */
  occurred_at: string;
}

export interface MoneyPayload {
  amount: number;
  currency: string;
}

export type SeatEventType = 'seat.locked' | 'seat.unlocked' | 'seat.booked' | 'seat.blocked' | 'seat.unblocked';

export interface SeatEvent extends EventEnvelope<SeatEventType> {
  show_id: string;
  /** The seat map's version after this change; versions of one show have no gaps. */
  version: number;
  seat_ids: string[];
  /** seat.locked: seats that the same change took out of the lock. */
  unlocked_seat_ids?: string[];
  lock_id?: string;
  /** seat.unlocked: the locks, in place of `lock_id`, when several that ended at the same moment share the event. */
  lock_ids?: string[];
  booking_id?: string;
  /** Who or what caused it: a principal's id, or `system`. */
  actor: string;
  /**
   * seat.unlocked only. What a person typed is never in an event: events are kept, and copied, where nobody can erase it.
   */
  reason?: 'RELEASED' | 'EXPIRED' | 'BOOKING_CANCELLED' | 'BOOKING_EXPIRED';
  /** seat.locked: the hold's deadline. */
  expires_at?: string;
}

export type BookingEventType =
  | 'booking.created'
  | 'booking.confirmed'
  | 'booking.cancelled'
  | 'booking.expired'
  | 'booking.refunded'
  /** The customer's name, addresses and phone number are erased: whoever has a copy of them erases it, too. */
  | 'booking.erased';

export interface BookingEvent extends EventEnvelope<BookingEventType> {
  booking_id: string;
  show_id: string;
  lock_id: string;
  seat_ids: string[];
  total: MoneyPayload;
  /** The booking's revision after this change: consumers order by it. */
  revision: number;
}

export type PaymentEventType = 'payment.initiated' | 'payment.succeeded' | 'payment.failed' | 'payment.refunded';

export interface PaymentEvent extends EventEnvelope<PaymentEventType> {
  payment_id: string;
  booking_id: string;
  amount: MoneyPayload;
  provider: string;
  failure_code?: string;
}

export type ShowEventType =
  | 'show.created'
  /** A draft went on sale. */
  | 'show.published'
  | 'show.paused'
  /** Paused sales go on. */
  | 'show.resumed'
  | 'show.closed'
  | 'show.cancelled'
  /** Title, times or prices were changed. */
  | 'show.updated'
  /** By the clock: */
  | 'show.sales_started'
  | 'show.sales_ended'
  | 'show.begun';

/** Its words (title, names of tiers) are read from the API: what is here are ids, states, times and sums. */
export interface ShowEvent extends EventEnvelope<ShowEventType> {
  show_id: string;
  /** The show's version after this change: consumers order by it. It goes up by one or more. */
  version: number;
  status: 'DRAFT' | 'ON_SALE' | 'PAUSED' | 'CLOSED' | 'CANCELLED';
  starts_at: string;
  /** Missing: as soon as it is published. */
  sales_start_at?: string;
  /** As it applies: without one of the organiser's, when the show begins. */
  sales_end_at: string;
  prices: { tier_id: string; price: MoneyPayload }[];
  /** Who caused it: a principal's id, or `system`. */
  actor: string;
}

export type DomainEvent = SeatEvent | BookingEvent | PaymentEvent | ShowEvent;

/** What a producer fills in; id and time are added by `writeEvents`. */
export type NewEvent<E extends DomainEvent = DomainEvent> = E extends DomainEvent
  ? Omit<E, 'event_id' | 'occurred_at'>
  : never;

/** Completes an event with its id and the time. */
export function completeEvent(event: NewEvent, now = new Date()): DomainEvent {
  const { event_type, ...rest } = event;
  return { event_type, event_id: newId('event'), occurred_at: now.toISOString(), ...rest } as DomainEvent;
}

export function topicOf(event: { event_type: DomainEvent['event_type'] }): TopicName {
  return TOPICS[event.event_type.split('.', 1)[0] as keyof typeof TOPICS];
}

/** The Kafka key: show id for seat and show events, booking id for booking events, payment id for payment events. */
export function keyOf(event: DomainEvent | NewEvent): string {
  if ('payment_id' in event) return event.payment_id;
  return 'version' in event ? event.show_id : event.booking_id;
}

/**
 * Writes events to the outbox inside the transaction that they tell of. The caller must hold the row lock of the key's
 * own row (seat_maps, bookings, payments, shows): that makes the outbox's order per key the commit order.
 */
export async function writeEvents(tx: Querier, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const complete = events.map((event) => completeEvent(event));
  await tx.query(
    `INSERT INTO outbox (event_id, topic, key, type, payload)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::json[])`,
    [
      complete.map((event) => event.event_id),
      complete.map(topicOf),
      complete.map(keyOf),
      complete.map((event) => event.event_type),
      complete.map((event) => JSON.stringify(event)),
    ],
  );
}
