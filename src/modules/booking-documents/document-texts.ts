import type { Language } from '../../shared/text/language.ts';

/** What receipts and sheets of tickets say, in each language. */
const TEXTS = {
  receipt: { en: 'Receipt', de: 'Quittung' },
  tickets: { en: 'Tickets', de: 'Tickets' },
  number: { en: 'Receipt number', de: 'Belegnummer' },
  seller: { en: 'Seller', de: 'Verkäufer' },
  taxId: { en: 'Tax number', de: 'Steuernummer' },
  customer: { en: 'Customer', de: 'Käufer' },
  booking: { en: 'Booking', de: 'Buchung' },
  nothingToPay: { en: 'Nothing to pay', de: 'Nichts zu bezahlen' },
  paidOnline: { en: 'Paid online', de: 'Online bezahlt' },
  paidInCash: { en: 'Paid in cash', de: 'Bar bezahlt' },
  paidByTerminal: { en: 'Paid by card at the box office', de: 'Mit Karte an der Kasse bezahlt' },
  refunded: { en: 'Refunded', de: 'Erstattet' },
  refundedByHand: { en: 'Given back at the box office', de: 'An der Kasse zurückgegeben' },
  refundPending: { en: 'Refund under way', de: 'Erstattung unterwegs' },
  keptByRules: { en: 'Kept for the cancellation:', de: 'Bei der Stornierung einbehalten:' },
  keptLess: { en: 'Not charged, or given back since', de: 'Nicht berechnet oder seither zurückgegeben' },
  keptTotal: { en: 'Kept', de: 'Einbehalten' },
  kept: { en: 'Paid, less refunds', de: 'Bezahlt abzüglich Erstattungen' },
  taxesOfSale: {
    en: 'Taxes below the total are those of the sale; what was refunded is not taken off them.',
    de: 'Die Steuern unter der Summe sind die des Verkaufs; Erstattungen sind davon nicht abgezogen.',
  },
  cancelled: {
    en: 'This booking was cancelled. Its tickets are no longer good.',
    de: 'Diese Buchung wurde storniert. Ihre Tickets gelten nicht mehr.',
  },
  asOf: { en: 'As of', de: 'Stand' },
  howToUse: {
    en: 'Show one code for each person at the door, on paper or on a phone. Each code lets one person in, once.',
    de: 'Zeigen Sie am Einlass für jede Person einen Code, auf Papier oder auf dem Telefon. Jeder Code gilt einmal, für eine Person.',
  },
} as const satisfies Record<string, Record<Language, string>>;

export type DocumentText = keyof typeof TEXTS;

export function documentTexts(language: Language): (text: DocumentText) => string {
  return (text) => TEXTS[text][language];
}
