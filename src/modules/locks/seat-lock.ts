import { prepared, type Querier } from '../../platform/postgres/database.ts';

export type SeatLockStatus = 'ACTIVE' | 'CONFIRMED' | 'RELEASED' | 'EXPIRED';

/** From each status, the statuses that may follow. Everything else is illegal, and refused by PostgreSQL. */
export const LOCK_TRANSITIONS: Readonly<Record<SeatLockStatus, readonly SeatLockStatus[]>> = {
  ACTIVE: ['CONFIRMED', 'RELEASED', 'EXPIRED'],
  // The seats are the booking's from here on.
  CONFIRMED: [],
  RELEASED: [],
  EXPIRED: [],
};

export interface SeatLock {
  id: string;
  showId: string;
  ownerId: string;
  seatIds: string[];
  status: SeatLockStatus;
  /** Minor units of the show's currency. */
  total: number;
  expiresAt: Date;
  /** Until `expiresAt` by PostgreSQL's clock, when the lock was read; 0 once it is not ACTIVE. */
  remaining_ms: number;
  extensionsLeft: number;
  /** The booking made from it. */
  bookingId: string | null;
}

// A lock whose booking is made can't end by itself any more: that is what CONFIRMED means to a caller, also in the moment
// before the seat service has written it down.
const COLUMNS = `
  l.id, l.show_id AS "showId", l.owner_id AS "ownerId", l.seat_ids AS "seatIds",
  CASE WHEN l.status = 'ACTIVE' AND l.booked_at IS NOT NULL THEN 'CONFIRMED' ELSE l.status::text END AS status,
  l.total, l.expires_at AS "expiresAt",
  CASE WHEN l.status = 'ACTIVE' AND l.booked_at IS NULL
       THEN greatest(0, round(extract(epoch FROM l.expires_at - clock_timestamp()) * 1000))::int ELSE 0 END AS "remaining_ms",
  l.extensions_left AS "extensionsLeft", b.id AS "bookingId"`;

const FIND_LOCK = prepared(
  `SELECT ${COLUMNS} FROM seat_locks l LEFT JOIN bookings b ON b.lock_id = l.id WHERE l.id = $1`,
);

const FIND_LOCKS = prepared(
  `SELECT ${COLUMNS} FROM seat_locks l LEFT JOIN bookings b ON b.lock_id = l.id WHERE l.id = ANY ($1::text[])`,
);

export async function findLock(database: Querier, lockId: string): Promise<SeatLock | null> {
  const [lock] = await database.query<SeatLock>(FIND_LOCK, [lockId]);
  return lock ?? null;
}

/** Those of the locks that there are, by their ids. */
export async function findLocks(database: Querier, lockIds: readonly string[]): Promise<ReadonlyMap<string, SeatLock>> {
  const locks = await database.query<SeatLock>(FIND_LOCKS, [lockIds]);
  return new Map(locks.map((lock) => [lock.id, lock]));
}

/** The owner's locks that still run, the one that ends first at the front. */
export async function findActiveLocks(database: Querier, ownerId: string): Promise<SeatLock[]> {
  return await database.query<SeatLock>(
    `SELECT ${COLUMNS} FROM seat_locks l LEFT JOIN bookings b ON b.lock_id = l.id
      WHERE l.owner_id = $1 AND l.status = 'ACTIVE' AND l.booked_at IS NULL AND l.expires_at > now()
      ORDER BY l.expires_at, l.id`,
    [ownerId],
  );
}
