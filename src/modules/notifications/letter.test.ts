import { describe, expect, it } from 'vitest';
import type { BookingDetails } from './booking-details.ts';
import { writeLetter, writeSms } from './letter.ts';
import { letterHtml } from './letter-html.ts';
import { letterText } from './letter-text.ts';
import { isForOffice, KIND_OF_EVENT, type NotificationKind } from './notification-kind.ts';
import { obsoleteReason } from './obsolete-reason.ts';

const labels = { zoneLabel: 'Block B', rowLabel: null, seatLabel: null };
const seat = { ...labels, row: '12', soldAs: 'Stalls', price: 4_550, accessible: false, ticket: null };
const booking: BookingDetails = {
  id: 'booking_1',
  reference: 'K7Q2M9XD',
  revision: 1,
  updatedAt: new Date('2027-01-05T09:55:00Z'),
  locale: 'en',
  status: 'PENDING_PAYMENT',
  customerName: 'Ada Lovelace',
  total: 9_100,
  currency: 'EUR',
  expiresAt: new Date('2027-01-05T10:00:00Z'),
  cancelReason: null,
  endedWithShow: null,
  keptByRules: null,
  show: { title: 'The Tempest', startsAt: new Date('2027-03-14T18:30:00Z'), isCancelled: false },
  venue: { name: 'Riethsporthalle', city: 'Erfurt', timezone: 'Europe/Berlin' },
  seats: [
    { ...seat, number: '1', ticket: { id: 'ticket_1', code: 'CODE0NE' } },
    { ...seat, number: '2', accessible: true },
  ],
  charges: [],
  taxes: [],
  places: [],
  paid: 9_100,
  refunded: 0,
  refunding: 0,
  refundsMade: 0,
  isHeld: false,
  isPaidAtDoor: false,
  showId: 'show_1',
  linkVersion: 1,
  wasConfirmed: false,
};

describe('a letter', () => {
  it.each(Object.values(KIND_OF_EVENT).filter((kind) => kind !== null && !isForOffice(kind)) as NotificationKind[])(
    'of the kind %s says what it is about, as text and as HTML',
    (kind) => {
      const letter = writeLetter(kind, booking);
      expect(letter.subject).toContain('The Tempest');
      expect(letter.subject).toContain('K7Q2M9XD');
      const facts = [
        'Ada Lovelace',
        'Sunday 14 March 2027 at 19:30 CET',
        'Riethsporthalle, Erfurt',
        '€91.00',
        '€45.50',
      ];
      for (const rendered of [letterText(letter), letterHtml(letter)]) {
        for (const fact of [...facts, 'Block B, row 12, seat 1', 'Stalls, accessible'])
          expect(rendered).toContain(fact);
      }
    },
  );

  it('carries the code of each good ticket, only when it is the ticket mail', () => {
    const letter = writeLetter('ticket', booking);
    expect(letter.tickets.map(({ seat, code }) => [seat, code])).toEqual([['Block B, row 12, seat 1', 'CODE0NE']]);
    expect(letterText(letter)).toContain('Ticket code: CODE0NE');
    expect(letterHtml(letter)).toContain('src="cid:ticket_1@seatwire"');
    expect(letterText(writeLetter('cancellation', booking))).not.toContain('CODE0NE');
  });

  it('says until when an order can be paid, as long as it can', () => {
    expect(letterText(writeLetter('order', booking))).toContain('until Tuesday 5 January 2027 at 11:00 CET');
    const paid: BookingDetails = { ...booking, status: 'CONFIRMED', expiresAt: null };
    expect(letterText(writeLetter('order', paid))).toContain('It is paid');
    const ended: BookingDetails = { ...booking, status: 'EXPIRED', expiresAt: null };
    expect(letterText(writeLetter('order', ended))).toContain('It has ended in the meantime');
  });

  it('says that an order waits for money that is under way', () => {
    const underWay: BookingDetails = { ...booking, status: 'PENDING_PAYMENT', expiresAt: null };
    expect(letterText(writeLetter('order', underWay))).toContain('Your payment is on its way');
    expect(letterText(writeLetter('order', { ...underWay, locale: 'de' }))).toContain('Ihre Zahlung ist unterwegs');
  });

  it('speaks of one seat as of one', () => {
    const single = { ...booking, seats: [{ ...seat, number: '1' }] };
    expect(letterText(writeLetter('order', single))).toContain('We hold this seat for you');
    expect(letterText(writeLetter('order', booking))).toContain('We hold these seats for you');
    expect(letterText(writeLetter('expiry', single))).toContain('the seat is on sale again');
    expect(letterText(writeLetter('expiry', booking))).toContain('the seats are on sale again');
    expect(letterText(writeLetter('expiry', { ...single, locale: 'de' }))).toContain('ist der Platz wieder im Verkauf');
  });

  it('breaks no line within the reference at its end', () => {
    const html = letterHtml(writeLetter('order', { ...booking, reference: 'K7Q2-M9XD' }));
    expect(html).toContain('reference <span style="white-space:nowrap">K7Q2-M9XD</span> at hand');
  });

  it('tells late money from a booking that was cancelled', () => {
    expect(letterText(writeLetter('refund', booking))).toContain('after your order had ended');
    expect(letterText(writeLetter('refund', { ...booking, wasConfirmed: true }))).not.toContain('after your order');
  });

  it('says what goes back of a booking that its buyer has cancelled by the rules of the show, and what is kept', () => {
    const cancelled = {
      ...booking,
      status: 'CANCELLED' as const,
      wasConfirmed: true,
      keptByRules: {
        refund: 8_100,
        earlier: 0,
        kept: 900,
        lines: [{ description: 'Cancellation fee', quantity: 2, total: 900 }],
        taxes: [],
      },
    };
    const textOf = (more: Partial<typeof booking>) =>
      letterText(writeLetter('cancellation', { ...cancelled, ...more }));
    expect(textOf({}).replace(/\s+/g, ' ')).toContain('€81.00 goes back to you now; €9.00 is kept');
    expect(textOf({ isPaidAtDoor: true })).toContain('at the box office');
    const nothing = { keptByRules: { ...cancelled.keptByRules, refund: 0 } };
    expect(textOf(nothing)).toContain('Nothing of what you paid goes back');
    expect(letterText(writeLetter('partial_refund', cancelled))).toContain('€9.00');
  });

  it.each([
    [
      'en',
      'Of €91.00 that you paid for this booking we have sent back €10.00 so far',
      'Another €72.00 is on its way back',
    ],
    [
      'de',
      'Von 91,00 €, die Sie für diese Buchung bezahlt haben, haben wir bisher 10,00 €',
      'Weitere 72,00 € gehen noch zurück',
    ],
  ])(
    'says of the first of two refunds what is back, what is on its way and what is kept (%s)',
    (locale, back, more) => {
      const keptByRules = { refund: 7_200, earlier: 1_000, kept: 900, lines: [], taxes: [] };
      const ended = { ...booking, locale, status: 'CANCELLED' as const, wasConfirmed: true, keptByRules };
      const textOf = (kind: NotificationKind, moved: Partial<BookingDetails>) =>
        letterText(writeLetter(kind, { ...ended, ...moved })).replace(/\s+/g, ' ');
      const cancellation = textOf('cancellation', { refunded: 0, refunding: 8_200 });
      expect(cancellation).toMatch(/72[.,]00.*9[.,]00.*10[.,]00/);
      const first = textOf('partial_refund', { refunded: 1_000, refunding: 7_200 });
      for (const words of [back, more]) expect(first).toContain(words);
      expect(first).toMatch(/(€9\.00 is|9,00 € werden)/);
      const second = textOf('partial_refund', { refunded: 8_200, refunding: 0, refundsMade: 2 });
      expect(second).toMatch(/82[.,]00/);
      expect(second).not.toContain(more.slice(0, 7));
    },
  );

  it('says of the last of several refunds that it is the rest', () => {
    const back = { ...booking, wasConfirmed: true, status: 'REFUNDED' as const, refunded: 9_100 };
    const textOf = (more: Partial<BookingDetails>) =>
      letterText(writeLetter('refund', { ...back, ...more })).replace(/\s+/g, ' ');
    expect(textOf({ refundsMade: 1 })).toContain('We have sent the whole amount back');
    const rest =
      'We have sent the rest back the way it came: with what was sent back before, all that you paid, €91.00.';
    expect(textOf({ refundsMade: 2 })).toContain(rest);
    expect(textOf({ refundsMade: 2, isPaidAtDoor: true })).toContain('The rest of what you paid at the box office');
    expect(textOf({ refundsMade: 2, locale: 'de' })).toContain('Wir haben den Rest auf demselben Weg');
  });

  it('escapes what people typed, and keeps it on its line', () => {
    const evil = '<img src=x onerror=alert(1)>\r\nBcc: all@example.org';
    const letter = writeLetter('cancellation', {
      ...booking,
      customerName: evil,
      cancelReason: evil,
      show: { ...booking.show, title: evil },
      venue: { ...booking.venue, name: evil },
      seats: [{ ...seat, number: evil, soldAs: evil }],
    });
    expect(letterHtml(letter)).not.toContain('<img src=x');
    expect(letter.subject).not.toMatch(/[\r\n]/);
    expect(letterText(letter)).not.toMatch(/^Bcc/m);
  });
});

describe('a letter about a change', () => {
  it('has the tickets that are good from now on, and says that the others are not', () => {
    const letter = writeLetter('change', booking);
    expect(letter.subject).toContain('was changed');
    expect(letter.tickets).toHaveLength(booking.seats.filter(({ ticket }) => ticket !== null).length);
    expect(letter.paragraphs.join(' ')).toContain('no longer good');
    expect(writeLetter('change', { ...booking, locale: 'de' }).subject).toContain('wurde geändert');
    const ended = { ...booking, seats: booking.seats.map((one) => ({ ...one, ticket: null })) };
    expect(obsoleteReason('change', ended)).toContain('no ticket');
  });
});

describe('a letter about a new time', () => {
  it('says it, and that the tickets are good then, as long as the booking is', () => {
    const letter = writeLetter('rescheduled', booking);
    expect(letter.subject).toContain('New time');
    expect(letter.paragraphs[0]).toContain(letter.facts.find(({ label }) => label === 'When')?.value);
    expect(writeLetter('rescheduled', { ...booking, locale: 'de' }).paragraphs.join(' ')).toContain(
      'für die neue Zeit',
    );
    expect(obsoleteReason('rescheduled', { ...booking, status: 'CONFIRMED' })).toBeNull();
    expect(obsoleteReason('rescheduled', { ...booking, status: 'CANCELLED' })).toContain('CANCELLED');
    expect(obsoleteReason('late_change', { ...booking, status: 'REFUNDED' })).toContain('REFUNDED');
  });
});

const strangers = { customerName: 'www.evil.example', cancelReason: 'see evil.example' };

describe('a letter to a stranger, about what somebody else has typed,', () => {
  it.each(Object.values(KIND_OF_EVENT).filter((kind) => kind !== null))('has no link in a mail of kind %s', (kind) => {
    const letter = writeLetter(kind, { ...booking, ...strangers });
    expect(letter.greeting).toBe('Hello,');
    for (const rendered of [letter.subject, letterText(letter), letterHtml(letter)]) {
      expect(rendered).not.toContain('evil');
      expect(rendered).not.toContain('www');
    }
  });

  it('tells a reason that nothing makes a link of', () => {
    const letter = writeLetter('cancellation', { ...booking, cancelReason: 'The singer is ill' });
    for (const rendered of [letterText(letter), letterHtml(letter)]) expect(rendered).toContain('The singer is ill');
  });
});

describe('a text message', () => {
  it('says what is confirmed, and stays short', () => {
    const many = { ...booking, seats: Array.from({ length: 30 }, (_, index) => ({ ...seat, number: `${index + 1}` })) };
    expect(writeSms(booking)).toContain('K7Q2M9XD is confirmed (Block B, row 12, seat 1; Block B, row 12, seat 2)');
    expect(writeSms(many)).toContain('27 more seats');
    expect(writeSms(many).length).toBeLessThan(320);
  });
});

describe('a letter about tickets of several types', () => {
  const priced: BookingDetails = {
    ...booking,
    total: 7_595,
    seats: [
      { ...seat, number: '1', soldAs: 'Stalls, Adult' },
      { ...seat, number: '2', soldAs: 'Stalls, Child', price: 2_000, accessible: true },
    ],
    charges: [
      { description: 'Service fee', quantity: 2, total: 655 },
      { description: '<b>Post</b>', quantity: 1, total: 390 },
    ],
    taxes: [
      { rate: 19_000, amount: 167 },
      { rate: 7_700, amount: 429 },
    ],
  };

  it('names the types, the fees, and the taxes in the total', () => {
    const text = letterText(writeLetter('order', priced));
    expect(text).toContain('(Stalls, Adult): €45.50');
    expect(text).toContain('(Stalls, Child, accessible): €20.00');
    expect(text).toContain('- Service fee × 2: €6.55\n- <b>Post</b>: €3.90\nTotal: €75.95\nIncludes 19% tax: €1.67\n');
    expect(text).toContain('Includes 7.7% tax: €4.29');
  });

  it('does so in German, and as HTML, with what people typed as text', () => {
    const html = letterHtml(writeLetter('order', { ...priced, locale: 'de' })).replaceAll('\u00a0', ' ');
    expect(html).toContain('Service fee × 2');
    expect(html).toContain('&#60;b&#62;Post');
    expect(html).toContain('Darin 7,7 % Steuer: 4,29 €');
  });
});
