import { prepared, type Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { HeldArea } from '../inventory/places.ts';
import type { CodeTerms } from '../pricing/code-terms.ts';

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
  /** What each of the seats is to be sold as, in the same order; empty: of all it is the show's first type, or there are none. */
  ticketTypeIds: string[];
  /** The promo code that was applied, with what it said then; null: none. */
  code: CodeTerms | null;
  /** Its places of areas, each area and type once. */
  areas: HeldArea[];
  status: SeatLockStatus;
  /** Minor units of the show's currency, fees and discounts included. */
  total: number;
  expiresAt: Date;
  /** Until `expiresAt` by PostgreSQL's clock, when the lock was read; 0 once it is not ACTIVE. */
  remaining_ms: number;
  extensionsLeft: number;
  /** The booking made from it. */
  bookingId: string | null;
}

/** Whether its seats and places are held for it, or its booking's. */
export function hasItsSeats({ status }: Pick<SeatLock, 'status'>): boolean {
  return status === 'ACTIVE' || status === 'CONFIRMED';
}

const FIND_LOCK = prepared(readStatement(new URL('./sql/find-lock.sql', import.meta.url)));
const FIND_LOCKS = prepared(readStatement(new URL('./sql/find-locks.sql', import.meta.url)));
const FIND_ACTIVE_LOCKS = readStatement(new URL('./sql/find-active-locks.sql', import.meta.url));
const READ_EXCUSED = readStatement(new URL('./sql/read-excused.sql', import.meta.url));

export async function findLock(database: Querier, lockId: string): Promise<SeatLock | null> {
  const [lock] = await database.query<SeatLock>(FIND_LOCK, [lockId]);
  return lock ?? null;
}

/** Those of the locks that there are, by their ids. */
export async function findLocks(database: Querier, lockIds: readonly string[]): Promise<ReadonlyMap<string, SeatLock>> {
  const locks = await database.query<SeatLock>(FIND_LOCKS, [lockIds]);
  return new Map(locks.map((lock) => [lock.id, lock]));
}

/** The free seats that the lock leaves in runs that are too short, for want of another choice. None of a lock that there is not. */
export async function readExcused(database: Querier, lockId: string): Promise<string[]> {
  const [lock] = await database.query<{ excused: string[] }>(READ_EXCUSED, [lockId]);
  return lock?.excused ?? [];
}

/** The owner's locks that still run, the one that ends first at the front. */
export async function findActiveLocks(database: Querier, ownerId: string): Promise<SeatLock[]> {
  return await database.query<SeatLock>(FIND_ACTIVE_LOCKS, [ownerId]);
}
