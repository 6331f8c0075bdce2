import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { repairSeats } from '../../src/modules/recovery/seat-repair.ts';
import type { Database } from '../../src/platform/postgres/database.ts';
import { bookSeats, payBooking, watchSeatMap } from '../kit/callers/buyer.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { recordedLogger } from '../kit/product/recorded-logger.ts';
import { endedConnection } from '../kit/servers/ended-connection.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.[Symbol.asyncDispose]());

describe('seats that are not as their bookings say', () => {
  let applied: number;
  const seatMap = {
    async apply() {
      applied += 1;
    },
  };
  beforeEach(() => {
    applied = 0;
  });

  /** As if PostgreSQL had lost the effect of their confirmation, though not that of its event. */
  async function strayBookings(...seats: string[]): Promise<string[]> {
    const buyer = await app.guest();
    const watcher = await watchSeatMap(buyer, app.demoShowId);
    const ids: string[] = [];
    for (const seatId of seats) {
      const { id } = await bookSeats(buyer, app.demoShowId, [seatId]);
      await payBooking(buyer, id);
      ids.push(id);
    }
    await watcher.untilAll(seats, 'BOOKED');
    await app.database.query(
      `UPDATE seat_states s SET state = 'LOCKED', lock_id = b.lock_id, booking_id = NULL
         FROM bookings b WHERE b.id = s.booking_id AND b.id = ANY ($1)`,
      [ids],
    );
    await app.database.query(`UPDATE bookings SET updated_at = now() - interval '2 minutes' WHERE id = ANY ($1)`, [
      ids,
    ]);
    return ids;
  }

  async function bookedOf(ids: readonly string[]): Promise<string[]> {
    const rows = await app.database.query<{ id: string }>(
      `SELECT booking_id AS id FROM seat_states WHERE booking_id = ANY ($1) AND state = 'BOOKED'`,
      [ids],
    );
    return rows.map(({ id }) => id);
  }

  /** The first booking that is tried can't be settled, whichever it is. */
  function failingFirst(error: Error): Pick<Database, 'query' | 'transaction'> {
    let tries = 0;
    return {
      query: app.database.query,
      async transaction(...call: Parameters<Database['transaction']>) {
        tries += 1;
        if (tries === 1) throw error;
        return (await app.database.transaction(...call)) as never;
      },
    };
  }

  it('are mended though one booking can not be settled, and that one when it can', async () => {
    const ids = await strayBookings('A-5-1', 'A-5-5', 'A-5-9');
    const { logger, lines } = recordedLogger();
    const poisoned = failingFirst(new Error('not that one'));
    const first = await repairSeats({ database: poisoned, seatMap, logger });
    expect(first).toEqual({ bookingIds: expect.any(Array), isCutShort: false });
    expect(first.bookingIds).toHaveLength(2);
    expect((await bookedOf(ids)).sort()).toEqual([...first.bookingIds].sort());
    expect(applied).toBe(2);
    const left = ids.find((id) => !first.bookingIds.includes(id));
    expect(lines).toMatchObject([{ bookingId: left }]);

    const second = await repairSeats({ database: app.database, seatMap, logger });
    expect(second).toEqual({ bookingIds: [left], isCutShort: false });
    expect((await bookedOf(ids)).sort()).toEqual([...ids].sort());
    expect(await repairSeats({ database: app.database, seatMap, logger })).toEqual({
      bookingIds: [],
      isCutShort: false,
    });
  });

  it('wait for PostgreSQL when it is away', async () => {
    const ids = await strayBookings('B-5-1', 'B-5-5');
    const { logger, lines } = recordedLogger();
    const cut = await repairSeats({ database: failingFirst(endedConnection()), seatMap, logger });
    expect(cut).toEqual({ bookingIds: [], isCutShort: true });
    expect(lines).toEqual([]);
    await repairSeats({ database: app.database, seatMap, logger });
    expect((await bookedOf(ids)).sort()).toEqual([...ids].sort());
  });
});
