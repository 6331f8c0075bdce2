import { newId } from '../../platform/ids.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { ERASED_CUSTOMER } from '../bookings/customer-erasure.ts';
import type { BookingEvent } from '../events/events.ts';
import { parseBookingEvent } from '../events/parse-booking-event.ts';
import { EventAdmissions } from './event-admissions.ts';
import type { MailLimit } from './mail-limit.ts';
import { isForOffice, KIND_OF_EVENT, type NotificationChannel, type NotificationKind } from './notification-kind.ts';

const QUEUE_NOTIFICATIONS = readStatement(new URL('./sql/queue-notifications.sql', import.meta.url));
const READ_CUSTOMER = readStatement(new URL('./sql/read-customer.sql', import.meta.url));

interface Recipient {
  channel: NotificationChannel;
  address: string;
}

export interface NotificationHandlerOptions {
  /** Called after the commit. */
  wake: () => void;
  /** Of mails about bookings that were never paid. Default: none. */
  mailLimit?: MailLimit | undefined;
  /** Where the box office is written to; null or not given: it is not. */
  officeEmail?: string | null;
}

/**
 * The notification consumer's effect: queues a mail for each booking event, and a text message with the tickets when the
 * customer left a phone number, inside the transaction that marks the event as processed. An event queues each channel once,
 * however often it comes. Too many to one recipient about bookings that nobody paid, or whose tickets cost nothing, are left
 * out; what was paid for never is.
 */
export function createNotificationHandler({ wake, mailLimit, officeEmail = null }: NotificationHandlerOptions) {
  const admissions = mailLimit && new EventAdmissions(mailLimit);
  return async (event: { payload: unknown }, tx: Querier): Promise<() => Promise<void>> => {
    const booking = parseBookingEvent(event.payload);
    const kind = KIND_OF_EVENT[booking.event_type];
    if (kind === null) return async () => undefined;
    const recipients = isForOffice(kind)
      ? officeOnly(officeEmail)
      : await recipientsOf(tx, booking, { kind, admissions });
    await tx.query(QUEUE_NOTIFICATIONS, [
      booking.event_id,
      kind,
      booking.booking_id,
      booking.show_id,
      booking.revision,
      recipients.map(() => newId('notification')),
      recipients.map(({ channel }) => channel),
      recipients.map(({ address }) => address),
    ]);
    return async () => {
      admissions?.forget(booking.event_id);
      wake();
    };
  };
}

/** Whether a mail of that kind may be about a booking that was never paid. */
const IS_UNPAID: Record<NotificationKind, boolean> = {
  order: true,
  ticket: false,
  cancellation: true,
  expiry: true,
  // Money has come, if late.
  refund: false,
  partial_refund: false,
  change: false,
  customer_changed: false,
  refund_failed: false,
  dispute: false,
  rescheduled: false,
  late_change: false,
};

function officeOnly(address: string | null): Recipient[] {
  return address === null ? [] : [{ channel: 'email', address }];
}

async function recipientsOf(
  tx: Querier,
  { event_id: eventId, booking_id: bookingId }: Pick<BookingEvent, 'event_id' | 'booking_id'>,
  { kind, admissions }: { kind: NotificationKind; admissions: EventAdmissions | undefined },
): Promise<Recipient[]> {
  const [customer] = await tx.query<{
    email: string;
    phone: string | null;
    isFree: boolean;
    wasConfirmed: boolean;
  }>(READ_CUSTOMER, [bookingId]);
  if (!customer) throw new Error(`Booking ${bookingId} does not exist.`);
  if (customer.email === ERASED_CUSTOMER.email) return [];
  // Until it is confirmed whoever booked may change the address again and again: that is no way to have mails sent.
  if (kind === 'customer_changed' && !customer.wasConfirmed) return [];
  const isUnpaid = IS_UNPAID[kind] && !(kind === 'cancellation' && customer.wasConfirmed && !customer.isFree);
  const isLimited = isUnpaid && customer.email !== '' && admissions !== undefined;
  if (isLimited && !(await admissions.admits(eventId, customer.email))) return [];
  // Who bought at the box office may have told no address.
  const recipients: Recipient[] = customer.email === '' ? [] : [{ channel: 'email', address: customer.email }];
  if (kind === 'ticket' && customer.phone) recipients.push({ channel: 'sms', address: customer.phone });
  if (kind !== 'ticket' || !customer.isFree || !admissions) return recipients;
  return await withinLimit(recipients, (address) => admissions.admitsFreeTickets(eventId, address));
}

/** Of the tickets of a booking that cost nothing. */
async function withinLimit(
  recipients: readonly Recipient[],
  admits: (address: string) => Promise<boolean>,
): Promise<Recipient[]> {
  const admitted: Recipient[] = [];
  for (const recipient of recipients) {
    if (await admits(recipient.address)) admitted.push(recipient);
  }
  return admitted;
}
