import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { writeEvents } from '../events/write-events.ts';
import type { Booking } from './booking.ts';
import type { BookingCache } from './booking-cache.ts';
import { bookingEvent, type Customer } from './booking-record.ts';

const CHANGE_CUSTOMER = readStatement(new URL('./sql/change-customer.sql', import.meta.url));

/**
 * Corrects the customer of a booking, whose row the caller has locked, and tells that it has changed (not what: events name no person). Its history
 * has who did it and which fields, and nothing of what was in them.
 * Nothing is written where nothing changes. Resolves with the booking as it is then.
 */
export async function changeCustomer(
  tx: Querier,
  cache: BookingCache,
  booking: Booking,
  { customer, actorId }: { customer: Customer; actorId: string },
): Promise<Booking> {
  const { name, email, phone, locale } = customer;
  const fields = changedFields(booking, customer);
  if (fields.length === 0) return booking;
  const after: Booking = {
    ...booking,
    ...{ customerName: name, customerEmail: email, customerPhone: phone, locale },
    linkVersion: booking.linkVersion + (email === booking.customerEmail ? 0 : 1),
    revision: booking.revision + 1,
  };
  await cache.expectRevision(after.id, after.revision);
  await tx.query(CHANGE_CUSTOMER, [after.id, after.revision, name, email, phone, locale, actorId, fields]);
  await writeEvents(tx, [bookingEvent(after, 'booking.customer_changed')]);
  return after;
}

function changedFields(booking: Booking, { name, email, phone, locale }: Customer): string[] {
  return [
    ...(name === booking.customerName ? [] : ['name']),
    ...(email === booking.customerEmail ? [] : ['email']),
    ...(phone === booking.customerPhone ? [] : ['phone']),
    ...(locale === booking.locale ? [] : ['locale']),
  ];
}
