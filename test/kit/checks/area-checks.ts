import { expect } from 'vitest';
import type { Database, Querier } from '../../../src/platform/postgres/database.ts';
import type { TestBoxOffice } from '../product/box-office.ts';

/** How the show's first area stands once everything has settled, as PostgreSQL has it, and the lock store, if it has the map; undefined: there is none. */
export async function countsOfArea(office: TestBoxOffice, showId: string) {
  await office.settled();
  const { services, store } = office;
  const [truth, stored] = await Promise.all([services.seatMap.readTruth(showId), store.readMap(showId)]);
  if (stored) expect(stored).toEqual({ ...truth, epoch: undefined, unavailable: stored.unavailable });
  const [area] = truth.areas!;
  return area && { available: area.available, held: area.held, booked: area.booked };
}

/** How many places of areas are not counted as what holds and sells them says: by show and area, empty where all is right. */
async function wrongCounts(database: Querier): Promise<string[]> {
  const rows = await database.query<{ wrong: string }>(`
    SELECT concat_ws(' ', state.show_id, state.area_id, 'held', state.held, 'of', coalesce(hold.locked, 0), 'booked', state.booked, 'of',
                     coalesce(hold.booked, 0)) AS wrong
      FROM area_states state LEFT JOIN (
        SELECT show_id, area_id, sum(quantity) FILTER (WHERE state = 'LOCKED') AS locked,
               sum(quantity) FILTER (WHERE state = 'BOOKED') AS booked
          FROM area_holds GROUP BY show_id, area_id
      ) AS hold USING (show_id, area_id)
     WHERE state.held <> coalesce(hold.locked, 0) OR state.booked <> coalesce(hold.booked, 0)
    UNION ALL
    -- What is set aside is what allotments that are not released have free.
    SELECT concat_ws(' ', state.show_id, state.area_id, 'allotted', state.allotted, 'of', coalesce(own.free, 0))
      FROM area_states state LEFT JOIN (
        SELECT show_id, area_id, sum(greatest(quantity - taken, 0)) AS free FROM area_allotments GROUP BY show_id, area_id
      ) AS own USING (show_id, area_id)
     WHERE state.allotted <> coalesce(own.free, 0)
    UNION ALL
    SELECT concat_ws(' ', own.allotment_id, own.area_id, 'taken', own.taken, 'of', coalesce(held.quantity, 0))
      FROM area_allotments own LEFT JOIN (
        SELECT allotment_id, area_id, sum(quantity) AS quantity FROM allotted_holds GROUP BY allotment_id, area_id
      ) AS held USING (allotment_id, area_id)
     WHERE own.taken <> coalesce(held.quantity, 0)
    UNION ALL
    SELECT concat_ws(' ', hold.lock_id, hold.area_id, 'of allotments', own.quantity, 'holds', hold.quantity)
      FROM area_holds hold JOIN (
        SELECT lock_id, area_id, sum(quantity) AS quantity FROM allotted_holds GROUP BY lock_id, area_id
      ) AS own USING (lock_id, area_id)
     WHERE own.quantity > hold.quantity
    UNION ALL
    -- What a lock holds is what it has, for as long as it runs, or its booking does.
    SELECT concat_ws(' ', lock.id, lock.status, booking.status, 'has', wanted.quantity, 'of', wanted.area_id, 'and holds', hold.quantity, hold.state)
      FROM seat_locks lock
      CROSS JOIN LATERAL (
        SELECT "areaId" AS area_id, sum(quantity)::int AS quantity
          FROM jsonb_to_recordset(lock.areas) AS place ("areaId" text, quantity int) GROUP BY "areaId"
      ) AS wanted
      LEFT JOIN area_holds hold ON hold.lock_id = lock.id AND hold.area_id = wanted.area_id
      LEFT JOIN bookings booking ON booking.lock_id = lock.id
     WHERE (hold.quantity IS NOT NULL)
           <> (lock.status IN ('ACTIVE', 'CONFIRMED') AND coalesce(booking.status IN ('PENDING_PAYMENT', 'CONFIRMED'), true))
        OR hold.quantity <> wanted.quantity`);
  return rows.map(({ wrong }) => wrong);
}

/** Once everything has settled: what is counted is what locks hold and bookings have. */
export async function expectRightCounts(database: Database): Promise<void> {
  expect(await wrongCounts(database)).toEqual([]);
}
