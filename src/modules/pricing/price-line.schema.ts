import { builder } from '../../schema/builder.ts';
import { percentOf } from '../../shared/money/rate.ts';
import { MoneyRef } from './money.schema.ts';
import type { PriceLine } from './price-lines.ts';
import { TAX_RATE, TicketTypeRef } from './pricing.schema.ts';

/** A line of a lock or booking of the show. */
export interface PricedLine extends PriceLine {
  showId: string;
  currency: string;
}

const PriceLineKindRef = builder.enumType('PriceLineKind', {
  description:
    'What a price line is for. More kinds will be added: show a line of an unknown kind by its description and total.',
  values: {
    SEAT: { description: 'A ticket for one seat.' },
    AREA: { description: 'Tickets of one type for an area.' },
    FEE: { description: 'A fee, on tickets or on the booking.' },
    DISCOUNT: {
      description:
        'What a promo code takes off the tickets of one tax rate, or what was given away at the box office; its amounts are negative.',
    },
  } as const,
});

export const PriceLineRef = builder.objectRef<PricedLine>('PriceLine').implement({
  description: 'One line of what a lock or a booking costs. The total is the sum of all lines, to the minor unit.',
  fields: (t) => ({
    kind: t.expose('kind', { type: PriceLineKindRef, description: 'What it is for.' }),
    description: t.exposeString('description', {
      description:
        'Text for display, in the words of the organiser: tier and ticket type, the name of the fee, or the code; of what was given away at the box office, `Free of charge` in the language of the customer.',
    }),
    ticketType: t.field({
      type: TicketTypeRef,
      nullable: true,
      description: 'The ticket type of a seat or of places; null in other lines, and in shows without ticket types.',
      resolve: async ({ showId, ticketTypeId }, _args, { services }) =>
        ticketTypeId === null ? null : await services.shows.ticketTypeOf(showId, ticketTypeId),
    }),
    quantity: t.exposeInt('quantity', {
      description: 'How many; 1 in the line of a seat. In a quote for a change negative: so many are given back.',
    }),
    unitPrice: t.field({
      type: MoneyRef,
      description: 'Price of one, tax included.',
      resolve: ({ unitPrice, currency }) => ({ amount: unitPrice, currency }),
    }),
    total: t.field({
      type: MoneyRef,
      description: '`quantity` times `unitPrice`, tax included.',
      resolve: ({ total, currency }) => ({ amount: total, currency }),
    }),
    taxRate: t.float({
      description: `Rate of the tax that is included, ${TAX_RATE}; 0 if there is none.`,
      resolve: ({ taxRate }) => percentOf(taxRate),
    }),
    tax: t.field({
      type: MoneyRef,
      description:
        'The tax that is included in the total, rounded half up in each line; in a DISCOUNT line, what the tax of the tickets falls by.',
      resolve: ({ tax, currency }) => ({ amount: tax, currency }),
    }),
  }),
});
