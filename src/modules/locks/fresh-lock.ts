import { EXTENSIONS } from '../inventory/holds.ts';
import type { LockRecord } from './lock-writer.ts';
import type { SeatLock } from './seat-lock.ts';

/** The lock as it has been written a moment ago. */
export function freshLock(
  wanted: Omit<LockRecord, 'token' | 'ttl_ms' | 'seen'>,
  expiresAt: Date,
  ttl_ms: number,
): SeatLock {
  const { lockId, showId, ownerId, seatIds, areas, ticketTypeIds, code = null, total } = wanted;
  return {
    id: lockId,
    showId,
    ownerId,
    seatIds: [...seatIds],
    ticketTypeIds: [...(ticketTypeIds ?? [])],
    code,
    areas: [...(areas ?? [])],
    total,
    status: 'ACTIVE',
    expiresAt,
    remaining_ms: ttl_ms,
    extensionsLeft: EXTENSIONS,
    bookingId: null,
  };
}
