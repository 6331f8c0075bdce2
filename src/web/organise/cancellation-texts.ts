import type { Language } from '../i18n/language.ts';

/** The words of what becomes of the bookings of a cancelled show. */
const en = {
  bookings: 'What becomes of the bookings',
  choices: {
    FULL: { name: 'Cancel them, refund all', what: 'All that was paid and is not back yet.' },
    WITHOUT_FEES: { name: 'Cancel them, refund without fees', what: 'Fees are kept.' },
    NONE: { name: 'Cancel them, refund nothing', what: 'The money is kept.' },
    LATER: { name: 'Leave them for now', what: 'You can cancel them later, one by one or all together.' },
  },
  counting: 'Counting what was paid …',
  uncounted: 'What was paid can’t be told at the moment.',
  none: 'There are no bookings.',
  ends: (count: string) => `Bookings that end: ${count}`,
  unpaid: (count: string) => `of these not paid: ${count}`,
  back: (amount: string, count: string) => `Paid back: ${amount}, in refunds: ${count}`,
  byHand: (amount: string, count: string) => `of these by hand, at the box office: ${amount}, in refunds: ${count}`,
  disputed: (count: string) => `of these waiting for you, as the buyer has the bank contest the payment: ${count}`,
  kept: (amount: string) => `Kept: ${amount}`,
  reason: 'Reason',
  reasonHint: 'Customers are told it, unless it contains a link.',
  yes: 'Cancel the show',
  no: 'Leave it as it is',
  later: {
    title: 'Cancel the bookings of this show?',
    body: 'The show is cancelled, and its bookings are not. Tickets become void, and customers are told. This can’t be undone.',
    yes: 'Cancel the bookings',
    open: 'Cancel the bookings',
  },
  title: 'Cancellation',
  chosen: 'Bookings',
  standing: (count: string) => `Bookings that stand: ${count}.`,
  under: 'Bookings are being cancelled.',
  refunding: 'All bookings are cancelled. Refunds are being made.',
  finished: 'All bookings are cancelled, and nothing is left to do.',
  failedLeft: 'All bookings are cancelled. Some refunds need you: see below, under Refunds.',
  cancelled: 'Bookings cancelled',
  refunds: 'Refunds made',
  of: (done: string, all: string) => `${done} of ${all}`,
  refunded: 'Paid back',
  failed: 'Failed, or waiting for you',
  toHandOver: (amount: string) => `To hand over at the box office: ${amount}`,
  more: 'There are more; the API lists all of them.',
};

export type CancellationTexts = typeof en;

const de: CancellationTexts = {
  bookings: 'Was aus den Buchungen wird',
  choices: {
    FULL: { name: 'Stornieren und alles erstatten', what: 'Alles, was bezahlt und noch nicht zurück ist.' },
    WITHOUT_FEES: { name: 'Stornieren und ohne Gebühren erstatten', what: 'Gebühren bleiben bei Ihnen.' },
    NONE: { name: 'Stornieren und nichts erstatten', what: 'Das Geld bleibt bei Ihnen.' },
    LATER: { name: 'Vorerst so lassen', what: 'Stornieren lassen sie sich später, einzeln oder alle zusammen.' },
  },
  counting: 'Was bezahlt ist, wird gezählt …',
  uncounted: 'Was bezahlt ist, lässt sich gerade nicht sagen.',
  none: 'Es gibt keine Buchungen.',
  ends: (count) => `Buchungen, die enden: ${count}`,
  unpaid: (count) => `davon nicht bezahlt: ${count}`,
  back: (amount, count) => `Zurückgezahlt: ${amount}, Erstattungen: ${count}`,
  byHand: (amount, count) => `davon von Hand, an der Kasse: ${amount}, Erstattungen: ${count}`,
  disputed: (count) => `davon warten auf Sie, weil der Käufer die Zahlung bei der Bank beanstandet: ${count}`,
  kept: (amount) => `Behalten: ${amount}`,
  reason: 'Grund',
  reasonHint: 'Die Kunden erfahren ihn, wenn er keinen Link enthält.',
  yes: 'Veranstaltung absagen',
  no: 'Alles so lassen',
  later: {
    title: 'Die Buchungen dieser Veranstaltung stornieren?',
    body: 'Die Veranstaltung ist abgesagt, ihre Buchungen sind es nicht. Tickets werden ungültig, und die Kunden erfahren es. Das lässt sich nicht rückgängig machen.',
    yes: 'Buchungen stornieren',
    open: 'Buchungen stornieren',
  },
  title: 'Absage',
  chosen: 'Buchungen',
  standing: (count) => `Buchungen, die bestehen: ${count}.`,
  under: 'Buchungen werden storniert.',
  refunding: 'Alle Buchungen sind storniert. Das Geld wird erstattet.',
  finished: 'Alle Buchungen sind storniert, und nichts ist mehr zu tun.',
  failedLeft: 'Alle Buchungen sind storniert. Einige Erstattungen brauchen Sie: siehe unten, bei Erstattungen.',
  cancelled: 'Stornierte Buchungen',
  refunds: 'Gemachte Erstattungen',
  of: (done, all) => `${done} von ${all}`,
  refunded: 'Zurückgezahlt',
  failed: 'Gescheitert, oder warten auf Sie',
  toHandOver: (amount) => `An der Kasse auszuzahlen: ${amount}`,
  more: 'Es gibt weitere; die API nennt alle.',
};

export function cancellationTextsIn(language: Language): CancellationTexts {
  return language === 'de' ? de : en;
}
