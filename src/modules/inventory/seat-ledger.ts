import type { Querier } from '../../platform/postgres/database.ts';
import type { HeldSeatState, SeatChange, SeatMapImage } from './seat-state.ts';

/** What the tables seat_maps (version) and seat_states (every seat that is not AVAILABLE) have: the truth about seats. */

/** The whole map at one version: one statement, so one snapshot. Null when there is no such show. */
export async function readImage(database: Querier, showId: string): Promise<SeatMapImage | null> {
  const [row] = await database.query<{
    version: number;
    epoch: string | null;
    seats: string[];
    states: HeldSeatState[];
  }>(
    `SELECT m.version, (SELECT epoch FROM history_witness) AS epoch,
            coalesce(array_agg(s.seat_id) FILTER (WHERE s.seat_id IS NOT NULL), '{}') AS seats,
            coalesce(array_agg(s.state::text) FILTER (WHERE s.seat_id IS NOT NULL), '{}') AS states
       FROM seat_maps m LEFT JOIN seat_states s USING (show_id)
      WHERE m.show_id = $1
      GROUP BY m.show_id`,
    [showId],
  );
  if (!row) return null;
  return {
    version: row.version,
    epoch: row.epoch,
    unavailable: row.seats.map((seatId, index): SeatChange => ({ seatId, state: row.states[index]! })),
  };
}

export interface LiveHold {
  seatId: string;
  lockId: string;
  ownerId: string;
  /** Until the deadline, by PostgreSQL's clock; at least 1 (an overdue hold ends when the sweeper has ended it). */
  ttl_ms: number;
}

/** Every seat that is LOCKED, with its holder. */
export async function readLiveHolds(database: Querier, showId: string): Promise<LiveHold[]> {
  return await database.query<LiveHold>(
    `SELECT s.seat_id AS "seatId", l.id AS "lockId", l.owner_id AS "ownerId",
            greatest(1, ceil(extract(epoch FROM l.expires_at - clock_timestamp()) * 1000))::int AS "ttl_ms"
       FROM seat_states s JOIN seat_locks l ON l.id = s.lock_id
      WHERE s.show_id = $1 AND s.state = 'LOCKED'`,
    [showId],
  );
}

/** Who holds these seats; seats that are AVAILABLE have no row. */
export async function readHolders(
  database: Querier,
  showId: string,
  seatIds: readonly string[],
): Promise<{ seatId: string; state: HeldSeatState; ownerId: string | null }[]> {
  return await database.query(
    `SELECT s.seat_id AS "seatId", s.state, l.owner_id AS "ownerId"
       FROM seat_states s LEFT JOIN seat_locks l ON l.id = s.lock_id
      WHERE s.show_id = $1 AND s.seat_id = ANY($2)`,
    [showId, seatIds],
  );
}

/** The seats of a show that are held for an owner: in locks that run, and in bookings that are not paid. */
export async function readHeldOf(database: Querier, showId: string, ownerId: string): Promise<string[]> {
  const rows = await database.query<{ seatId: string }>(
    `SELECT s.seat_id AS "seatId"
       FROM seat_locks l, unnest(l.seat_ids) AS held (seat_id)
       JOIN seat_states s ON s.show_id = $1 AND s.seat_id = held.seat_id
      WHERE l.owner_id = $2 AND l.show_id = $1 AND l.status IN ('ACTIVE', 'CONFIRMED')
        AND s.lock_id = l.id AND s.state = 'LOCKED'`,
    [showId, ownerId],
  );
  return rows.map(({ seatId }) => seatId);
}

/** A seat of a show, by the plan's own id. */
export interface SeatOfShow {
  showId: string;
  seatId: string;
}

/** The present state of those of the seats that are not AVAILABLE. */
export async function readStates(
  database: Querier,
  seats: readonly SeatOfShow[],
): Promise<(SeatOfShow & { state: HeldSeatState })[]> {
  return await database.query(
    `SELECT s.show_id AS "showId", s.seat_id AS "seatId", s.state
       FROM unnest($1::text[], $2::text[]) AS wanted (show_id, seat_id) JOIN seat_states s USING (show_id, seat_id)`,
    [seats.map(({ showId }) => showId), seats.map(({ seatId }) => seatId)],
  );
}
