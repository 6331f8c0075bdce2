import type { Language } from '../i18n/language.ts';
import type { ViewContext } from '../views/view-context.ts';

/** What is said to buyers of their tickets, said to who changes them for a customer. */
const en: Partial<ViewContext['texts']> = {
  keepBooking: 'Leave it as it is',
  giveBackWhich: 'Which tickets are given back?',
  giveBackAsk: 'See what goes back',
  giveBackAll: 'These are all of its tickets: cancel the order instead.',
  giveBackRefund: (amount) => `${amount} goes back to the customer.`,
  exchangeWhich: 'Which tickets are exchanged?',
  exchangeSeat: 'Now choose a free seat, or one that is set aside, on the map or in the list.',
  exchangeSeatOf: (ticket) => `Now choose a seat for ${ticket}, free or set aside, on the map or in the list.`,
  exchangeCharge: (amount) => `To collect: ${amount}.`,
  exchangeEven: 'There is nothing to collect.',
  exchangePay: (amount) => `${amount} collected: exchange`,
  exchangeWaiting:
    'The customer’s payment for an exchange is on its way. When it has come, the exchange is made; until then all is as it was.',
};

const de: Partial<ViewContext['texts']> = {
  keepBooking: 'Lassen, wie sie ist',
  giveBackWhich: 'Welche Tickets werden zurückgegeben?',
  giveBackAsk: 'Zeigen, was zurückgeht',
  giveBackAll: 'Das sind alle ihre Tickets: Stornieren Sie stattdessen die Bestellung.',
  giveBackRefund: (amount) => `${amount} gehen an den Kunden zurück.`,
  exchangeWhich: 'Welche Tickets werden umgetauscht?',
  exchangeSeat: 'Wählen Sie nun einen freien oder zurückgelegten Platz auf dem Plan oder in der Liste.',
  exchangeSeatOf: (ticket) =>
    `Wählen Sie nun für ${ticket} einen freien oder zurückgelegten Platz auf dem Plan oder in der Liste.`,
  exchangeCharge: (amount) => `Zu kassieren: ${amount}.`,
  exchangeEven: 'Es ist nichts zu kassieren.',
  exchangePay: (amount) => `${amount} kassiert: umtauschen`,
  exchangeWaiting:
    'Die Zahlung des Kunden für einen Umtausch ist unterwegs. Ist sie da, wird umgetauscht; bis dahin bleibt alles, wie es war.',
};

/** The page's words, with these in the place of those for buyers. */
export function withChangeTexts(context: ViewContext, language: Language): ViewContext {
  return { ...context, texts: { ...context.texts, ...(language === 'de' ? de : en) } };
}
