/** The words of the fields that say what buyers may do with their tickets. */
export const ENGLISH_CHANGE_WORDS = {
  title: 'What may buyers do with their tickets?',
  hint: 'Where a time is left empty, buyers can’t. Until when and for what they give tickets back holds for a whole booking, too: that is how they cancel it. With both times empty they can cancel a whole booking until the show begins, for all of their money; with only a time for exchanges they can’t cancel at all. You always can, and no fee is charged for it. It ends when the show begins, at the latest.',
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
  hint: 'Bleibt eine Zeit leer, dürfen Käufer es nicht. Bis wann und für welche Gebühr sie Tickets zurückgeben, gilt auch für eine ganze Buchung: So stornieren sie sie. Bleiben beide Zeiten leer, können sie eine ganze Buchung bis zum Beginn stornieren und bekommen alles zurück; steht nur beim Umtausch eine Zeit, können sie nicht stornieren. Sie selbst dürfen es immer, und ohne Gebühr. Spätestens wenn die Veranstaltung beginnt, ist damit Schluss.',
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
