// Made by `npm run codegen` from docs/asyncapi.yaml.

import type { SeatwireEvent } from './events.generated.ts';

/** The types of events of each topic, whose name carries the installation's prefix in front. */
export const eventTypes = {
  /** The life of each booking. The key is the booking's id. */
  'booking-events': ['booking.created', 'booking.confirmed', 'booking.cancelled', 'booking.expired', 'booking.refunded', 'booking.partly_refunded', 'booking.refund_failed', 'booking.changed', 'booking.customer_changed', 'booking.erased'],
  /** Every change of a seat map, numbered without gaps per show. The key is the show's id. */
  'seat-events': ['seat.locked', 'seat.unlocked', 'seat.booked', 'seat.blocked', 'seat.unblocked'],
  /** The way of each payment and of its refunds. The key is the payment's id. */
  'payment-events': ['payment.initiated', 'payment.requires_action', 'payment.processing', 'payment.succeeded', 'payment.failed', 'payment.refunded', 'payment.disputed', 'refund.requested', 'refund.succeeded', 'refund.failed'],
  /** Every change of a show but for its seats. The key is the show's id. */
  'show-events': ['show.created', 'show.published', 'show.paused', 'show.resumed', 'show.closed', 'show.cancelled', 'show.cancellation_progressed', 'show.updated', 'show.sales_started', 'show.sales_ended', 'show.begun'],
} as const;

export type SeatwireTopic = keyof typeof eventTypes;

/** What comes on a topic. */
export type SeatwireEventOf<Topic extends SeatwireTopic> = Extract<
  SeatwireEvent,
  { event_type: (typeof eventTypes)[Topic][number] }
>;
