/** The words of the fields that say what buyers may do with their tickets. */
export const ENGLISH_CHANGE_WORDS = {
  title: 'What may buyers do with their tickets?',
  hint: 'Where a time is left empty, buyers can’t. With both empty they can still cancel a whole booking, for all of their money. You always can, and no fee is charged for it. It ends when the show begins, at the latest.',
  returnsUntil: (city: string) => `Give them back until (clocks in ${city})`,
  returnFee: (currency: string) => `Fee for each ticket given back (${currency})`,
  exchangesUntil: (city: string) => `Exchange them until (clocks in ${city})`,
  exchangeFee: (currency: string) => `Fee for each ticket exchanged (${currency})`,
  feeTaxRate: 'Tax in these fees, %',
  keepsFees: 'Fees that were paid with the tickets',
  feesKept: 'are kept',
  feesGiven: 'go back with them',
  formTitle: 'Giving back and exchanging',
  save: 'Save what buyers may do',
  now: 'It applies at once, also to tickets that are booked already.',
  saved: 'What buyers may do is saved.',
};

export type ChangeRuleWords = typeof ENGLISH_CHANGE_WORDS;

export const GERMAN_CHANGE_WORDS: ChangeRuleWords = {
  title: 'Was dürfen Käufer mit ihren Tickets tun?',
  hint: 'Bleibt eine Zeit leer, dürfen Käufer es nicht. Bleiben beide leer, können sie eine ganze Buchung trotzdem stornieren und bekommen alles zurück. Sie selbst dürfen es immer, und ohne Gebühr. Spätestens wenn die Veranstaltung beginnt, ist damit Schluss.',
  returnsUntil: (city) => `Zurückgeben bis (Uhrzeit in ${city})`,
  returnFee: (currency) => `Gebühr je zurückgegebenem Ticket (${currency})`,
  exchangesUntil: (city) => `Umtauschen bis (Uhrzeit in ${city})`,
  exchangeFee: (currency) => `Gebühr je umgetauschtem Ticket (${currency})`,
  feeTaxRate: 'Steuer in diesen Gebühren, %',
  keepsFees: 'Gebühren, die mit den Tickets bezahlt wurden',
  feesKept: 'werden behalten',
  feesGiven: 'gehen mit ihnen zurück',
  formTitle: 'Rückgabe und Umtausch',
  save: 'Speichern, was Käufer dürfen',
  now: 'Es gilt sofort, auch für Tickets, die schon gebucht sind.',
  saved: 'Was Käufer dürfen, ist gespeichert.',
};
