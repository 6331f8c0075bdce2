import type { SellAtBoxOfficeInput } from '../../generated/web/operations.ts';
import type { Language } from '../i18n/language.ts';

type Method = SellAtBoxOfficeInput['method'];

/** The words of the part of the page that sells at the box office. */
const en = {
  title: 'Sell at the door',
  hint: 'Select seats on the map, set aside ones too, and take the money here.',
  hintWithAreas: 'Select seats on the map, set aside ones too, or choose places, and take the money here.',
  notForSale: (count: number) =>
    count === 1 ? 'One selected seat can’t be sold.' : `${count} selected seats can’t be sold.`,
  none: 'None of the selected seats can be sold.',
  name: 'Name',
  nameHint: 'May be left empty.',
  email: 'E-mail address',
  emailHint: 'May be left empty: then no mail is sent.',
  method: 'Paid',
  methods: { CASH: 'In cash', CARD_TERMINAL: 'By card terminal', FREE: 'Free of charge' } as Record<Method, string>,
  sell: (count: number) => (count === 1 ? 'Sell 1 ticket' : `Sell ${count} tickets`),
  give: (count: number) => (count === 1 ? 'Give 1 ticket away' : `Give ${count} tickets away`),
  selling: 'Selling …',
  unanswered:
    'No answer came: the tickets may be sold, or not. Ask again before you sell anything else: nothing is sold twice.',
  askAgain: 'Ask again',
  gone: 'Nothing was sold: no longer to be had are',
  soldTitle: 'Sold',
  collect: {
    CASH: (amount: string) => `To collect in cash: ${amount}`,
    CARD_TERMINAL: (amount: string) => `To collect by card: ${amount}`,
    FREE: () => 'Free of charge: nothing to collect.',
  } as Record<Method, (amount: string) => string>,
  mailed: (email: string) => `The tickets are being sent to ${email} as well.`,
  sold: (count: number, reference: string) =>
    count === 1 ? `Sold: 1 ticket, order ${reference}.` : `Sold: ${count} tickets, order ${reference}.`,
  print: 'Print the tickets',
  close: 'Done',
};

export type DoorTexts = typeof en;

const de: DoorTexts = {
  title: 'An der Kasse verkaufen',
  hint: 'Wählen Sie Plätze im Plan, auch zurückgelegte, und nehmen Sie hier das Geld entgegen.',
  hintWithAreas:
    'Wählen Sie Plätze im Plan, auch zurückgelegte, oder solche ohne Nummern, und nehmen Sie hier das Geld entgegen.',
  notForSale: (count) =>
    count === 1 ? 'Ein gewählter Platz ist nicht verkäuflich.' : `${count} gewählte Plätze sind nicht verkäuflich.`,
  none: 'Keiner der gewählten Plätze ist verkäuflich.',
  name: 'Name',
  nameHint: 'Darf leer bleiben.',
  email: 'E-Mail-Adresse',
  emailHint: 'Darf leer bleiben: Dann geht keine E-Mail hinaus.',
  method: 'Bezahlt',
  methods: { CASH: 'Bar', CARD_TERMINAL: 'Am Kartenterminal', FREE: 'Kostenlos' },
  sell: (count) => (count === 1 ? '1 Ticket verkaufen' : `${count} Tickets verkaufen`),
  give: (count) => (count === 1 ? '1 Ticket verschenken' : `${count} Tickets verschenken`),
  selling: 'Wird verkauft …',
  unanswered:
    'Es kam keine Antwort: Die Tickets sind vielleicht verkauft, vielleicht nicht. Fragen Sie noch einmal, bevor Sie anderes verkaufen: Nichts wird doppelt verkauft.',
  askAgain: 'Noch einmal fragen',
  gone: 'Nichts wurde verkauft: Nicht mehr zu haben sind',
  soldTitle: 'Verkauft',
  collect: {
    CASH: (amount) => `Bar entgegenzunehmen: ${amount}`,
    CARD_TERMINAL: (amount) => `Mit Karte entgegenzunehmen: ${amount}`,
    FREE: () => 'Kostenlos: Nichts ist entgegenzunehmen.',
  },
  mailed: (email) => `Die Tickets gehen auch an ${email}.`,
  sold: (count, reference) =>
    count === 1
      ? `Verkauft: 1 Ticket, Bestellung ${reference}.`
      : `Verkauft: ${count} Tickets, Bestellung ${reference}.`,
  print: 'Tickets drucken',
  close: 'Fertig',
};

export function doorTextsIn(language: Language): DoorTexts {
  return language === 'de' ? de : en;
}
