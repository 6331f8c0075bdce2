import { describe, expect, it } from 'vitest';
import { EVENT_TYPES, keyOf, topicOf } from '../../src/modules/events/event-routes.ts';
import type { DomainEvent, EventOf, EventType } from '../../src/modules/events/events.ts';
import { topicSpecs } from '../../src/modules/events/topics.ts';
import { completeEvent, type NewEvent } from '../../src/modules/events/write-events.ts';
import { cloudEventHeaders } from '../../src/platform/events/cloud-events.ts';
import { newId } from '../../src/platform/ids.ts';
import { assertMatchesAsyncApi, asyncApi } from '../kit/schema/asyncapi.ts';

const show_id = newId('show');
const lock_id = newId('lock');
const booking_id = newId('booking');
const payment_id = newId('payment');
const amount = { amount: 12_300, currency: 'EUR' };
const seats = { show_id, version: 7, seat_ids: ['D-14-1', 'D-14-2'], actor: newId('guest') };
const booking = { booking_id, show_id, lock_id, seat_ids: ['D-14-1'], total: amount, revision: 1 };
const time = new Date().toISOString();
const prices = [{ tier_id: newId('tier'), price: amount }];
const draft = { show_id, version: 3, starts_at: time, sales_end_at: time, prices, actor: newId('guest') };
const show = { ...draft, status: 'ON_SALE' as const };
const payment = { payment_id, booking_id, amount, provider: 'sandbox' };

const wholeSeats = { ...seats, event_id: newId('event'), occurred_at: time };
const area = { area_id: 'front', quantity: 3, available: 497, held: 3, booked: 0 };
const wholeBooking = {
  ...booking,
  areas: [{ area_id: 'front', quantity: 3 }],
  refunded: amount,
  returned: amount,
  added_seat_ids: ['D-14-3'],
  returned_seat_ids: ['D-14-2'],
  returned_areas: [{ area_id: 'front', quantity: 1 }],
  event_id: newId('event'),
  occurred_at: time,
};
const wholePayment = { ...payment, event_id: newId('event'), occurred_at: time };
const dispute = { dispute_id: newId('dispute'), reason: 'fraudulent', dispute_status: 'NEEDS_RESPONSE' as const };
const refund = { refund_id: newId('refund'), payment_id, booking_id, show_id, amount, provider: 'sandbox' };
const wholeRefund = { ...refund, event_id: newId('event'), occurred_at: time };
const wholeShow = { ...show, event_id: newId('event'), occurred_at: time, sales_start_at: time };
const cancellation = {
  refund: 'FULL' as const,
  bookings: 12,
  cancelled: 7,
  refunds_pending: 4,
  refunds_succeeded: 2,
  refunds_failed: 1,
};
/** Each event with all the fields that it may have: the compiler asks for every one, and for no other. */
const whole: { [Type in EventType]: Required<EventOf<Type>> } = {
  'seat.locked': {
    event_type: 'seat.locked',
    ...wholeSeats,
    unlocked_seat_ids: ['D-14-3'],
    blocked_seat_ids: ['D-14-4'],
    areas: [area],
    unlocked_areas: [area],
    lock_id,
    expires_at: time,
  },
  'seat.unlocked': {
    event_type: 'seat.unlocked',
    ...wholeSeats,
    blocked_seat_ids: ['D-14-4'],
    areas: [area],
    lock_id,
    lock_ids: [lock_id, newId('lock')],
    booking_id,
    booking_ids: [booking_id, newId('booking')],
    reason: 'EXPIRED',
  },
  'seat.booked': {
    event_type: 'seat.booked',
    ...wholeSeats,
    areas: [area],
    unlocked_seat_ids: ['D-14-3'],
    blocked_seat_ids: ['D-14-4'],
    unlocked_areas: [area],
    lock_id,
    booking_id,
  },
  'seat.blocked': { event_type: 'seat.blocked', ...wholeSeats, areas: [area] },
  'seat.unblocked': { event_type: 'seat.unblocked', ...wholeSeats, areas: [area] },
  'booking.created': { event_type: 'booking.created', ...wholeBooking },
  'booking.confirmed': { event_type: 'booking.confirmed', ...wholeBooking },
  'booking.cancelled': { event_type: 'booking.cancelled', ...wholeBooking },
  'booking.expired': { event_type: 'booking.expired', ...wholeBooking },
  'booking.refunded': { event_type: 'booking.refunded', ...wholeBooking },
  'booking.partly_refunded': { event_type: 'booking.partly_refunded', ...wholeBooking },
  'booking.refund_failed': { event_type: 'booking.refund_failed', ...wholeBooking },
  'booking.changed': { event_type: 'booking.changed', ...wholeBooking },
  'booking.customer_changed': { event_type: 'booking.customer_changed', ...wholeBooking },
  'booking.erased': { event_type: 'booking.erased', ...wholeBooking },
  'payment.initiated': { event_type: 'payment.initiated', ...wholePayment },
  'payment.requires_action': { event_type: 'payment.requires_action', ...wholePayment },
  'payment.processing': { event_type: 'payment.processing', ...wholePayment },
  'payment.succeeded': { event_type: 'payment.succeeded', ...wholePayment },
  'payment.failed': { event_type: 'payment.failed', ...wholePayment, failure_code: 'card_declined' },
  'payment.refunded': { event_type: 'payment.refunded', ...wholePayment },
  'payment.disputed': { event_type: 'payment.disputed', ...wholePayment, ...dispute },
  'refund.requested': { event_type: 'refund.requested', ...wholeRefund },
  'refund.succeeded': { event_type: 'refund.succeeded', ...wholeRefund },
  'refund.failed': { event_type: 'refund.failed', ...wholeRefund, failure_code: 'given_up', was_reversed: false },
  'show.created': { event_type: 'show.created', ...wholeShow },
  'show.published': { event_type: 'show.published', ...wholeShow },
  'show.paused': { event_type: 'show.paused', ...wholeShow },
  'show.resumed': { event_type: 'show.resumed', ...wholeShow },
  'show.closed': { event_type: 'show.closed', ...wholeShow },
  'show.cancelled': { event_type: 'show.cancelled', ...wholeShow },
  'show.cancellation_progressed': { event_type: 'show.cancellation_progressed', ...wholeShow, cancellation },
  'show.updated': { event_type: 'show.updated', ...wholeShow },
  'show.sales_started': { event_type: 'show.sales_started', ...wholeShow },
  'show.sales_ended': { event_type: 'show.sales_ended', ...wholeShow },
  'show.begun': { event_type: 'show.begun', ...wholeShow },
};

// The compiler asks for one of each type.
const examples: { [Type in DomainEvent['event_type']]: NewEvent & { event_type: Type } } = {
  'seat.locked': { event_type: 'seat.locked', ...seats, lock_id, expires_at: new Date().toISOString() },
  'seat.unlocked': { event_type: 'seat.unlocked', ...seats, lock_id, reason: 'EXPIRED' },
  'seat.booked': { event_type: 'seat.booked', ...seats, lock_id, booking_id },
  'seat.blocked': { event_type: 'seat.blocked', ...seats },
  'seat.unblocked': { event_type: 'seat.unblocked', ...seats },
  'booking.created': { event_type: 'booking.created', ...booking },
  'booking.confirmed': { event_type: 'booking.confirmed', ...booking, revision: 2 },
  'booking.cancelled': { event_type: 'booking.cancelled', ...booking },
  'booking.expired': { event_type: 'booking.expired', ...booking },
  'booking.refunded': { event_type: 'booking.refunded', ...booking },
  'booking.partly_refunded': { event_type: 'booking.partly_refunded', ...booking, refunded: amount },
  'booking.refund_failed': { event_type: 'booking.refund_failed', ...booking, returned: amount },
  'booking.changed': { event_type: 'booking.changed', ...booking, returned_seat_ids: ['D-14-2'] },
  'booking.customer_changed': { event_type: 'booking.customer_changed', ...booking },
  'booking.erased': { event_type: 'booking.erased', ...booking },
  'payment.initiated': { event_type: 'payment.initiated', ...payment },
  'payment.requires_action': { event_type: 'payment.requires_action', ...payment },
  'payment.processing': { event_type: 'payment.processing', ...payment },
  'payment.succeeded': { event_type: 'payment.succeeded', ...payment },
  'payment.failed': { event_type: 'payment.failed', ...payment, failure_code: 'card_declined' },
  'payment.refunded': { event_type: 'payment.refunded', ...payment },
  'payment.disputed': { event_type: 'payment.disputed', ...payment, ...dispute },
  'refund.requested': { event_type: 'refund.requested', ...refund },
  'refund.succeeded': { event_type: 'refund.succeeded', ...refund },
  'refund.failed': { event_type: 'refund.failed', ...refund, failure_code: 'given_up', was_reversed: true },
  'show.created': { event_type: 'show.created', ...draft, status: 'DRAFT', sales_start_at: time },
  'show.published': { event_type: 'show.published', ...show },
  'show.paused': { event_type: 'show.paused', ...draft, status: 'PAUSED' },
  'show.resumed': { event_type: 'show.resumed', ...show },
  'show.closed': { event_type: 'show.closed', ...draft, status: 'CLOSED' },
  'show.cancelled': { event_type: 'show.cancelled', ...draft, status: 'CANCELLED' },
  'show.cancellation_progressed': {
    event_type: 'show.cancellation_progressed',
    ...draft,
    status: 'CANCELLED',
    cancellation,
  },
  'show.updated': { event_type: 'show.updated', ...show },
  'show.sales_started': { event_type: 'show.sales_started', ...show },
  'show.sales_ended': { event_type: 'show.sales_ended', ...show },
  'show.begun': { event_type: 'show.begun', ...show },
};

const LEFT_OPEN: Partial<Record<EventType, string[]>> = {
  'seat.booked': ['reason'],
  'seat.blocked': ['unlocked_seat_ids'],
  'seat.unblocked': ['reason', 'unlocked_seat_ids'],
};

interface PayloadSchema {
  $ref?: string;
  allOf?: PayloadSchema[];
  required?: string[];
  properties?: Record<string, unknown>;
}

/** The fields that the description lets a payload of that type have, and those that it asks for. */
function fieldsOf(type: EventType): { allowed: Set<string>; required: string[] } {
  const allowed = new Set<string>();
  const required: string[] = [];
  const schemas = asyncApi.components.schemas as Record<string, PayloadSchema>;
  function collect(schema: PayloadSchema): void {
    if (schema.$ref) collect(schemas[schema.$ref.split('/').at(-1)!]!);
    for (const part of schema.allOf ?? []) collect(part);
    required.push(...(schema.required ?? []));
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      if (field === false) allowed.delete(name);
      else allowed.add(name);
    }
  }
  collect(asyncApi.components.messages[type]!.payload);
  return { allowed, required };
}

function headersOf(event: DomainEvent): Record<string, string> {
  const time = new Date(event.occurred_at);
  return cloudEventHeaders({ id: event.event_id, type: event.event_type, source: '/seatwire', time });
}

describe('docs/asyncapi.yaml', () => {
  it('describes every event, on the topic and under the key that it has', () => {
    for (const example of Object.values(examples)) {
      const event = completeEvent(example);
      assertMatchesAsyncApi(topicOf(event.event_type), event, headersOf(event), keyOf(event));
    }
  });

  it.each(EVENT_TYPES)('describes the fields that %s has, and requires no others', (type) => {
    const { allowed, required } = fieldsOf(type);
    const fields = Object.keys(whole[type]);
    expect(fields.filter((field) => !allowed.has(field))).toEqual([]);
    expect(required.filter((field) => !fields.includes(field))).toEqual([]);
    // What the description leaves open for all events of a topic, and this one never has.
    expect([...allowed].filter((field) => !fields.includes(field)).sort()).toEqual(LEFT_OPEN[type] ?? []);
  });

  it('describes locks that end together', () => {
    const event = completeEvent({ event_type: 'seat.unlocked', ...seats, reason: 'EXPIRED' });
    const lock_ids = [lock_id, newId('lock')];
    assertMatchesAsyncApi('seat-events', { ...event, lock_ids }, headersOf(event), show_id);
    const twice = { ...event, lock_id, lock_ids };
    expect(() => assertMatchesAsyncApi('seat-events', twice, headersOf(event), show_id)).toThrow();
  });

  it('describes bookings that give their seats back together', () => {
    const reason = 'BOOKING_CANCELLED' as const;
    const event = {
      ...completeEvent({ event_type: 'seat.unlocked', ...seats, reason }),
      lock_ids: [lock_id, newId('lock')],
    };
    const booking_ids = [booking_id, newId('booking')];
    assertMatchesAsyncApi('seat-events', { ...event, booking_ids }, headersOf(event), show_id);
    const twice = { ...event, booking_id, booking_ids };
    expect(() => assertMatchesAsyncApi('seat-events', twice, headersOf(event), show_id)).toThrow();
  });

  it('describes nothing else', () => {
    const described = Object.values(asyncApi.channels).flatMap(({ messages }) => Object.keys(messages));
    expect(described.sort()).toEqual(Object.keys(examples).sort());
  });

  it('gives generators a name for every schema, and a required constant type for every message', () => {
    const { messages, schemas } = asyncApi.components as unknown as {
      messages: Record<string, { name: string; title: string; payload: { $ref: string } }>;
      schemas: Record<string, { title?: string; allOf?: { required?: string[]; properties?: object }[] }>;
    };
    for (const [name, schema] of Object.entries(schemas)) expect(schema.title).toBe(name);
    for (const [type, message] of Object.entries(messages)) {
      const title = message.payload.$ref.split('/').at(-1)!;
      expect(message).toMatchObject({ name: type, title });
      const own = schemas[title]!.allOf![1]!;
      expect(own).toMatchObject({ type: 'object', properties: { event_type: { const: type } } });
      expect(own.required).toContain('event_type');
      // Generators take from a part what it has as a property, not what it only requires of another part.
      expect(Object.keys(own.properties!)).toEqual(expect.arrayContaining(own.required!));
    }
    expect(new Set(Object.values(messages).map(({ title }) => title)).size).toBe(Object.keys(messages).length);
  });

  it('names the topics and partitions that are made at start', () => {
    const made = topicSpecs('').filter(({ name }) => !name.endsWith('.dlq'));
    const described = Object.entries(asyncApi.channels).map(([name, { bindings }]) => ({
      name,
      partitions: bindings.kafka.partitions,
    }));
    expect(new Set(described)).toEqual(new Set(made));
  });

  it.each([
    ['a field too many', { extra: true }, /additional/],
    ['a missing field', { seat_ids: undefined }, /required/],
    ['a seat twice', { seat_ids: ['a', 'a'] }, /duplicate/],
    ['a malformed id', { show_id: 'show_1' }, /pattern/],
    ['a time that is not UTC', { occurred_at: '2026-01-01T00:00:00+01:00' }, /pattern/],
    ['another type than its header', { event_type: 'seat.blocked' }, /const|constant/],
  ])('does not match an event with %s', (_name, change, problem) => {
    const event = completeEvent(examples['seat.locked']);
    const changed = JSON.parse(JSON.stringify({ ...event, ...change })) as unknown;
    expect(() => assertMatchesAsyncApi('seat-events', changed, headersOf(event))).toThrow(problem);
  });

  it('does not match an event on another topic or under another key', () => {
    const event = completeEvent(examples['seat.locked']);
    expect(() => assertMatchesAsyncApi('booking-events', event, headersOf(event))).toThrow('no message');
    expect(() => assertMatchesAsyncApi('seat-events', event, headersOf(event), lock_id)).toThrow('key');
  });
});
