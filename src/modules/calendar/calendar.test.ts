import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import type { BookingDetails } from '../notifications/booking-details.ts';
import { calendarFile } from '../notifications/calendar-file.ts';
import { createCalendarLinks } from './calendar-links.ts';

const seat = {
  row: '7',
  number: '1',
  zoneLabel: 'Floor',
  rowLabel: 'Table 7',
  seatLabel: 'Chair 1',
  soldAs: 'Stalls',
};
const booking: BookingDetails = {
  id: 'booking_01k8000000e008002ymwrqw002',
  reference: 'K7Q2-M9XD',
  revision: 2,
  updatedAt: new Date('2027-01-05T09:55:00Z'),
  locale: 'de',
  status: 'CONFIRMED',
  customerName: 'Ada Lovelace',
  total: 9_100,
  currency: 'EUR',
  expiresAt: null,
  cancelReason: null,
  endedWithShow: null,
  keptByRules: null,
  show: { title: 'The Tempest', startsAt: new Date('2027-03-14T18:30:00Z'), isCancelled: false },
  venue: { name: 'Riethsporthalle', city: 'Erfurt', timezone: 'Europe/Berlin' },
  seats: [{ ...seat, price: 9_100, accessible: false, ticket: { id: 'ticket_1', code: 'CODE0NE' } }],
  charges: [],
  taxes: [],
  places: [],
  paid: 0,
  refunded: 0,
  refunding: 0,
  refundsMade: 0,
  isHeld: false,
  isPaidAtDoor: false,
  showId: 'show_1',
  linkVersion: 1,
  wasConfirmed: true,
};
const options = { from: 'Seatwire <tickets@example.org>', madeAt: new Date('2027-01-06T08:00:00Z') };

/** As another library reads it. */
function read(details: BookingDetails, from = options.from) {
  const file = calendarFile(details, { ...options, from });
  const calendar = new ICAL.Component(ICAL.parse(file.text));
  const component = calendar.getFirstSubcomponent('vevent')!;
  return {
    file,
    calendar,
    event: new ICAL.Event(component),
    property: (name: string) => component.getFirstPropertyValue(name)?.toString(),
  };
}

describe('the calendar file of a booking', () => {
  it('says when and where, and which seats, in the customer’s language', () => {
    const { file, calendar, event, property } = read(booking);
    expect(calendar.getFirstPropertyValue('version')).toBe('2.0');
    expect(calendar.getFirstPropertyValue('method')).toBe('PUBLISH');
    expect(file).toMatchObject({
      filename: 'K7Q2-M9XD.ics',
      contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
    });
    expect(event.startDate.toJSDate()).toEqual(booking.show.startsAt);
    expect(event.startDate.zone).toBe(ICAL.Timezone.utcTimezone);
    // Shows do not say when they end: two hours.
    expect(event.endDate.toJSDate()).toEqual(new Date('2027-03-14T20:30:00Z'));
    expect(property('dtstamp')).toBe('2027-01-06T08:00:00Z');
    expect(event).toMatchObject({ summary: 'The Tempest', location: 'Riethsporthalle, Erfurt', sequence: 2 });
    expect(event.description).toBe('Buchung: K7Q2-M9XD\nFloor, Table 7, Chair 1');
    expect(property('status')).toBe('CONFIRMED');
    expect(property('organizer')).toMatch(/^mailto:tickets@example\.org$/i);
    expect(file.text).not.toContain('Ada');
    expect(file.text).not.toContain('CODE0NE');
  });

  it.each([
    // Midnight in Berlin, the night on which the clocks go forward, both nights' hour when they go back, and the year's end.
    ['2027-03-14T23:00:00Z', 'Europe/Berlin', '20270314T230000Z', '20270315T010000Z'],
    ['2027-03-28T00:30:00Z', 'Europe/Berlin', '20270328T003000Z', '20270328T023000Z'],
    ['2027-10-31T00:30:00Z', 'Europe/Berlin', '20271031T003000Z', '20271031T023000Z'],
    ['2027-10-31T01:30:00Z', 'Europe/Berlin', '20271031T013000Z', '20271031T033000Z'],
    ['2028-01-01T04:59:00Z', 'America/New_York', '20280101T045900Z', '20280101T065900Z'],
    ['2028-02-29T10:00:00Z', 'Pacific/Kiritimati', '20280229T100000Z', '20280229T120000Z'],
    // Years have four digits.
    ['9999-12-31T23:30:00Z', 'Europe/Berlin', '99991231T233000Z', '99991231T235959Z'],
  ])(
    'is at the very moment of a show at %s in %s, without a time zone that programs could misread',
    (at, timezone, start, end) => {
      const startsAt = new Date(at);
      const { file, event } = read({
        ...booking,
        show: { ...booking.show, startsAt },
        venue: { ...booking.venue, timezone },
      });
      const lines = file.text.split('\r\n');
      expect(lines).toContain(`DTSTART:${start}`);
      expect(lines).toContain(`DTEND:${end}`);
      expect(file.text).not.toContain('TZID');
      expect(event.startDate.toJSDate()).toEqual(startsAt);
    },
  );

  it('keeps its UID and counts on through all that becomes of the booking', () => {
    const states = [
      { ...booking, status: 'PENDING_PAYMENT', revision: 1 },
      { ...booking, revision: 2 },
      { ...booking, revision: 2, show: { ...booking.show, isCancelled: true } },
      { ...booking, status: 'CANCELLED', revision: 3 },
      { ...booking, status: 'REFUNDED', revision: 4 },
    ] as BookingDetails[];
    const seen = states.map((state) => read(state));
    expect(new Set(seen.map(({ event }) => event.uid))).toEqual(new Set([`${booking.id}@seatwire`]));
    expect(seen.map(({ event }) => event.sequence)).toEqual([1, 2, 3, 3, 4]);
    expect(seen.map(({ property }) => property('status'))).toEqual([
      'TENTATIVE',
      'CONFIRMED',
      'CANCELLED',
      'CANCELLED',
      'CANCELLED',
    ]);
    expect(seen.map(({ calendar }) => calendar.getFirstPropertyValue('method'))).toEqual([
      'PUBLISH',
      'PUBLISH',
      'CANCEL',
      'CANCEL',
      'CANCEL',
    ]);
  });

  it('escapes and folds what people typed, and lets none of it become a property', () => {
    const title = `${'Ünïcode 🎭 '.repeat(15)};,\\ end\r\nATTACH:https://example.org`;
    const { file, event, calendar } = read({ ...booking, show: { ...booking.show, title } });
    for (const line of file.text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(file.text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(event.summary).toBe(`${'Ünïcode 🎭 '.repeat(15)};,\\ end ATTACH:https://example.org`);
    expect(calendar.getFirstSubcomponent('vevent')!.getFirstProperty('attach')).toBeNull();
  });

  it.each([
    ['tickets@example.org', 'tickets@example.org'],
    ['"Box Office, Leeds" <box@example.org>', 'box@example.org'],
  ])('has %s for its organiser', (from, address) => {
    expect(read(booking, from).property('organizer')).toMatch(new RegExp(`^mailto:${address}$`, 'i'));
  });
});

describe('the link to a calendar file', () => {
  const links = createCalendarLinks('secret');
  const bookingId = newId('booking');

  it('leads to its booking, the same one each time', () => {
    expect(links.bookingAt(links.pathOf(bookingId))).toBe(bookingId);
    expect(links.bookingAt(`${links.pathOf(bookingId)}?x=1`)).toBe(bookingId);
    expect(links.pathOf(bookingId)).toBe(createCalendarLinks('secret').pathOf(bookingId));
  });

  it('can not be made up', () => {
    const other = links.pathOf(newId('booking')).split('.')[1];
    for (const path of [
      `/calendar/${bookingId}.ics`,
      `/calendar/${bookingId}.${other}.ics`,
      `/calendar/${bookingId}.${'A'.repeat(22)}.ics`,
      createCalendarLinks('other secret').pathOf(bookingId),
      '/calendar/.ics',
      `/calendar/show_01k8000000e008002ymwrqw002.${other}.ics`,
    ]) {
      expect(links.bookingAt(path)).toBe('unknown');
    }
    expect(links.bookingAt('/tickets/x.png')).toBeNull();
  });
});
