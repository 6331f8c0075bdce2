import type { Logger } from '../../platform/observability/logger.ts';
import { isOutage } from '../../platform/outages/outage.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { BookingStatus } from '../bookings/booking.ts';
import { settleSeats } from '../bookings/seat-service.ts';
import type { BookingEventType } from '../events/events.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';

const MAX_BOOKINGS = 500;

const FIND_STRAY_BOOKINGS = readStatement(new URL('./sql/find-stray-bookings.sql', import.meta.url));

const EVENT_OF: Record<Exclude<BookingStatus, 'PENDING_PAYMENT'>, BookingEventType> = {
  CONFIRMED: 'booking.confirmed',
  CANCELLED: 'booking.cancelled',
  EXPIRED: 'booking.expired',
  REFUNDED: 'booking.cancelled',
};

interface StrayBooking {
  id: string;
  showId: string;
  lockId: string;
  status: Exclude<BookingStatus, 'PENDING_PAYMENT'>;
}

export interface SeatRepairDeps {
  database: Pick<Database, 'query' | 'transaction'>;
  seatMap: Pick<SeatMapService, 'apply'>;
  logger: Logger;
}

export interface RepairedSeats {
  /** The bookings whose seats were changed. */
  bookingIds: string[];
  /** PostgreSQL went away before all were looked at. */
  isCutShort: boolean;
}

/**
 * Brings seats to what their booking says where the event that was to do it is gone: locked by a booking that is confirmed
 * or has ended, or booked by one that is not confirmed. A booking that can't be settled is logged, and keeps no other from it.
 */
export async function repairSeats({ database, seatMap, logger }: SeatRepairDeps): Promise<RepairedSeats> {
  const bookingIds: string[] = [];
  for (const { id, showId, lockId, status } of await database.query<StrayBooking>(FIND_STRAY_BOOKINGS, [
    MAX_BOOKINGS,
  ])) {
    const booking = { type: EVENT_OF[status], bookingId: id, showId, lockId, mayHavePlaces: true };
    try {
      const [change] = await database.transaction((tx) => settleSeats(tx, [booking]));
      if (!change) continue;
      bookingIds.push(id);
      await seatMap.apply(change);
    } catch (error) {
      if (isOutage(error)) return { bookingIds, isCutShort: true };
      logger.error({ err: error, bookingId: id }, 'seats that are not as their booking says could not be mended');
    }
  }
  return { bookingIds, isCutShort: false };
}
