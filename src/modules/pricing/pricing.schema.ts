import { builder, registerNodeIds } from '../../schema/builder.ts';
import { SHAREABLE } from '../../schema/shareable.ts';
import { percentOf } from '../../shared/money/rate.ts';
import type { Fee } from './fee.ts';
import { MoneyRef } from './money.schema.ts';
import type { TicketPrice, TicketType } from './ticket-type.ts';

/** As descriptions say it. */
export const TAX_RATE = 'in percent, such as 19 or 7.7';

export const TicketTypeRef = builder.objectRef<TicketType>('TicketType').implement({
  description: 'A kind of ticket that a show sells its seats as, such as "Adult" or "Child up to 14".',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.exposeID('id', { extensions: SHAREABLE, description: 'The globally unique, type-prefixed id.' }),
    name: t.exposeString('name', { extensions: SHAREABLE, description: 'Name, shown to buyers.' }),
    note: t.exposeString('note', {
      extensions: SHAREABLE,
      nullable: true,
      description: 'What buyers should know, such as who may use it.',
    }),
  }),
});

registerNodeIds('tickettype', 'TicketType');

export const TicketPriceRef = builder.objectRef<TicketPrice>('TicketPrice').implement({
  description: 'Price of one seat of a tier as a ticket of one type.',
  fields: (t) => ({
    ticketType: t.expose('ticketType', {
      extensions: SHAREABLE,
      type: TicketTypeRef,
      description: 'The ticket type.',
    }),
    price: t.expose('price', { extensions: SHAREABLE, type: MoneyRef, description: 'Price, tax included.' }),
  }),
});

export const FeeBasisRef = builder.enumType('FeeBasis', {
  description: 'What a fee is charged on.',
  values: {
    PER_TICKET: { description: 'Each ticket: the amount, or the percentage of its price.' },
    PER_BOOKING: { description: 'The whole booking: the amount, or the percentage of all tickets together.' },
  } as const,
});

/** No Node: a document about nodes could not ask a Payment for its amount, which is never null, beside this one. */
export const FeeRef = builder.objectRef<Fee>('Fee').implement({
  description:
    'A fee that is charged in addition to the tickets: an amount or a percentage. Where all tickets are free, no fee is charged.',
  fields: (t) => ({
    id: t.exposeID('id', {
      extensions: SHAREABLE,
      description: 'Tells the fees of shows apart. It is no id of a node: `node` does not take it.',
    }),
    name: t.exposeString('name', { extensions: SHAREABLE, description: 'Name, shown to buyers.' }),
    basis: t.expose('basis', { extensions: SHAREABLE, type: FeeBasisRef, description: 'What it is charged on.' }),
    amount: t.expose('amount', {
      extensions: SHAREABLE,
      type: MoneyRef,
      nullable: true,
      description: 'The amount, tax included; null if it is a percentage.',
    }),
    percent: t.float({
      extensions: SHAREABLE,
      nullable: true,
      description: 'The percentage, tax included; null if it is an amount.',
      resolve: ({ percent }) => (percent === null ? null : percentOf(percent)),
    }),
    taxRate: t.float({
      extensions: SHAREABLE,
      description: `Rate of the tax that the fee includes, ${TAX_RATE}.`,
      resolve: ({ taxRate }) => percentOf(taxRate),
    }),
  }),
});
