import { builder } from '../../schema/builder.ts';
import { listOf, NODE_ID, numberFrom, text } from '../../schema/input-bounds/bounds.ts';
import { FeeBasisRef, TAX_RATE } from '../pricing/pricing.schema.ts';
import {
  MAX_FEE_NAME,
  MAX_FEES,
  MAX_PRICE,
  MAX_TICKET_TYPES,
  MAX_TYPE_NAME,
  MAX_TYPE_NOTE,
} from '../pricing/pricing-input.ts';

export const PERCENT = numberFrom(0, 100);

const TicketPriceInputRef = builder.inputType('TicketPriceInput', {
  description: 'The price of one seat of a tier as a ticket of one type.',
  fields: (t) => ({
    ticketType: t.string({
      required: true,
      bounds: text(MAX_TYPE_NAME),
      description: 'Name or id of one of the ticket types after the first, whose price is that of the tier.',
    }),
    price: t.field({
      type: 'SafeInt',
      required: true,
      bounds: numberFrom(0, MAX_PRICE),
      description: "Whole minor units of the show's currency, tax included.",
    }),
  }),
});

/** Of a price tier, in both inputs. */
export const TICKET_PRICES = {
  type: [TicketPriceInputRef] as [typeof TicketPriceInputRef],
  bounds: listOf(MAX_TICKET_TYPES),
};

export const TicketTypeInputRef = builder.inputType('TicketTypeInput', {
  description: 'A ticket type.',
  fields: (t) => ({
    name: t.string({ required: true, bounds: text(MAX_TYPE_NAME), description: 'Name, shown to buyers.' }),
    note: t.string({ bounds: text(MAX_TYPE_NOTE), description: 'What buyers should know, such as who may use it.' }),
  }),
});

export const TicketTypeChangeRef = builder.inputType('TicketTypeChange', {
  description: 'A ticket type that stays, as it is to be, or a new one.',
  fields: (t) => ({
    id: t.id({ bounds: NODE_ID, description: 'A ticket type of the show, `tickettype_…`; a new one has none.' }),
    name: t.string({ required: true, bounds: text(MAX_TYPE_NAME), description: 'Name, shown to buyers.' }),
    note: t.string({ bounds: text(MAX_TYPE_NOTE), description: 'What buyers should know, such as who may use it.' }),
  }),
});

export const TICKET_TYPES = listOf(MAX_TICKET_TYPES);

export const FeeInputRef = builder.inputType('FeeInput', {
  description: 'A fee in addition to the tickets: either an amount or a percentage.',
  fields: (t) => ({
    name: t.string({ required: true, bounds: text(MAX_FEE_NAME), description: 'Name, shown to buyers.' }),
    basis: t.field({ type: FeeBasisRef, required: true, description: 'What it is charged on.' }),
    amount: t.field({
      type: 'SafeInt',
      bounds: numberFrom(1, MAX_PRICE),
      description: "Whole minor units of the show's currency, tax included.",
    }),
    percent: t.float({
      bounds: PERCENT,
      description: 'Percentage of what the tickets cost, more than 0, with at most three decimals.',
    }),
    taxRate: t.float({
      bounds: PERCENT,
      description: `Rate of the tax that it includes, ${TAX_RATE}, with at most three decimals; 0 by default.`,
    }),
  }),
});

export const FEES = listOf(MAX_FEES);
