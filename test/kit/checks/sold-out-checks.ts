import { expect } from 'vitest';
import type { Booking } from '../../../src/modules/bookings/booking.ts';
import type { Database } from '../../../src/platform/postgres/database.ts';
import { eventually } from '../basics/eventually.ts';
import { expectConsistent } from './ledger-checks.ts';

export interface SoldOut {
  showId: string;
  /** Every seat of the hall. */
  seatIds: readonly string[];
  /** The confirmed bookings as their buyers know them. */
  sold: readonly Booking[];
}

/** How many of the show's seats belong to a confirmed booking. */
export async function countSold(database: Database, showId: string): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `SELECT count(*) FROM booked_seats s JOIN bookings b ON b.id = s.booking_id
      WHERE s.show_id = $1 AND s.active AND b.status = 'CONFIRMED'`,
    [showId],
  );
  return row!.count;
}

/** Resolves when no event waits in the outbox. */
export async function untilPublished(database: Database): Promise<void> {
  await eventually(async () => {
    const [waiting] = await database.query<{ count: number }>('SELECT count(*) FROM outbox_pending');
    expect(waiting!.count, 'events in the outbox').toBe(0);
  });
}

/**
 * Waits until nothing of the show is on its way any more, and holds its books against one another and against what the
 * buyers were told: every seat sold once, with a ticket, and paid for once; what was given back is paid back.
 */
export async function expectSoldOut(database: Database, { showId, seatIds, sold }: SoldOut): Promise<void> {
  await expectAtRest(database);
  const hall = seatIds.toSorted();
  expect(sold.flatMap(({ seats }) => seats.map(({ seatId }) => seatId)).sort(), 'seats, told to buyers').toEqual(hall);

  const booked = await database.query<{ id: string; seat: string; owner: string }>(
    `SELECT b.id, s.seat_id AS seat, b.owner_id AS owner FROM booked_seats s JOIN bookings b ON b.id = s.booking_id
      WHERE s.show_id = $1 AND s.active AND b.status = 'CONFIRMED'`,
    [showId],
  );
  const told = sold.flatMap(({ id, ownerId, seats }) => seats.map(({ seatId }) => `${seatId} ${id} ${ownerId}`));
  expect(booked.map(({ id, seat, owner }) => `${seat} ${id} ${owner}`).sort(), 'seats booked').toEqual(told.sort());

  const states = await database.query<{ seat: string; state: string }>(
    'SELECT seat_id AS seat, state FROM seat_states WHERE show_id = $1',
    [showId],
  );
  expect(states.map(({ seat, state }) => `${seat} ${state}`).sort()).toEqual(hall.map((seat) => `${seat} BOOKED`));

  const tickets = await database.query<{ ticket: string }>(
    `SELECT t.seat_id || ' ' || t.booking_id AS ticket FROM tickets t JOIN bookings b ON b.id = t.booking_id
      WHERE b.show_id = $1 AND t.voided_at IS NULL`,
    [showId],
  );
  expect(tickets.map(({ ticket }) => ticket).sort(), 'tickets').toEqual(
    booked.map(({ id, seat }) => `${seat} ${id}`).sort(),
  );
  await expectConsistent(database, showId);
  await expectMoneyRight(database, showId, sold);
}

async function expectMoneyRight(database: Database, showId: string, sold: readonly Booking[]): Promise<void> {
  const [prices] = await database.query<{ sum: number }>(
    `SELECT sum(t.price)::bigint AS sum FROM plan_seats p
       JOIN shows s ON s.plan_id = p.plan_id JOIN price_tiers t ON t.show_id = s.id AND t.category = p.category
      WHERE s.id = $1`,
    [showId],
  );
  const revenue = prices!.sum;
  expect(sold.reduce((sum, { total }) => sum + total, 0)).toBe(revenue);
  for (const { total, seats } of sold) expect(seats.reduce((sum, { price }) => sum + price, 0)).toBe(total);

  const wrong = await database.query(
    `SELECT b.id, b.status, array_agg(p.status ORDER BY p.created_at) AS payments
       FROM bookings b LEFT JOIN payments p ON p.booking_id = b.id AND p.status <> 'FAILED' WHERE b.show_id = $1
      GROUP BY b.id
     HAVING CASE b.status WHEN 'CONFIRMED' THEN count(*) <> 1 OR max(p.amount) IS DISTINCT FROM b.total OR max(p.status::text) <> 'SUCCEEDED'
                          WHEN 'REFUNDED' THEN count(*) <> 1 OR max(p.amount) IS DISTINCT FROM b.total OR max(p.status::text) <> 'REFUNDED'
                          ELSE count(p.id) > 0 END`,
    [showId],
  );
  expect(wrong, 'bookings whose payments do not fit').toEqual([]);

  const [kept] = await database.query<{ sum: number }>(
    `SELECT sum(c.amount)::bigint AS sum FROM sandbox_charges c
       JOIN payments p ON p.id = c.payment_id JOIN bookings b ON b.id = p.booking_id
      WHERE b.show_id = $1 AND c.outcome = 'SUCCEEDED' AND c.refunded_at IS NULL`,
    [showId],
  );
  expect(kept!.sum, 'what the provider has taken and kept').toBe(revenue);
  await eventually(async () => {
    const metrics = await database.query('SELECT seats_sold, revenue FROM show_metrics WHERE show_id = $1', [showId]);
    expect(metrics, 'what the organiser reads').toEqual([{ seats_sold: sold.flatMap((b) => b.seats).length, revenue }]);
  });
}

/** Every event is out and has had its effect, and no money is on its way. */
async function expectAtRest(database: Database): Promise<void> {
  await eventually(async () => {
    const [waiting] = await database.query(
      `SELECT (SELECT count(*) FROM payments WHERE status = 'PENDING') AS payments,
              (SELECT count(*) FROM refunds WHERE status <> 'SUCCEEDED') AS refunds,
              (SELECT count(*) FROM bookings WHERE status = 'PENDING_PAYMENT') AS bookings,
              (SELECT count(*) FROM seat_states WHERE state = 'LOCKED') AS locked`,
    );
    expect(waiting).toEqual({ payments: 0, refunds: 0, bookings: 0, locked: 0 });
  });
  await untilPublished(database);
}
