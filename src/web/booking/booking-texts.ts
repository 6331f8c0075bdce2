import type { Language } from '../i18n/language.ts';

/** The words of the page that a link of a mail leads to. */
const en = {
  title: 'Your booking',
  endedTitle: 'This link does not lead to a booking any more',
  endedBody:
    'It ends when the address of the booking is corrected, or its data is erased. The newest mail about the booking has the link that is good.',
  headings: {
    PENDING_PAYMENT: 'Your order is not paid yet',
    CONFIRMED: 'Your booking is confirmed',
    CANCELLED: 'Your booking is cancelled',
    EXPIRED: 'Your order has expired',
    REFUNDED: 'Your booking is cancelled, and your money was sent back',
    PARTLY_REFUNDED: 'Your booking is confirmed, and part of its money was sent back',
    REFUND_FAILED: 'Your booking is cancelled',
  } as Readonly<Record<string, string>>,
  payUntil: (time: string) => `Please pay where you ordered, until ${time}.`,
  moneyUnderWay: 'Your payment is under way. Your tickets appear here when it has come.',
  show: 'Show',
  when: 'When',
  where: 'Where',
  name: 'Name',
  changed: 'Your booking is changed.',
  keepSecret: 'Whoever has the address of this page has your tickets. Do not pass it on.',
};

export type BookingPageTexts = typeof en;

const de: BookingPageTexts = {
  title: 'Ihre Buchung',
  endedTitle: 'Dieser Link führt zu keiner Buchung mehr',
  endedBody:
    'Er endet, wenn die Adresse der Buchung berichtigt wird oder ihre Daten gelöscht werden. In der neuesten E-Mail zur Buchung steht der Link, der gilt.',
  headings: {
    PENDING_PAYMENT: 'Ihre Bestellung ist noch nicht bezahlt',
    CONFIRMED: 'Ihre Buchung ist bestätigt',
    CANCELLED: 'Ihre Buchung ist storniert',
    EXPIRED: 'Ihre Bestellung ist abgelaufen',
    REFUNDED: 'Ihre Buchung ist storniert, und Ihr Geld wurde zurückgeschickt',
    PARTLY_REFUNDED: 'Ihre Buchung ist bestätigt, und ein Teil des Geldes wurde zurückgeschickt',
    REFUND_FAILED: 'Ihre Buchung ist storniert',
  },
  payUntil: (time) => `Bitte bezahlen Sie dort, wo Sie bestellt haben, bis ${time}.`,
  moneyUnderWay: 'Ihre Zahlung ist unterwegs. Ihre Tickets erscheinen hier, sobald sie da ist.',
  show: 'Veranstaltung',
  when: 'Wann',
  where: 'Wo',
  name: 'Name',
  changed: 'Ihre Buchung ist geändert.',
  keepSecret: 'Wer die Adresse dieser Seite hat, hat Ihre Tickets. Geben Sie sie nicht weiter.',
};

const TEXTS: Record<Language, BookingPageTexts> = { en, de };

export function bookingTextsIn(language: Language): BookingPageTexts {
  return TEXTS[language];
}
