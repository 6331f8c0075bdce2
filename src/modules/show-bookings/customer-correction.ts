import { isId } from '../../platform/ids.ts';
import type { Database } from '../../platform/postgres/database.ts';
import { IllegalStateError, InvalidInputError, NotFoundError } from '../../shared/errors.ts';
import type { Principal } from '../../shared/principal.ts';
import { type Booking, findBookings, lockBooking } from '../bookings/booking.ts';
import type { BookingCache } from '../bookings/booking-cache.ts';
import type { Customer } from '../bookings/booking-record.ts';
import { parseCustomer, parseDoorCustomer } from '../bookings/customer.ts';
import { changeCustomer } from '../bookings/customer-change.ts';
import { ERASED_CUSTOMER } from '../bookings/customer-erasure.ts';
import { can } from '../identity/rights.ts';
import type { CallerLimits } from '../limits/caller-limits.ts';
import { readdress } from '../notifications/readdressing.ts';
import type { ShowsService } from '../shows/shows.service.ts';

/** What is not given, or null, stays; only a phone number of null is taken out. */
export interface CustomerCorrection {
  bookingId: string;
  name?: string | null | undefined;
  email?: string | null | undefined;
  phone?: string | null | undefined;
  /** BCP 47. */
  locale?: string | null | undefined;
}

export interface CustomerCorrectionDeps {
  database: Database;
  cache: BookingCache;
  shows: Pick<ShowsService, 'getShow'>;
  limits: Pick<CallerLimits, 'admitCorrection'>;
  /** Of customers whose locale nothing tells. */
  defaultLocale: string;
}

/**
 * Corrects the customer of a booking: for the organiser of its show whatever its status, for its buyer until it is paid. Nothing is sent by
 * itself; what was not sent yet goes to the new address where the organiser says so. Resolves with the booking. Throws NotFoundError (booking),
 * InvalidInputError (also where the customer was erased), and to buyers IllegalStateError (it is paid, or over) and LimitExceededError.
 */
export async function correctCustomer(
  { database, cache, shows, limits, defaultLocale }: CustomerCorrectionDeps,
  principal: Principal,
  correction: CustomerCorrection,
): Promise<Booking> {
  const { bookingId } = correction;
  const known = isId('booking', bookingId) ? (await findBookings(database, [bookingId])).get(bookingId) : undefined;
  const show = known && (await shows.getShow(known.showId));
  if (!show || !can(principal, 'booking.correct', { ownerId: known.ownerId, organiserId: show.organiserId })) {
    throw notFound();
  }
  const isOrganiser = can(principal, 'show.customers', show);
  if (!isOrganiser) await limits.admitCorrection(principal);
  return await database.transaction(async (tx) => {
    const booking = await lockBooking(tx, bookingId);
    if (!booking) throw notFound();
    if (!isOrganiser && booking.status !== 'PENDING_PAYMENT') {
      throw new IllegalStateError('The customer of a booking can be corrected by its buyer until it is paid.');
    }
    const customer = corrected(booking, correction, defaultLocale);
    const after = await changeCustomer(tx, cache, booking, { customer, actorId: principal.id });
    // Each recipient gets only so many mails about unpaid orders, counted when they are queued: buyers can't pass that by way of another address.
    if (after !== booking && isOrganiser) await readdress(tx, bookingId, customer);
    return after;
  });
}

/** Stands for what is not corrected. */
const VALID = { name: 'A', email: 'a@example.org' };

function corrected(
  booking: Booking,
  { name, email, phone, locale }: CustomerCorrection,
  defaultLocale: string,
): Customer {
  if (booking.customerEmail === ERASED_CUSTOMER.email) {
    const message = 'The customer of this booking was erased.';
    throw new InvalidInputError([{ path: 'input.bookingId', message, code: 'NOT_CHANGEABLE' }]);
  }
  // Who bought at the box office may have told no name or no address: that may stay so.
  const isUntold = booking.customerName === '' || booking.customerEmail === '';
  const parsed = (isUntold ? parseDoorCustomer : parseCustomer)(
    // What stands is not looked at again: it may be from before a rule that is stricter now.
    { ...VALID, ...(name != null && { name }), ...(email != null && { email }), phone, locale },
    { path: 'input', locale: booking.locale ?? defaultLocale },
  );
  if ('issues' in parsed) throw new InvalidInputError(parsed.issues);
  const { customer } = parsed;
  return {
    name: name == null ? booking.customerName : customer.name,
    email: email == null ? booking.customerEmail : customer.email,
    phone: phone === undefined ? booking.customerPhone : customer.phone,
    locale: customer.locale,
  };
}

function notFound(): NotFoundError {
  return new NotFoundError('Booking', 'input.bookingId');
}
