import type { Language } from '../i18n/language.ts';

/** What mails are about, for organisers. Others than these may come. */
export const MAIL_KINDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    ORDER: 'Order',
    TICKET: 'Tickets',
    CANCELLATION: 'Cancellation',
    EXPIRY: 'Expired order',
    REFUND: 'Refund',
    PARTIAL_REFUND: 'Refund in part',
    CHANGE: 'Changed booking',
    CUSTOMER_CHANGED: 'Corrected details',
    LATE_CHANGE: 'Late payment for an exchange',
    RESCHEDULED: 'New time of the show',
    REFUND_FAILED: 'Failed refund, to the box office',
    DISPUTE: 'Contested payment, to the box office',
  },
  de: {
    ORDER: 'Bestellung',
    TICKET: 'Tickets',
    CANCELLATION: 'Stornierung',
    EXPIRY: 'Abgelaufene Bestellung',
    REFUND: 'Erstattung',
    PARTIAL_REFUND: 'Teilerstattung',
    CHANGE: 'Geänderte Buchung',
    CUSTOMER_CHANGED: 'Berichtigte Angaben',
    LATE_CHANGE: 'Verspätete Zahlung für einen Umtausch',
    RESCHEDULED: 'Neue Zeit der Veranstaltung',
    REFUND_FAILED: 'Fehlgeschlagene Erstattung, an die Kasse',
    DISPUTE: 'Bestrittene Zahlung, an die Kasse',
  },
};
