import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../shared/text/language.ts';
import type { BookingDetails } from './booking-details.ts';
import { writeLetter, writeSms } from './letter.ts';
import { letterHtml } from './letter-html.ts';
import { letterText } from './letter-text.ts';
import { MAIL_TEXTS, sayIn } from './mail-texts.ts';
import { isForOffice, KIND_OF_EVENT, type NotificationKind } from './notification-kind.ts';

const KINDS: NotificationKind[] = [
  ...Object.values(KIND_OF_EVENT).filter((kind) => kind !== null),
  'dispute',
  'late_change',
];
const STATUSES = ['PENDING_PAYMENT', 'CONFIRMED', 'CANCELLED', 'EXPIRED', 'REFUNDED'] as const;
const placeholdersOf = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

function bookingIn(locale: string, more: Partial<BookingDetails> = {}): BookingDetails {
  const seat = {
    zoneLabel: 'Floor',
    row: '7',
    number: '1',
    rowLabel: null,
    seatLabel: null,
    soldAs: 'Stalls',
  };
  return {
    id: 'booking_1',
    reference: 'K7Q2-M9XD',
    revision: 3,
    updatedAt: new Date('2027-01-05T09:55:00Z'),
    locale,
    status: 'PENDING_PAYMENT',
    customerName: 'Ada Lovelace',
    total: 123_450,
    paid: 0,
    refunded: 0,
    refunding: 0,
    refundsMade: 0,
    isHeld: false,
    isPaidAtDoor: false,
    showId: 'show_1',
    linkVersion: 1,
    currency: 'EUR',
    expiresAt: new Date('2027-01-05T10:00:00Z'),
    places: [],
    cancelReason: 'Krank',
    endedWithShow: null,
    keptByRules: null,
    show: { title: 'The {title} Tempest', startsAt: new Date('2027-03-14T18:30:00Z'), isCancelled: false },
    venue: { name: 'Riethsporthalle', city: 'Erfurt', timezone: 'Europe/Berlin' },
    seats: [{ ...seat, price: 123_450, accessible: true, ticket: { id: 'ticket_1', code: 'CODE0NE' } }],
    charges: [],
    taxes: [],
    wasConfirmed: false,
    ...more,
  };
}

describe('the texts of mails', () => {
  it.each(Object.entries(MAIL_TEXTS))('%s have the same placeholders in each language', (_key, texts) => {
    const [first, ...others] = LANGUAGES.map((language) => placeholdersOf(texts[language]));
    for (const placeholders of others) expect(placeholders).toEqual(first);
    for (const language of LANGUAGES) expect(texts[language].trim()).not.toBe('');
  });

  it('are none of the other language’s, but for words that both have', () => {
    const same = Object.entries(MAIL_TEXTS).filter(([, { en, de }]) => (en as string) === de);
    expect(same).toEqual([]);
  });

  it('fill in each value once, braces of people’s own among them', () => {
    expect(sayIn('de')('orderSubject', { title: 'The {title} {x} $& Tempest' })).toBe(
      'Ihre Bestellung für The {title} {x} $& Tempest',
    );
  });
});

describe.each(KINDS)('a mail of the kind %s', (kind) => {
  const cases = [true, false].flatMap((wasConfirmed) =>
    STATUSES.flatMap((status) =>
      [0, 123_450].flatMap((total) =>
        ([null, 'FULL', 'WITHOUT_FEES', 'NONE'] as const).map((endedWithShow) => {
          return { wasConfirmed, status, total, endedWithShow };
        }),
      ),
    ),
  );

  it('is in the language of its customer, with dates and money as they write them', () => {
    const german = letterText(writeLetter(kind, bookingIn('de-AT')));
    for (const fact of [
      isForOffice(kind) ? 'Guten Tag,' : 'Guten Tag Ada Lovelace,',
      'Sonntag, 14. März 2027 um 19:30 MEZ',
      'Floor, Reihe 7, Platz 1',
    ])
      expect(german).toContain(fact);
    expect(german.replaceAll(/[\u00a0\u202f]/g, ' ')).toMatch(/€ 1[. ]234,50/);
    expect(letterText(writeLetter(kind, bookingIn('en')))).toContain('Floor, row 7, seat 1');
    const french = letterText(writeLetter(kind, bookingIn('fr')));
    expect(french).toContain(isForOffice(kind) ? 'Hello,' : 'Hello Ada Lovelace,');
    expect(french).toContain('dimanche 14 mars 2027 à 19:30');
  });

  it('says in which language it is', () => {
    for (const [locale, lang] of [
      ['de-CH', 'de'],
      ['en-US', 'en'],
      ['fr', 'en'],
    ] as const) {
      expect(letterHtml(writeLetter(kind, bookingIn(locale)))).toContain(`<html lang="${lang}">`);
    }
  });

  it('leaves no placeholder open, whatever became of the booking', () => {
    for (const language of LANGUAGES) {
      for (const more of cases) {
        const booking = { ...bookingIn(language, more), show: { ...bookingIn('en').show, title: 'The Tempest' } };
        const letter = writeLetter(kind, booking);
        for (const text of [letter.subject, letterText(letter), writeSms(booking)])
          expect(text).not.toMatch(/\{|\}|undefined/);
      }
    }
  });
});
