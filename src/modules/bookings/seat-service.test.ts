import { beforeEach, describe, expect, it } from 'vitest';
import type { IncomingEvent } from '../../platform/events/consumer.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import type { BookingEventType } from '../events/events.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import { createSeatServiceHandler } from './seat-service.ts';

const payload = (event_type: BookingEventType, number = 1, show = 1) => ({
  event_type,
  event_id: `event_${number}`,
  occurred_at: '2026-07-01T12:00:00.000Z',
  booking_id: `booking_${number}`,
  show_id: `show_${show}`,
  lock_id: `lock_${number}`,
  seat_ids: ['A-1', 'A-2'],
  total: { amount: 5_000, currency: 'EUR' },
  revision: 2,
});

/** What PostgreSQL was asked, in order: the beginning of each statement, and its values. */
let statements: [string, readonly unknown[]][];
let hasMap: boolean;
/** The seats that a change finds. */
let found: string[];
/** Of bookings that have others. */
let seatsOf: Map<string, string[]>;
/** Those of them that are an allotment's. */
let allotted: Set<string>;
let applied: object[];

beforeEach(() => {
  statements = [];
  hasMap = true;
  found = ['A-1', 'A-2'];
  seatsOf = new Map();
  allotted = new Set();
  applied = [];
});

/** How the statements begin that lock the show's head, and that take a version and write the event. */
const LOCK_HEAD = 'SELECT closed FROM';
const TELL = 'WITH list AS';

const tx = {
  async query(statement: string | { text: string }, values: readonly unknown[] = []) {
    const text = typeof statement === 'string' ? statement : statement.text;
    statements.push([text.trim().split(/\s+/).slice(0, 3).join(' '), values]);
    if (text.includes('RETURNING seat_id')) {
      const freed = (bookingId: string) =>
        (seatsOf.get(bookingId) ?? found).map((seat_id) => ({ seat_id, isBlocked: allotted.has(seat_id), bookingId }));
      return Array.isArray(values[1]) ? values[1].flatMap(freed) : freed('booking_1');
    }
    if (text.startsWith(LOCK_HEAD)) return hasMap ? [{}] : [];
    return text.startsWith(TELL) ? [{ version: 7 }] : [];
  },
} as Querier;

const seatMap = {
  async apply(event: object) {
    applied.push(event);
  },
} as Partial<SeatMapService> as SeatMapService;

/** Has the effects of the events, and then what follows the commit; resolves with the events written. */
async function handle(...events: (BookingEventType | object)[]): Promise<Record<string, unknown>[]> {
  const payloads = events.map((event) => ({ payload: typeof event === 'string' ? payload(event) : event }));
  const handler = createSeatServiceHandler({ seatMap });
  const afterCommit = await handler.together(payloads as IncomingEvent[], tx);
  expect(applied).toEqual([]);
  await afterCommit?.();
  return statements.flatMap(([start, values]) => {
    if (start !== TELL) return [];
    const [, draft, lists] = values as [string, string, string];
    const { payload: event } = JSON.parse(draft) as { payload: Record<string, unknown> };
    return (JSON.parse(lists) as string[][]).map((seat_ids) => ({ ...event, seat_ids }));
  });
}

const asked = (): string[] => statements.map(([start]) => start);

describe('the seat service', () => {
  it('confirms the lock of a booking that was created', async () => {
    expect(await handle('booking.created')).toEqual([]);
    expect(statements).toEqual([['UPDATE seat_locks SET', [['lock_1'], ['booking_1']]]]);
    expect(applied).toEqual([]);
  });

  it('books the seats of a confirmed booking: the head first, one event, then the map', async () => {
    const event = { event_type: 'seat.booked', show_id: 'show_1', seat_ids: ['A-1', 'A-2'], lock_id: 'lock_1' };
    const [written, ...others] = await handle('booking.confirmed');
    // The id, the time and the version are filled in by the statement.
    const filled = { event_id: null, occurred_at: null, version: null };
    expect(written).toEqual({ ...event, ...filled, booking_id: 'booking_1', actor: 'system' });
    expect(others).toEqual([]);
    expect(asked()).toEqual([LOCK_HEAD, 'WITH confirmed AS', TELL]);
    expect(statements[1]![1]).toEqual(['show_1', 'lock_1', 'booking_1']);
    expect(applied).toEqual([{ ...event, version: 7, booking_id: 'booking_1' }]);
  });

  it.each([
    ['booking.cancelled', 'BOOKING_CANCELLED'],
    ['booking.expired', 'BOOKING_EXPIRED'],
  ] as const)('frees the seats at %s, and says why', async (type, reason) => {
    expect(await handle(type)).toMatchObject([{ event_type: 'seat.unlocked', seat_ids: found, reason }]);
    expect(asked()).toEqual([LOCK_HEAD, 'WITH ended AS', TELL]);
    expect(statements[1]![1]).toEqual(['show_1', ['booking_1']]);
    expect(applied).toMatchObject([{ event_type: 'seat.unlocked', version: 7 }]);
  });

  it('returns seats to their allotment, and tells of them beside those that are free', async () => {
    allotted.add('A-2');
    expect(await handle('booking.cancelled')).toMatchObject([{ seat_ids: ['A-1'], blocked_seat_ids: null }]);
    const [, , , , blocked] = statements.at(-1)![1];
    expect(blocked).toEqual(['A-2']);
    expect(applied).toMatchObject([{ event_type: 'seat.unlocked', seat_ids: ['A-1'], blocked_seat_ids: ['A-2'] }]);
  });

  it('tells of a booking whose seats all return to their allotment', async () => {
    allotted = new Set(found);
    expect(await handle('booking.expired')).toMatchObject([{ seat_ids: [] }]);
    expect(applied).toMatchObject([{ event_type: 'seat.unlocked', seat_ids: [], blocked_seat_ids: found }]);
  });

  it('has nothing to do for a refund: the seats were freed before', async () => {
    expect(await handle('booking.refunded')).toEqual([]);
    expect(statements).toEqual([]);
  });

  it('takes no version that no seat needs, and tells nobody', async () => {
    found = [];
    expect(await handle('booking.confirmed')).toEqual([]);
    expect(asked()).toEqual([LOCK_HEAD, 'WITH confirmed AS']);
    expect(applied).toEqual([]);
  });

  it('fails for a show without a map, and for what is no booking event', async () => {
    hasMap = false;
    await expect(handle('booking.cancelled')).rejects.toThrow('show show_1 has no seat map');
    expect(asked()).not.toContain('WITH ended AS');
    await expect(handle({ event_type: 'seat.locked' })).rejects.toThrow('booking_id');
  });

  it('frees the seats of bookings that are over together, in one event with all of them', async () => {
    seatsOf = new Map([
      ['booking_1', ['A-1', 'A-2']],
      ['booking_3', ['A-5']],
    ]);
    found = [];
    const events = await handle(...[1, 2, 3].map((number) => payload('booking.cancelled', number)));
    const [shared, ...others] = events;
    // What the second had is free already.
    expect(shared).toMatchObject({ seat_ids: ['A-1', 'A-2', 'A-5'], reason: 'BOOKING_CANCELLED' });
    expect(shared).toMatchObject({ lock_ids: ['lock_1', 'lock_3'], booking_ids: ['booking_1', 'booking_3'] });
    expect(shared).not.toHaveProperty('booking_id');
    expect(others).toEqual([]);
    expect(asked()).toEqual([LOCK_HEAD, 'WITH ended AS', TELL]);
    expect(applied).toEqual([
      {
        event_type: 'seat.unlocked',
        show_id: 'show_1',
        version: 7,
        seat_ids: ['A-1', 'A-2', 'A-5'],
        lock_ids: ['lock_1', 'lock_3'],
      },
    ]);
  });

  it('splits what is too much for an event between bookings, and never one of them', async () => {
    const long = (number: number) => Array.from({ length: 1_200 }, (_, seat) => `${number}-${seat}`.padEnd(100, 'x'));
    seatsOf = new Map([1, 2, 3, 4].map((number) => [`booking_${number}`, long(number)]));
    const events = await handle(...[1, 2, 3, 4].map((number) => payload('booking.expired', number)));
    expect(events).toMatchObject([
      { booking_ids: ['booking_1', 'booking_2', 'booking_3'], reason: 'BOOKING_EXPIRED' },
      { booking_id: 'booking_4', lock_id: 'lock_4', seat_ids: long(4) },
    ]);
    seatsOf = new Map();
    statements = [];
    applied = [];
    const many = Array.from({ length: 101 }, (_, number) => payload('booking.expired', number));
    expect((await handle(...many)).map(({ booking_ids }) => (booking_ids as string[] | undefined)?.length)).toEqual([
      100,
      undefined,
    ]);
  });

  it('tells of each booking with places by itself, as of each that is confirmed', async () => {
    const places = { ...payload('booking.cancelled', 2), areas: [{ area_id: 'front', quantity: 2 }] };
    const events = await handle(
      payload('booking.confirmed', 1),
      places,
      payload('booking.cancelled', 3),
      payload('booking.confirmed', 4),
    );
    expect(events.map(({ event_type, booking_id }) => [event_type, booking_id])).toEqual([
      ['seat.booked', 'booking_1'],
      ['seat.booked', 'booking_4'],
      ['seat.unlocked', 'booking_3'],
      ['seat.unlocked', 'booking_2'],
    ]);
  });

  it('confirms all locks first, and then goes through the shows by their ids', async () => {
    await handle(
      payload('booking.cancelled', 1, 2),
      payload('booking.created', 2, 1),
      payload('booking.expired', 3, 1),
    );
    expect(asked()[0]).toBe('UPDATE seat_locks SET');
    expect(statements.filter(([start]) => start === LOCK_HEAD).map(([, [showId]]) => showId)).toEqual([
      'show_1',
      'show_2',
    ]);
  });
});
