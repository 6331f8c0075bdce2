import type { BookingEventType } from '../events/events.ts';

/** What a customer is told, by the event that it is told for. */
export const KIND_OF_EVENT = {
  'booking.created': 'order',
  'booking.confirmed': 'ticket',
  'booking.cancelled': 'cancellation',
  'booking.expired': 'expiry',
  'booking.refunded': 'refund',
  'booking.partly_refunded': 'partial_refund',
  'booking.changed': 'change',
  // It is for the organiser to see to.
  'booking.refund_failed': null,
  // What waits to be sent goes to the new address: whoever corrected it may have the tickets sent again.
  'booking.customer_changed': null,
  // Nobody is left to be told.
  'booking.erased': null,
} as const satisfies Record<BookingEventType, string | null>;

export type NotificationKind = NonNullable<(typeof KIND_OF_EVENT)[BookingEventType]>;
export type NotificationChannel = 'email' | 'sms';
