import type { BookingDetails } from './booking-details.ts';
import type { NotificationKind } from './notification-kind.ts';

/** What is told of bookings that stand only, and why not of others. */
const OF_CONFIRMED: Partial<Record<NotificationKind, string>> = {
  customer_changed: 'its customer needs no new details',
  rescheduled: 'when the show begins is nothing for its customer',
  late_change: 'its own mails tell of all that goes back',
};

/** Why nothing is to be told of that any more; null when it is. */
export function obsoleteReason(
  kind: NotificationKind,
  { status, seats, places }: Pick<BookingDetails, 'status' | 'seats' | 'places'>,
): string | null {
  const why = OF_CONFIRMED[kind];
  if (why !== undefined && status !== 'CONFIRMED') return `The booking is ${status}: ${why}.`;
  const isGood = seats.some(({ ticket }) => ticket !== null) || places.some(({ tickets }) => tickets.length > 0);
  if ((kind !== 'ticket' && kind !== 'change') || isGood) return null;
  return `The booking is ${status}: it has no ticket that is good.`;
}
