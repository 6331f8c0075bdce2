import { formatMoney } from '../shows/money.ts';
import type { BookedSeatDetails, BookingDetails } from './booking-details.ts';
import { formatSeat, formatTime, singleLine } from './format.ts';
import type { NotificationKind } from './notification-kind.ts';
import { mayBecomeLink, plainName } from './plain-name.ts';

/** What a mail says, before it is set as text and as HTML. Every string is plain text on one line. */
export interface Letter {
  subject: string;
  heading: string;
  greeting: string;
  paragraphs: string[];
  facts: { label: string; value: string }[];
  seats: { name: string; note: string; price: string }[];
  total: { label: string; value: string };
  tickets: TicketLine[];
  closing: string;
}

export interface TicketLine {
  id: string;
  code: string;
  seat: string;
  note: string;
}

/** Why nothing is to be told of that any more; null when it is. */
export function obsoleteReason(kind: NotificationKind, { status, seats }: BookingDetails): string | null {
  if (kind !== 'ticket' || seats.some(({ ticket }) => ticket !== null)) return null;
  return `The booking is ${status}: it has no ticket that is good.`;
}

/** The letter of that kind about the booking as it is now. */
export function writeLetter(kind: NotificationKind, booking: BookingDetails): Letter {
  const title = singleLine(booking.show.title);
  const { subject, heading, paragraphs, total } = WORDS[kind](booking, title);
  const name = plainName(booking.customerName);
  return {
    subject: `${subject} (${booking.reference})`,
    heading,
    greeting: name === null ? 'Hello,' : `Hello ${name},`,
    paragraphs,
    facts: [
      { label: 'Show', value: title },
      { label: 'When', value: formatTime(booking.show.startsAt, booking.venue.timezone) },
      { label: 'Where', value: singleLine(`${booking.venue.name}, ${booking.venue.city}`) },
      { label: 'Booking', value: booking.reference },
    ],
    seats: booking.seats.map((seat) => ({
      name: formatSeat(seat),
      note: noteOf(seat),
      price: formatMoney({ amount: seat.price, currency: booking.currency }),
    })),
    total: { label: total, value: formatMoney({ amount: booking.total, currency: booking.currency }) },
    tickets: kind === 'ticket' ? booking.seats.flatMap(ticketLine) : [],
    closing: `Please keep the booking reference ${booking.reference} at hand when you write to us.`,
  };
}

interface Words {
  subject: string;
  heading: string;
  paragraphs: string[];
  /** What the sum below the seats is called. */
  total: string;
}

const WORDS: Record<NotificationKind, (booking: BookingDetails, title: string) => Words> = {
  order: (booking, title) => ({
    subject: `Your order for ${title}`,
    heading: 'We have your order',
    paragraphs: [nextStep(booking)],
    total: 'Total',
  }),
  ticket: (booking, title) => ({
    subject: booking.seats.length === 1 ? `Your ticket for ${title}` : `Your tickets for ${title}`,
    heading: booking.seats.length === 1 ? 'Here is your ticket' : 'Here are your tickets',
    paragraphs: ['Thank you for your payment. Show one code for each seat at the door, on your phone or on paper.'],
    total: 'Paid',
  }),
  cancellation: (booking, title) => ({
    subject: `Your booking for ${title} was cancelled`,
    heading: 'Your booking was cancelled',
    paragraphs: [
      ...reasonOf(booking),
      booking.wasConfirmed
        ? 'The tickets that we sent you are no longer good. We write again when your money has been sent back.'
        : 'Nothing has been paid for it; a payment that still comes in is sent back.',
    ],
    total: 'Total',
  }),
  expiry: (_booking, title) => ({
    subject: `Your order for ${title} has expired`,
    heading: 'Your order has expired',
    paragraphs: [
      'We did not receive a payment in time, so the seats are on sale again. A payment that still comes in is sent back.',
    ],
    total: 'Total',
  }),
  refund: (booking, title) => ({
    subject: `Your refund for ${title}`,
    heading: 'Your money is on its way back',
    paragraphs: [
      booking.wasConfirmed
        ? 'We have sent the whole amount back the way it came. Your bank may take a few days to show it.'
        : 'Your payment reached us after your order had ended, so we have sent the whole amount back the way it came. ' +
          'Your bank may take a few days to show it.',
    ],
    total: 'Refunded',
  }),
};

function nextStep({ status, expiresAt, venue }: BookingDetails): string {
  if (status === 'PENDING_PAYMENT' && expiresAt !== null) {
    return `We hold these seats for you until ${formatTime(expiresAt, venue.timezone)}. Your tickets come by mail as soon as you have paid.`;
  }
  if (status === 'CONFIRMED') return 'It is paid: your tickets come in a mail of their own.';
  return 'It has ended in the meantime; another mail tells you more.';
}

/** Nobody has verified whose address it is: what whoever booked typed must not lead its reader anywhere. */
function reasonOf({ cancelReason }: BookingDetails): string[] {
  if (cancelReason === null || mayBecomeLink(cancelReason)) return [];
  return [`Reason: ${singleLine(cancelReason)}`];
}

function noteOf({ tier, accessible }: BookedSeatDetails): string {
  return accessible ? `${singleLine(tier)}, accessible` : singleLine(tier);
}

function ticketLine(seat: BookedSeatDetails): TicketLine[] {
  return seat.ticket === null ? [] : [{ ...seat.ticket, seat: formatSeat(seat), note: noteOf(seat) }];
}

/** The text message that says that the tickets are there. */
export function writeSms(booking: BookingDetails): string {
  const seats = booking.seats.map(formatSeat);
  const shown = seats.length <= 4 ? seats : [...seats.slice(0, 3), `${seats.length - 3} more seats`];
  return (
    `${singleLine(booking.show.title)}, ${formatTime(booking.show.startsAt, booking.venue.timezone)}: your booking ` +
    `${booking.reference} is confirmed (${shown.join('; ')}). The tickets are in your mail.`
  );
}
