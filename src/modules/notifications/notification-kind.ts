import type { BookingEventType } from '../events/events.ts';

/** What customers and the box office are told, by the event that it is told for. */
export const KIND_OF_EVENT = {
  'booking.created': 'order',
  'booking.confirmed': 'ticket',
  'booking.cancelled': 'cancellation',
  'booking.expired': 'expiry',
  'booking.refunded': 'refund',
  'booking.partly_refunded': 'partial_refund',
  'booking.changed': 'change',
  'booking.refund_failed': 'refund_failed',
  'booking.customer_changed': 'customer_changed',
  // Nobody is left to be told.
  'booking.erased': null,
} as const satisfies Record<BookingEventType, string | null>;

/** Others than those of a booking's events: see `dispute-mails.ts`, `reschedule-mails.ts` and `late-change-mails.ts`. */
export type NotificationKind =
  | NonNullable<(typeof KIND_OF_EVENT)[BookingEventType]>
  | 'dispute'
  | 'rescheduled'
  | 'late_change';

/** Told to the box office, which has to see to it, and not to the customer. */
export function isForOffice(kind: NotificationKind): boolean {
  return kind === 'refund_failed' || kind === 'dispute';
}

export type NotificationChannel = 'email' | 'sms';
