import { type Language, languageOf } from '../../shared/text/language.ts';
import { placesIn } from '../inventory/places.ts';
import { formatMoney } from '../pricing/money.ts';
import type { BookedSeatDetails, BookingDetails } from './booking-details.ts';
import { consequence } from './cancellation-words.ts';
import { formatPlaces, formatSeat, formatTime, singleLine } from './format.ts';
import { type Say, sayIn } from './mail-texts.ts';
import { chargeName, includedTaxes, partialRefundWords, refundWords } from './money-words.ts';
import { isForOffice, type NotificationKind } from './notification-kind.ts';
import { mayBecomeLink, plainName } from './plain-name.ts';

/** What a mail says, before it is set as text and as HTML. Every string is plain text on one line. */
export interface Letter {
  language: Language;
  subject: string;
  heading: string;
  greeting: string;
  paragraphs: string[];
  facts: { label: string; value: string }[];
  seats: { name: string; note: string; price: string }[];
  /** What is paid beside the seats. */
  charges: { name: string; price: string }[];
  total: { label: string; value: string };
  /** What of the total is tax. */
  taxes: string[];
  tickets: TicketLine[];
  closing: string;
  /** Where there is more; null: nowhere. The only place of the letter that leads anywhere. */
  link: { label: string; url: string } | null;
}

export interface LetterOptions {
  /** Where its customer sees the booking; for the box office, where that sees to it. Null: no page is known. */
  pageUrl?: string | null;
  /** These tickets were sent before. */
  isAgain?: boolean;
}

export interface TicketLine {
  id: string;
  code: string;
  /** What stands in place of the picture. */
  qrCode: string;
  /** The code, and that it is one. */
  ticketCode: string;
  seat: string;
  note: string;
}

/** The letter of that kind about the booking as it is now, in its customer's language. */
export function writeLetter(
  kind: NotificationKind,
  booking: BookingDetails,
  { pageUrl = null, isAgain = false }: LetterOptions = {},
): Letter {
  const { locale, currency } = booking;
  const language = languageOf(locale);
  const say = sayIn(language);
  const title = singleLine(booking.show.title);
  const { subject, heading, paragraphs, total } = (isAgain && kind === 'ticket' ? ticketsAgain : WORDS[kind])(
    say,
    booking,
    title,
  );
  const name = isForOffice(kind) ? null : plainName(booking.customerName);
  const money = (amount: number) => formatMoney({ amount, currency }, locale);
  return {
    language,
    subject: `${subject} (${booking.reference})`,
    heading,
    greeting: name === null ? say('hello') : say('helloName', { name }),
    paragraphs,
    facts: [
      { label: say('show'), value: title },
      { label: say('when'), value: formatTime(booking.show.startsAt, booking.venue.timezone, locale) },
      { label: say('where'), value: singleLine(`${booking.venue.name}, ${booking.venue.city}`) },
      { label: say('booking'), value: booking.reference },
    ],
    seats: [
      ...booking.seats.map((seat) => ({
        name: formatSeat(seat, language),
        note: noteOf(say, seat),
        price: money(seat.price),
      })),
      ...booking.places.map((places) => ({
        name: formatPlaces(places),
        note: singleLine(places.soldAs),
        price: money(places.quantity * places.price),
      })),
    ],
    charges: booking.charges.map((charge) => ({ name: chargeName(charge), price: money(charge.total) })),
    total: { label: total, value: money(booking.total) },
    taxes: includedTaxes(booking.taxes, booking),
    tickets: kind === 'ticket' || kind === 'change' ? ticketLines(say, language, booking) : [],
    closing: isForOffice(kind) ? say('officeClosing') : say('closing', { reference: booking.reference }),
    link: pageUrl === null ? null : { label: say(isForOffice(kind) ? 'officePage' : 'bookingPage'), url: pageUrl },
  };
}

interface Words {
  subject: string;
  heading: string;
  paragraphs: string[];
  /** What the sum below the seats is called. */
  total: string;
}

const WORDS: Record<NotificationKind, (say: Say, booking: BookingDetails, title: string) => Words> = {
  order: (say, booking, title) => ({
    subject: say('orderSubject', { title }),
    heading: say('orderHeading'),
    paragraphs: [nextStep(say, booking)],
    total: say('total'),
  }),
  ticket: (say, { total, ...booking }, title) => ({
    subject: isForOne(booking) ? say('ticketSubject', { title }) : say('ticketsSubject', { title }),
    heading: isForOne(booking) ? say('ticketHeading') : say('ticketsHeading'),
    paragraphs: [total === 0 ? say('ticketFreeBody') : say('ticketBody'), say('ticketCalendar')],
    total: total === 0 ? say('total') : say('paid'),
  }),
  cancellation: (say, booking, title) => ({
    subject: booking.endedWithShow ? say('showCancelledSubject', { title }) : say('cancellationSubject', { title }),
    heading: booking.endedWithShow ? say('showCancelledHeading') : say('cancellationHeading'),
    paragraphs: [
      ...(booking.endedWithShow ? [say('showCancelledBody')] : []),
      ...reasonOf(say, booking),
      ...consequence(say, booking),
    ],
    total: say('total'),
  }),
  change: (say, { total, ...booking }, title) => ({
    subject: say('changeSubject', { title }),
    heading: say('changeHeading'),
    paragraphs: [say(isForOne(booking) ? 'changeTicketBody' : 'changeTicketsBody'), say('changeMoney')],
    total: total === 0 ? say('total') : say('changePaid'),
  }),
  expiry: (say, booking, title) => ({
    subject: say('expirySubject', { title }),
    heading: say('expiryHeading'),
    paragraphs: [say(isForOne(booking) ? 'expirySeatBody' : 'expiryBody')],
    total: say('total'),
  }),
  refund: (say, booking, title) => ({
    subject: say('refundSubject', { title }),
    heading: say('refundHeading'),
    paragraphs: [refundWords(say, booking)],
    total: say('refunded'),
  }),
  partial_refund: (say, booking, title) => ({
    subject: say('partialRefundSubject', { title }),
    heading: say('partialRefundHeading'),
    paragraphs: partialRefundWords(say, booking),
    total: say('paid'),
  }),
  customer_changed: (say, _booking, title) => ({
    subject: say('customerChangedSubject', { title }),
    heading: say('customerChangedHeading'),
    paragraphs: [say('customerChangedBody'), say('customerChangedTickets')],
    total: say('total'),
  }),
  rescheduled: (say, { total, show, venue, locale, ...booking }, title) => ({
    subject: say('rescheduledSubject', { title }),
    heading: say('rescheduledHeading'),
    paragraphs: [
      say('rescheduledBody', { time: formatTime(show.startsAt, venue.timezone, locale) }),
      say(isForOne(booking) ? 'rescheduledTicket' : 'rescheduledTickets'),
    ],
    total: total === 0 ? say('total') : say('paid'),
  }),
  late_change: (say, _booking, title) => ({
    subject: say('lateChangeSubject', { title }),
    heading: say('lateChangeHeading'),
    paragraphs: [say('lateChangeBody'), say('partialRefundTickets')],
    total: say('paid'),
  }),
  refund_failed: (say, { isHeld }, title) => ({
    subject: say(isHeld ? 'refundHeldSubject' : 'refundFailedSubject', { title }),
    heading: say(isHeld ? 'refundHeldHeading' : 'refundFailedHeading'),
    paragraphs: [say(isHeld ? 'refundHeldBody' : 'refundFailedBody')],
    total: say('total'),
  }),
  dispute: (say, _booking, title) => ({
    subject: say('disputeSubject', { title }),
    heading: say('disputeHeading'),
    paragraphs: [say('disputeBody')],
    total: say('total'),
  }),
};

/** Tickets that an organiser has sent once more. */
function ticketsAgain(say: Say, { total, ...booking }: BookingDetails, title: string): Words {
  const isOne = isForOne(booking);
  return {
    subject: isOne ? say('ticketAgainSubject', { title }) : say('ticketsAgainSubject', { title }),
    heading: isOne ? say('ticketAgainHeading') : say('ticketsAgainHeading'),
    paragraphs: [say('ticketsAgainBody'), say('ticketCalendar')],
    total: total === 0 ? say('total') : say('paid'),
  };
}

/** Whether one person comes. */
function isForOne({ seats, places }: Pick<BookingDetails, 'seats' | 'places'>): boolean {
  return seats.length + placesIn(places) === 1;
}

function nextStep(say: Say, { status, expiresAt, venue, locale, seats, places }: BookingDetails): string {
  if (status === 'PENDING_PAYMENT') {
    // Without a deadline it waits for money that is under way.
    if (expiresAt === null) return say('orderUnderWay');
    const deadline = formatTime(expiresAt, venue.timezone, locale);
    return say(isForOne({ seats, places }) ? 'orderUnpaidSeat' : 'orderUnpaid', { deadline });
  }
  return status === 'CONFIRMED' ? say('orderPaid') : say('orderEnded');
}

/** Nobody has verified whose address it is: what whoever booked typed must not lead its reader anywhere. */
function reasonOf(say: Say, { cancelReason }: BookingDetails): string[] {
  if (cancelReason === null || mayBecomeLink(cancelReason)) return [];
  return [say('cancellationReason', { reason: singleLine(cancelReason) })];
}

function noteOf(say: Say, seat: BookedSeatDetails): string {
  const soldAs = singleLine(seat.soldAs);
  return seat.accessible ? say('accessible', { tier: soldAs }) : soldAs;
}

/** Of the seats, then of the places: one for each person. */
function ticketLines(say: Say, language: Language, { seats, places }: BookingDetails): TicketLine[] {
  return [
    ...seats.flatMap((seat) => {
      const { ticket } = seat;
      return ticket ? [ticketLine(say, ticket, { seat: formatSeat(seat, language), note: noteOf(say, seat) })] : [];
    }),
    ...places.flatMap(({ tickets, ...sold }) =>
      tickets.map((ticket) => ticketLine(say, ticket, { seat: singleLine(sold.area), note: singleLine(sold.soldAs) })),
    ),
  ];
}

function ticketLine(
  say: Say,
  { id, code }: { id: string; code: string },
  of: Pick<TicketLine, 'seat' | 'note'>,
): TicketLine {
  return { id, code, qrCode: say('qrCode', { code }), ticketCode: say('ticketCode', { code }), ...of };
}

/** The text message that says that the tickets are there. */
export function writeSms(booking: BookingDetails): string {
  const { locale, reference, show, venue } = booking;
  const language = languageOf(locale);
  const say = sayIn(language);
  const seats = [...booking.seats.map((seat) => formatSeat(seat, language)), ...booking.places.map(formatPlaces)];
  const more = () => say('smsMoreSeats', { count: String(seats.length - 3) });
  const shown = seats.length <= 4 ? seats : [...seats.slice(0, 3), more()];
  return say('smsConfirmed', {
    title: singleLine(show.title),
    time: formatTime(show.startsAt, venue.timezone, locale),
    reference,
    seats: shown.join('; '),
  });
}
