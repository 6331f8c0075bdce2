import type { Booking } from '../bookings/booking.ts';
import type { Show } from '../shows/show.ts';
import { BookingNotChangeableError } from './changes.errors.ts';

export interface AskedChange {
  now: Date;
  /** Of the show. */
  isOrganiser: boolean;
  /** Whether tickets are given back, and whether some are exchanged. */
  returns: boolean;
  exchanges: boolean;
}

/** Throws BookingNotChangeableError unless the booking may be changed like that now. */
export function assertMayChange(
  booking: Pick<Booking, 'status'>,
  show: Pick<Show, 'status' | 'startsAt' | 'changeRules'>,
  { now, isOrganiser, returns, exchanges }: AskedChange,
): void {
  if (booking.status !== 'CONFIRMED') throw new BookingNotChangeableError('NOT_CONFIRMED');
  // Whoever cancels a show says what becomes of its bookings.
  if (show.status === 'CANCELLED') throw new BookingNotChangeableError('SHOW_CANCELLED');
  if (isOrganiser) return;
  const { returnsUntil, exchangesUntil } = show.changeRules;
  for (const until of [...(returns ? [returnsUntil] : []), ...(exchanges ? [exchangesUntil] : [])]) {
    if (until === null) throw new BookingNotChangeableError('NOT_OFFERED');
    if (now >= until || now >= show.startsAt) throw new BookingNotChangeableError('TOO_LATE');
  }
}
