import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { writeEvents } from '../events/write-events.ts';
import type { Booking } from './booking.ts';
import type { BookingCache } from './booking-cache.ts';
import { bookingEvent, type Customer } from './booking-record.ts';

const CHANGE_CUSTOMER = readStatement(new URL('./sql/change-customer.sql', import.meta.url));

/**
 * Corrects the customer of a booking, whose row the caller has locked, and tells that it has changed (not what: events name no person).
 * Nothing is written where nothing changes. Resolves with the booking as it is then.
 */
export async function changeCustomer(
  tx: Querier,
  cache: BookingCache,
  booking: Booking,
  customer: Customer,
): Promise<Booking> {
  const { name, email, phone, locale } = customer;
  const isSame =
    name === booking.customerName &&
    email === booking.customerEmail &&
    phone === booking.customerPhone &&
    locale === booking.locale;
  if (isSame) return booking;
  const after: Booking = {
    ...booking,
    ...{ customerName: name, customerEmail: email, customerPhone: phone, locale },
    linkVersion: booking.linkVersion + (email === booking.customerEmail ? 0 : 1),
    revision: booking.revision + 1,
  };
  await cache.expectRevision(after.id, after.revision);
  await tx.query(CHANGE_CUSTOMER, [after.id, after.revision, name, email, phone, locale]);
  await writeEvents(tx, [bookingEvent(after, 'booking.customer_changed')]);
  return after;
}
