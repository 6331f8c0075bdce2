import { describe, expect, it } from 'vitest';
import type { Querier } from '../../platform/postgres/database.ts';
import { keyOf, topicOf } from './event-routes.ts';
import { topicSpecs } from './topics.ts';
import { completeEvent, type NewEvent, type WritableEvent, writeEvents } from './write-events.ts';

const seat: NewEvent = {
  event_type: 'seat.booked',
  show_id: 'show_1',
  version: 3,
  seat_ids: ['A-1'],
  lock_id: 'lock_1',
  booking_id: 'booking_1',
  actor: 'guest_1',
};
const booking: NewEvent = {
  event_type: 'booking.created',
  booking_id: 'booking_1',
  show_id: 'show_1',
  lock_id: 'lock_1',
  seat_ids: ['A-1'],
  total: { amount: 2_500, currency: 'EUR' },
  revision: 1,
};
const payment: WritableEvent = {
  event_type: 'payment.succeeded',
  payment_id: 'payment_1',
  booking_id: 'booking_1',
  amount: { amount: 2_500, currency: 'EUR' },
  provider: 'sandbox',
};

const show: WritableEvent = {
  event_type: 'show.sales_ended',
  show_id: 'show_1',
  version: 7,
  status: 'ON_SALE',
  starts_at: '2026-07-01T18:00:00.000Z',
  sales_end_at: '2026-07-01T12:00:00.000Z',
  prices: [],
  actor: 'system',
};

describe('an event', () => {
  it.each([
    [seat, 'seat-events', 'show_1'],
    [booking, 'booking-events', 'booking_1'],
    [payment, 'payment-events', 'payment_1'],
    [show, 'show-events', 'show_1'],
  ])('goes to the topic of its kind, by its key', (event, topic, key) => {
    expect(topicOf(event.event_type)).toBe(topic);
    expect(keyOf(event)).toBe(key);
    expect(keyOf(completeEvent(event))).toBe(key);
  });

  it('of a type that there is not does not compile, and is an error where it comes nevertheless', () => {
    const event = { event_type: 'payout.failed', payment_id: 'payment_1' } as const;
    // @ts-expect-error: no event of the union has that type
    const unknown: NewEvent = event;
    expect(() => topicOf(unknown.event_type)).toThrow('there is no event type "payout.failed"');
    expect(() => keyOf(unknown)).toThrow('there is no event type "payout.failed"');
    // @ts-expect-error: nor has any this one
    expect(() => topicOf('constructor')).toThrow('there is no event type "constructor"');
  });

  it('of one type does not compile with what only another one has', () => {
    // @ts-expect-error: why seats were freed is told of seat.unlocked alone
    const locked: NewEvent = { ...seat, event_type: 'seat.locked', expires_at: '', reason: 'EXPIRED' };
    // @ts-expect-error: what is held has a deadline
    const held: NewEvent = { event_type: 'seat.locked', show_id: '', version: 1, seat_ids: [], lock_id: '', actor: '' };
    expect([locked, held]).toHaveLength(2);
  });

  it('has an id of its own and the time, its type first', () => {
    const now = new Date('2026-07-01T12:00:00Z');
    const event = completeEvent(booking, now);
    expect(event).toEqual({
      ...booking,
      event_id: expect.stringMatching(/^event_/),
      occurred_at: '2026-07-01T12:00:00.000Z',
    });
    expect(Object.keys(event).slice(0, 3)).toEqual(['event_type', 'event_id', 'occurred_at']);
    expect(completeEvent(booking, now).event_id).not.toBe(event.event_id);
  });

  it('is written to the outbox with the others of its change, in one statement', async () => {
    const statements: { text: string; values: readonly unknown[] }[] = [];
    const tx = {
      async query(text: string, values: readonly unknown[]) {
        statements.push({ text, values });
        return [];
      },
    } as unknown as Querier;
    // @ts-expect-error: a seat event is written by the statement that takes its version
    const write = () => writeEvents(tx, [seat]);
    expect(write).toBeDefined();
    await writeEvents(tx, []);
    expect(statements).toEqual([]);
    await writeEvents(tx, [show, payment]);
    expect(statements).toHaveLength(1);
    const { text, values } = statements[0]!;
    expect(text).toContain('INSERT INTO outbox (event_id, topic, key, type, payload, traceparent)');
    const [ids, topics, keys, types, payloads] = values as string[][];
    expect([topics, keys, types]).toEqual([
      ['show-events', 'payment-events'],
      ['show_1', 'payment_1'],
      ['show.sales_ended', 'payment.succeeded'],
    ]);
    expect(payloads!.map((payload) => JSON.parse(payload))).toMatchObject([
      { ...show, event_id: ids![0] },
      { ...payment, event_id: ids![1] },
    ]);
  });
});

describe('the topics', () => {
  it('have as many partitions as docs/events.md says, and a place for dead letters each', () => {
    expect(topicSpecs('p_')).toEqual([
      { name: 'p_booking-events', partitions: 10 },
      { name: 'p_booking-events.dlq', partitions: 1 },
      { name: 'p_seat-events', partitions: 5 },
      { name: 'p_seat-events.dlq', partitions: 1 },
      { name: 'p_payment-events', partitions: 5 },
      { name: 'p_payment-events.dlq', partitions: 1 },
      { name: 'p_show-events', partitions: 5 },
      { name: 'p_show-events.dlq', partitions: 1 },
    ]);
  });
});
