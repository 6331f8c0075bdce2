import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { languageOf } from '../../shared/text/language.ts';
import type { BookingDetails } from './booking-details.ts';
import { formatPlaces, formatSeat, singleLine } from './format.ts';
import { sayIn } from './mail-texts.ts';

/** A booking as an iCalendar file (RFC 5545). */
export interface CalendarFile {
  filename: string;
  contentType: string;
  text: string;
}

export interface CalendarFileOptions {
  /** As mails have it: `Seatwire <tickets@example.org>`. */
  from: string;
  /** When the file is made: its DTSTAMP. */
  madeAt: Date;
}

/** Shows do not say when they end. */
const USUAL_LENGTH_MS = 2 * 60 * 60 * 1000;
/** iCalendar writes years with four digits. */
const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * The show of a booking, in UTC, with its venue and seats. The UID is the booking's for ever and the SEQUENCE grows with each of
 * its changes, so that calendars replace what they have; what was cancelled is taken out of them.
 */
export function calendarFile(booking: BookingDetails, { from, madeAt }: CalendarFileOptions): CalendarFile {
  const { id, reference, revision, show, venue, updatedAt } = booking;
  const status = statusOf(booking);
  const method = status === ICalEventStatus.CANCELLED ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH;
  const calendar = ical({ prodId: { company: 'Seatwire', product: 'Box office' }, method });
  calendar.createEvent({
    id: `${id}@seatwire`,
    // A show that is cancelled changes no booking.
    sequence: revision + (show.isCancelled && holdsSeats(booking) ? 1 : 0),
    stamp: madeAt,
    lastModified: updatedAt,
    start: show.startsAt,
    end: new Date(Math.min(show.startsAt.getTime() + USUAL_LENGTH_MS, LATEST_MS)),
    summary: singleLine(show.title),
    location: singleLine(`${venue.name}, ${venue.city}`),
    description: descriptionOf(booking),
    organizer: organizerOf(from),
    status,
  });
  return {
    filename: `${reference}.ics`,
    contentType: `text/calendar; charset=utf-8; method=${method}`,
    text: calendar.toString(),
  };
}

function statusOf(booking: BookingDetails): ICalEventStatus {
  if (booking.show.isCancelled || !holdsSeats(booking)) return ICalEventStatus.CANCELLED;
  return booking.status === 'CONFIRMED' ? ICalEventStatus.CONFIRMED : ICalEventStatus.TENTATIVE;
}

function holdsSeats({ status }: BookingDetails): boolean {
  return status === 'CONFIRMED' || status === 'PENDING_PAYMENT';
}

/** No name of the customer: calendars are shared more widely than mails. */
function descriptionOf({ locale, reference, seats, places }: BookingDetails): string {
  const language = languageOf(locale);
  return [
    `${sayIn(language)('booking')}: ${reference}`,
    ...seats.map((seat) => formatSeat(seat, language)),
    ...places.map(formatPlaces),
  ].join('\n');
}

function organizerOf(from: string): { name: string; email: string } {
  const [, name = '', email = from.trim()] = /^\s*"?([^"<]*?)"?\s*<([^<>]*)>\s*$/.exec(from) ?? [];
  return { name: name || email, email };
}
