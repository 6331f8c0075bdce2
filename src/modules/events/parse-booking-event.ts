import { z } from 'zod';
import type { BookingEvent } from './events.ts';

const MoneyModel = z.object({ amount: z.int().min(0), currency: z.string().length(3) });

const AreasModel = z.array(z.object({ area_id: z.string().min(1), quantity: z.int().min(1) }));

const BookingEventModel = z.object({
  event_type: z.enum([
    'booking.created',
    'booking.confirmed',
    'booking.cancelled',
    'booking.expired',
    'booking.refunded',
    'booking.partly_refunded',
    'booking.refund_failed',
    'booking.changed',
    'booking.customer_changed',
    'booking.erased',
  ]),
  event_id: z.string().min(1),
  occurred_at: z.iso.datetime(),
  booking_id: z.string().min(1),
  show_id: z.string().min(1),
  lock_id: z.string().min(1),
  seat_ids: z.array(z.string().min(1)),
  areas: AreasModel.optional(),
  total: MoneyModel,
  refunded: MoneyModel.optional(),
  returned: MoneyModel.optional(),
  added_seat_ids: z.array(z.string().min(1)).optional(),
  returned_seat_ids: z.array(z.string().min(1)).optional(),
  returned_areas: AreasModel.optional(),
  revision: z.int().min(1),
});

/**
 * A consumed payload as a booking event. Throws (naming every field that is wrong) when it is none: the consumer then
 * puts the record aside. Fields that a later version adds are ignored.
 */
export function parseBookingEvent(payload: unknown): BookingEvent {
  return BookingEventModel.parse(payload);
}
