/** What mails to customers are about, by their kinds. */
export const MAIL_KINDS: Record<'en' | 'de', Record<string, string>> = {
  en: {
    ORDER: 'Order',
    TICKET: 'Tickets',
    CANCELLATION: 'Cancellation',
    EXPIRY: 'Expired order',
    REFUND: 'Refund',
    PARTIAL_REFUND: 'Refund in part',
    CHANGE: 'Changed booking',
  },
  de: {
    ORDER: 'Bestellung',
    TICKET: 'Tickets',
    CANCELLATION: 'Stornierung',
    EXPIRY: 'Abgelaufene Bestellung',
    REFUND: 'Erstattung',
    PARTIAL_REFUND: 'Teilerstattung',
    CHANGE: 'Geänderte Buchung',
  },
};
