import type { Language } from '../i18n/language.ts';

/** The words of what became of an order, on the organisers' page. */
const en = {
  title: 'History',
  none: 'Nothing yet.',
  kinds: {
    BOOKED: 'Ordered',
    PAYMENT_PENDING: 'Payment under way',
    PAYMENT_FAILED: 'Payment failed',
    CONFIRMED: 'Confirmed',
    CHANGED: 'Tickets given back or exchanged',
    CHANGE_PAID: 'Change paid',
    CANCELLED: 'Cancelled',
    EXPIRED: 'Not paid in time',
    REFUND_REQUESTED: 'Refund asked for',
    REFUNDED: 'Refunded',
    REFUND_FAILED: 'Refund failed',
    REFUND_CAME_BACK: 'Refund came back',
    SURPLUS_RECEIVED: 'Money that paid for nothing',
    DISPUTED: 'Contested at the bank',
    DISPUTE_LOST: 'The bank gave money to the buyer',
    DISPUTE_WON: 'The bank gave the money back',
    CUSTOMER_CORRECTED: 'Customer corrected',
    NOTIFICATION_SENT: 'Told',
    NOTIFICATION_FAILED: 'A mail or text message was given up',
  } as Readonly<Record<string, string>>,
  actors: { BUYER: 'by the buyer', ORGANISER: 'by the organiser' } as Readonly<Record<string, string>>,
  seats: (names: string) => `Seats: ${names}`,
  addedSeats: (names: string) => `Now: ${names}`,
  places: (count: string) => `Places: ${count}`,
  kept: (amount: string) => `${amount} kept`,
  withShow: 'with the show',
  fields: { name: 'name', email: 'e-mail address', phone: 'phone number', locale: 'language' } as Readonly<
    Record<string, string>
  >,
};

export type BookingHistoryTexts = typeof en;

const de: BookingHistoryTexts = {
  title: 'Verlauf',
  none: 'Noch nichts.',
  kinds: {
    BOOKED: 'Bestellt',
    PAYMENT_PENDING: 'Zahlung unterwegs',
    PAYMENT_FAILED: 'Zahlung fehlgeschlagen',
    CONFIRMED: 'Bestätigt',
    CHANGED: 'Tickets zurückgegeben oder umgetauscht',
    CHANGE_PAID: 'Änderung bezahlt',
    CANCELLED: 'Storniert',
    EXPIRED: 'Nicht rechtzeitig bezahlt',
    REFUND_REQUESTED: 'Erstattung veranlasst',
    REFUNDED: 'Erstattet',
    REFUND_FAILED: 'Erstattung fehlgeschlagen',
    REFUND_CAME_BACK: 'Erstattung kam zurück',
    SURPLUS_RECEIVED: 'Geld, das für nichts bezahlt hat',
    DISPUTED: 'Bei der Bank angefochten',
    DISPUTE_LOST: 'Die Bank gab dem Käufer Geld',
    DISPUTE_WON: 'Die Bank gab das Geld zurück',
    CUSTOMER_CORRECTED: 'Kundendaten berichtigt',
    NOTIFICATION_SENT: 'Benachrichtigt',
    NOTIFICATION_FAILED: 'Eine E-Mail oder SMS wurde aufgegeben',
  },
  actors: { BUYER: 'vom Käufer', ORGANISER: 'vom Veranstalter' },
  seats: (names) => `Plätze: ${names}`,
  addedSeats: (names) => `Jetzt: ${names}`,
  places: (count) => `Plätze ohne Nummer: ${count}`,
  kept: (amount) => `${amount} einbehalten`,
  withShow: 'mit der Veranstaltung',
  fields: { name: 'Name', email: 'E-Mail-Adresse', phone: 'Telefonnummer', locale: 'Sprache' },
};

const TEXTS: Record<Language, BookingHistoryTexts> = { en, de };

export function bookingHistoryTextsIn(language: Language): BookingHistoryTexts {
  return TEXTS[language];
}
