import type { Language } from '../i18n/language.ts';

/** The words of the part of the page that is about refunds. */
const en = {
  title: 'Refunds',
  none: 'To give an amount back, press “Refund an amount” at the order, or select a seat of it on the map. Its tickets stay valid.',
  nothingLeft: (reference: string) =>
    `Nothing of ${reference} can be refunded: all of its money is back or under way, or the bank has given it to the buyer.`,
  byHand: 'This was paid at the box office: you hand it back yourself.',
  partByHand: 'What was paid at the box office you hand back yourself.',
  formTitle: (reference: string) => `Refund to ${reference}`,
  customer: 'Customer',
  kept: 'Paid and kept',
  refunded: 'Refunded before',
  amount: (currency: string) => `Amount, ${currency}`,
  reason: 'Reason',
  reasonHint: 'Kept with the refund; the customer is not told of it.',
  refund: 'Refund',
  booking: 'Booking',
  at: 'Asked for',
  why: 'Why',
  retry: 'Try again',
  states: { PENDING: 'Under way', SUCCEEDED: 'Made', FAILED: 'Failed' },
  failures: {
    insufficient_balance: 'The payment provider has too little of your money.',
    given_up: 'The payment provider gave no answer for days.',
    disputed:
      'The buyer has the bank contest the payment: the bank gives it back by itself, or may do so. Tried again before it has decided, it may be paid twice.',
  } as Record<string, string>,
  failedFor: (code: string) => `The payment provider says: ${code}.`,
  more: 'Show more',
  newest: (count: string) => `These are the newest ${count}, those that failed first.`,
  news: {
    asked: (amount: string) => `${amount} go back.`,
    retried: (amount: string) => `The refund of ${amount} is tried again.`,
  },
};

export type RefundTexts = typeof en;

const de: RefundTexts = {
  title: 'Erstattungen',
  none: 'Um einen Betrag zu erstatten, wählen Sie „Betrag erstatten“ bei der Bestellung oder auf dem Plan einen ihrer Plätze. Ihre Tickets gelten weiter.',
  nothingLeft: (reference) =>
    `Von ${reference} lässt sich nichts erstatten: Alles Geld ist zurück oder unterwegs, oder die Bank hat es dem Käufer gegeben.`,
  byHand: 'Das wurde an der Kasse bezahlt: Sie geben es selbst zurück.',
  partByHand: 'Was an der Kasse bezahlt wurde, geben Sie selbst zurück.',
  formTitle: (reference) => `Erstattung für ${reference}`,
  customer: 'Kunde',
  kept: 'Bezahlt und behalten',
  refunded: 'Bereits erstattet',
  amount: (currency) => `Betrag, ${currency}`,
  reason: 'Grund',
  reasonHint: 'Wird mit der Erstattung aufbewahrt; der Kunde erfährt ihn nicht.',
  refund: 'Erstatten',
  booking: 'Buchung',
  at: 'Verlangt',
  why: 'Warum',
  retry: 'Noch einmal versuchen',
  states: { PENDING: 'Unterwegs', SUCCEEDED: 'Erstattet', FAILED: 'Gescheitert' },
  failures: {
    insufficient_balance: 'Beim Zahlungsanbieter liegt zu wenig Geld von Ihnen.',
    given_up: 'Der Zahlungsanbieter hat tagelang nicht geantwortet.',
    disputed:
      'Der Käufer beanstandet die Zahlung bei der Bank: sie gibt sie selbst zurück, oder vielleicht. Noch einmal versucht, bevor sie entschieden hat, wird es vielleicht zweimal bezahlt.',
  },
  failedFor: (code) => `Der Zahlungsanbieter sagt: ${code}.`,
  more: 'Mehr anzeigen',
  newest: (count) => `Dies sind die neuesten ${count}, gescheiterte zuerst.`,
  news: {
    asked: (amount) => `${amount} gehen zurück.`,
    retried: (amount) => `Die Erstattung von ${amount} wird noch einmal versucht.`,
  },
};

export function refundTextsIn(language: Language): RefundTexts {
  return language === 'de' ? de : en;
}
