import { builder } from '../../schema/builder.ts';
import { numberFrom } from '../../schema/input-bounds/bounds.ts';
import { SHAREABLE } from '../../schema/shareable.ts';
import { percentOf } from '../../shared/money/rate.ts';
import { MoneyRef } from '../pricing/money.schema.ts';
import { TAX_RATE } from '../pricing/pricing.schema.ts';
import { MAX_PRICE } from '../pricing/pricing-input.ts';
import type { ChangeRules } from './change-rules.ts';
import { PERCENT } from './pricing-inputs.schema.ts';
import { ShowRef } from './shows.schema.ts';

const ChangeRulesRef = builder.objectRef<ChangeRules & { currency: string }>('ChangeRules').implement({
  description:
    "What buyers may do with what they have booked; the show's organiser always may, and is charged nothing for it.",
  fields: (t) => ({
    returnsUntil: t.expose('returnsUntil', {
      extensions: SHAREABLE,
      type: 'DateTime',
      nullable: true,
      description:
        'Until when buyers may give tickets back (`quoteBookingChange`, and all of them by `cancelBooking`), and not beyond the beginning of the show; null: they may not give single ones back, and not cancel where `exchangesUntil` is given. Where neither is, they may cancel a whole booking until the show begins, for all of its money.',
    }),
    returnFee: t.field({
      extensions: SHAREABLE,
      type: MoneyRef,
      description: 'What a buyer is charged for each ticket given back, tax included; at most what it cost.',
      resolve: ({ returnFee, currency }) => ({ amount: returnFee, currency }),
    }),
    exchangesUntil: t.expose('exchangesUntil', {
      extensions: SHAREABLE,
      type: 'DateTime',
      nullable: true,
      description:
        'Until when buyers may exchange tickets for others of the show, and not beyond the beginning of the show; null: they may not. Seats can be had while it is on sale.',
    }),
    exchangeFee: t.field({
      extensions: SHAREABLE,
      type: MoneyRef,
      description: 'What a buyer is charged for each ticket exchanged, tax included.',
      resolve: ({ exchangeFee, currency }) => ({ amount: exchangeFee, currency }),
    }),
    feeTaxRate: t.float({
      extensions: SHAREABLE,
      description: `Rate of the tax that is included in these fees, ${TAX_RATE}; 0 if there is none.`,
      resolve: ({ feeTaxRate }) => percentOf(feeTaxRate),
    }),
    keepsFees: t.exposeBoolean('keepsFees', {
      extensions: SHAREABLE,
      description:
        'Whether fees that were charged with a booking are kept when tickets of it are given back, or exchanged for cheaper ones.',
    }),
  }),
});

builder.objectField(ShowRef, 'changeRules', (t) =>
  t.field({
    extensions: SHAREABLE,
    type: ChangeRulesRef,
    description: 'What buyers may do with what they have booked.',
    resolve: ({ changeRules, currency }) => ({ ...changeRules, currency }),
  }),
);

export const ChangeRulesInputRef = builder.inputType('ChangeRulesInput', {
  description: 'What buyers may do with what they have booked. Fields that are not given keep their values.',
  fields: (t) => ({
    returnsUntil: t.field({
      type: 'DateTime',
      description:
        'Until when buyers may give tickets back, and not beyond the beginning of the show. Null: they may not.',
    }),
    returnFee: t.field({
      type: 'SafeInt',
      bounds: numberFrom(0, MAX_PRICE),
      description:
        "What a buyer is charged for each ticket given back, at most what it cost: whole minor units of the show's currency.",
    }),
    exchangesUntil: t.field({
      type: 'DateTime',
      description:
        'Until when buyers may exchange tickets, and not beyond the beginning of the show. Null: they may not.',
    }),
    exchangeFee: t.field({
      type: 'SafeInt',
      bounds: numberFrom(0, MAX_PRICE),
      description: "What a buyer is charged for each ticket exchanged: whole minor units of the show's currency.",
    }),
    feeTaxRate: t.float({
      bounds: PERCENT,
      description: `Rate of the tax that is included in these fees, ${TAX_RATE}, with at most three decimals.`,
    }),
    keepsFees: t.boolean({
      description: 'Whether fees that were charged with a booking are kept when tickets of it are given back.',
    }),
  }),
});
