import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BOOKING_TRANSITIONS } from '../../src/modules/bookings/booking-states.ts';
import { LOCK_TRANSITIONS } from '../../src/modules/locks/seat-lock.ts';
import { PAYMENT_TRANSITIONS } from '../../src/modules/payments/payment.ts';
import { REFUND_TRANSITIONS } from '../../src/modules/refunds/refund.ts';
import { SHOW_TRANSITIONS } from '../../src/modules/shows/show.ts';
import { postgresErrorCode } from '../../src/platform/postgres/database.ts';
import { CUSTOMER, createTestBoxOffice, guest, ORGANISER } from '../kit/product/box-office.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';

/** What else a row must say in a status, because its check constraints ask for it. */
const COMPANIONS: Record<string, string> = {
  shows: '',
  seat_locks: `, ended_at = CASE WHEN $2 IN ('RELEASED', 'EXPIRED') THEN now() END`,
  bookings: `, expires_at = CASE WHEN $2 = 'PENDING_PAYMENT' THEN now() END`,
  payments: `, failure_code = CASE WHEN $2 = 'FAILED' THEN 'declined' ELSE failure_code END`,
  refunds: `, failure_code = 'given_up', due_at = CASE WHEN $2 = 'PENDING' THEN now() END`,
};

const MACHINES: Record<string, { type: string; transitions: Readonly<Record<string, readonly string[]>> }> = {
  shows: { type: 'show_status', transitions: SHOW_TRANSITIONS },
  seat_locks: { type: 'seat_lock_status', transitions: LOCK_TRANSITIONS },
  bookings: { type: 'booking_status', transitions: BOOKING_TRANSITIONS },
  payments: { type: 'payment_status', transitions: PAYMENT_TRANSITIONS },
  refunds: { type: 'refund_status', transitions: REFUND_TRANSITIONS },
};

class RolledBack extends Error {}

let db: TestDatabase;

// One row of each table to be moved about.
beforeAll(async () => {
  db = await createTestDatabase();
  await using office = await createTestBoxOffice(db.database);
  const show = await office.createShow();
  const buyer = guest();
  const lock = await office.services.locks.lockSeats(buyer, { showId: show.id, seatIds: show.seatIds.slice(0, 1) });
  const booking = await office.services.bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
  await office.services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: 'tok_ok' });
  await office.services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: 100 });
});
afterAll(() => db[Symbol.asyncDispose]());

/** Whether PostgreSQL lets a row go from one status to the other. Everything is rolled back. */
async function isAllowed(table: string, from: string, to: string): Promise<boolean> {
  const update = `UPDATE ${table} SET status = $1::${MACHINES[table]!.type} ${COMPANIONS[table]} WHERE $2::text = $1::text`;
  try {
    await db.database.transaction(async (tx) => {
      // Triggers do not fire while the row is put into its first status.
      await tx.query(`SET LOCAL session_replication_role = 'replica'`);
      await tx.query(update, [from, from]);
      await tx.query(`SET LOCAL session_replication_role = 'origin'`);
      // It counts refunds in payments, which know nothing of the status that the row was put into.
      if (table === 'refunds') await tx.query('ALTER TABLE refunds DISABLE TRIGGER refunds_counted_again');
      await tx.query(update, [to, to]);
      throw new RolledBack();
    });
  } catch (error) {
    if (error instanceof RolledBack) return true;
    expect(postgresErrorCode(error)).toBe('23514');
  }
  return false;
}

describe.each(Object.entries(MACHINES))('the states of %s', (table, { transitions }) => {
  const statuses = Object.keys(transitions);

  it.each(statuses)('lets %s become what its table says, and nothing else', async (from) => {
    const others = statuses.filter((status) => status !== from);
    const allowed = await Promise.all(others.map((to) => isAllowed(table, from, to)));
    expect(others.filter((_to, index) => allowed[index]).toSorted()).toEqual([...transitions[from]!].toSorted());
  });
});
