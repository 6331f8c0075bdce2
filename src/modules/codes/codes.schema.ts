import { builder, callerOf, registerNodeIds, result } from '../../schema/builder.ts';
import { IDEMPOTENCY_KEY } from '../../schema/idempotency-key.ts';
import { listOf, NODE_ID, numberFrom, text } from '../../schema/input-bounds/bounds.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { IdempotencyConflictError, IllegalStateError, NotFoundError } from '../../shared/errors.ts';
import { percentOf } from '../../shared/money/rate.ts';
import { AllotmentRef } from '../allotments/allotments.schema.ts';
import { type Discount, isDiscount } from '../pricing/code-terms.ts';
import { MoneyRef } from '../pricing/money.schema.ts';
import { TicketTypeRef } from '../pricing/pricing.schema.ts';
import { MAX_PRICE, MAX_TICKET_TYPES } from '../pricing/pricing-input.ts';
import { MAX_CATEGORIES } from '../seating/plan-limits.ts';
import { PERCENT } from '../shows/pricing-inputs.schema.ts';
import { PriceTierRef, ShowRef } from '../shows/shows.schema.ts';
import type { Code } from './code.ts';
import { MAX_CODE, MAX_CODE_USES, MAX_CODES } from './code-input.ts';

interface CodeDiscount extends Discount {
  currency: string;
}

const CodeDiscountRef = builder.objectRef<CodeDiscount>('CodeDiscount').implement({
  description: 'What tickets become cheaper by: one of its fields is set.',
  fields: (t) => ({
    percent: t.float({
      nullable: true,
      description: 'The percentage off each ticket.',
      resolve: ({ percent }) => (percent === null ? null : percentOf(percent)),
    }),
    amount: t.field({
      type: MoneyRef,
      nullable: true,
      description: 'The amount off each ticket; no ticket costs less than 0.',
      resolve: ({ amount, currency }) => (amount === null ? null : { amount, currency }),
    }),
    price: t.field({
      type: MoneyRef,
      nullable: true,
      description: 'The price of each ticket; tickets that cost less keep their price.',
      resolve: ({ price, currency }) => (price === null ? null : { amount: price, currency }),
    }),
  }),
});

const CodeRef = builder.objectRef<Code>('PromoCode');

registerNodeIds('code', 'PromoCode');

builder.node(CodeRef, {
  description: "A promo code of a show. For the show's organiser only.",
  id: { resolve: (code) => code.id },
  loadWithoutCache: (id, { services, principal }) => services.codes.getCode(principal, id),
  fields: (t) => ({
    show: t.field({
      type: ShowRef,
      description: 'The show.',
      resolve: async ({ showId }, _args, { services }) => (await services.shows.getShow(showId))!,
    }),
    code: t.exposeString('code', {
      description: 'The code. Buyers may enter it in upper or lower case.',
    }),
    discount: t.field({
      type: CodeDiscountRef,
      nullable: true,
      description: 'What tickets become cheaper by; null if it only opens an allotment.',
      resolve: async (code, _args, { services }) => {
        if (!isDiscount(code)) return null;
        const { percent, amount, price } = code;
        return { percent, amount, price, currency: (await services.shows.getShow(code.showId))!.currency };
      },
    }),
    tiers: t.field({
      type: [PriceTierRef],
      description: 'The price tiers whose tickets it is for; empty: all.',
      resolve: async ({ showId, tierIds }, _args, { services }) =>
        (await services.shows.getShow(showId))!.priceTiers.filter(({ id }) => tierIds.includes(id)),
    }),
    ticketTypes: t.field({
      type: [TicketTypeRef],
      description:
        'The ticket types that it is for; empty: all. They can be removed from the show once it has ended, and are not listed then.',
      resolve: async ({ showId, ticketTypeIds }, _args, { services }) =>
        (await services.shows.getShow(showId))!.ticketTypes.filter(({ id }) => ticketTypeIds.includes(id)),
    }),
    allotment: t.field({
      type: AllotmentRef,
      nullable: true,
      description: 'The allotment whose seats it opens to buyers; null: none.',
      extensions: READS_DATABASE,
      resolve: ({ allotmentId }, _args, { services, principal }) =>
        allotmentId === null ? null : services.allotments.getAllotment(principal, allotmentId),
    }),
    maxUses: t.exposeInt('maxUses', {
      nullable: true,
      description: 'Bookings that can be made with it at most; null: any number.',
    }),
    maxTickets: t.exposeInt('maxTickets', {
      nullable: true,
      description:
        'Tickets that can count for it at most, in all bookings: those that it makes cheaper, and all for seats of its allotment. Null: any number.',
    }),
    uses: t.exposeInt('uses', {
      description: 'Bookings that were made with it. Those that expired or were cancelled do not count.',
    }),
    ticketsUsed: t.exposeInt('tickets', {
      description: 'Tickets of those bookings that count for it: see `maxTickets`.',
    }),
    validFrom: t.expose('validFrom', {
      type: 'DateTime',
      nullable: true,
      description: 'From when it can be used; null: at once.',
    }),
    validUntil: t.expose('validUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when bookings can be made with it; null: as long as the show is sold.',
    }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was ended with `endCode`; null: it was not.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
  }),
});

builder.objectField(ShowRef, 'codes', (t) =>
  t.field({
    type: [CodeRef],
    nullable: true,
    description:
      "Its promo codes, in the order in which they were created. For the show's organiser only (FORBIDDEN for others; the rest of the answer is not affected).",
    authScopes: { organiser: true },
    extensions: { ...READS_DATABASE, listSize: MAX_CODES },
    resolve: (show, _args, context) => context.services.codes.codesOf(callerOf(context), show),
  }),
);

const CodeDiscountInputRef = builder.inputType('CodeDiscountInput', {
  description: 'What tickets become cheaper by: exactly one of its fields.',
  fields: (t) => ({
    percent: t.float({
      bounds: PERCENT,
      description: 'Percentage off each ticket, more than 0, with at most three decimals.',
    }),
    amount: t.field({
      type: 'SafeInt',
      bounds: numberFrom(1, MAX_PRICE),
      description: "Amount off each ticket, in whole minor units of the show's currency; no ticket costs less than 0.",
    }),
    price: t.field({
      type: 'SafeInt',
      bounds: numberFrom(0, MAX_PRICE),
      description:
        "Price of each ticket, in whole minor units of the show's currency; tickets that cost less keep their price.",
    }),
  }),
});

const CODE = text(MAX_CODE, 1);
const COUNT = numberFrom(1, MAX_CODE_USES);

/** Of both inputs; in that of a change, what is not given stays as it is. */
const FIELDS = {
  discount: { type: CodeDiscountInputRef, description: 'What tickets become cheaper by.' },
  tierIds: {
    bounds: listOf(MAX_CATEGORIES, NODE_ID),
    description: 'The price tiers whose tickets it is for, `tier_…`; none: all.',
  },
  ticketTypeIds: {
    bounds: listOf(MAX_TICKET_TYPES, NODE_ID),
    description: 'The ticket types that it is for, `tickettype_…`; none: all.',
  },
  maxUses: { bounds: COUNT, description: 'Bookings that can be made with it at most. Null: any number.' },
  maxTickets: {
    bounds: COUNT,
    description:
      'Tickets that can count for it at most, in all bookings: those that it makes cheaper, and all for seats of its allotment. Null: any number.',
  },
  allotmentId: {
    bounds: NODE_ID,
    description:
      'An allotment of the show with the access CODE, `allotment_…`: buyers lock its seats with this code. Null: none.',
  },
  validFrom: { type: 'DateTime', description: 'From when it can be used. Null: at once.' },
  validUntil: {
    type: 'DateTime',
    description:
      'Until when bookings can be made with it; must be after `validFrom`. Null: as long as the show is sold.',
  },
} as const;

const CreateCodeInputRef = builder.inputType('CreateCodeInput', {
  description: 'The promo code to create.',
  fields: (t) => ({
    showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
    code: t.string({
      required: true,
      bounds: CODE,
      description: 'What buyers enter, in upper or lower case. A show has each code once.',
    }),
    discount: t.field({
      ...FIELDS.discount,
      description: 'What tickets become cheaper by. Must be given unless it opens an allotment.',
    }),
    tierIds: t.idList(FIELDS.tierIds),
    ticketTypeIds: t.idList(FIELDS.ticketTypeIds),
    maxUses: t.int(FIELDS.maxUses),
    maxTickets: t.int(FIELDS.maxTickets),
    allotmentId: t.id(FIELDS.allotmentId),
    validFrom: t.field(FIELDS.validFrom),
    validUntil: t.field(FIELDS.validUntil),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const UpdateCodeInputRef = builder.inputType('UpdateCodeInput', {
  description: 'The promo code, and what to change. Fields that are not given keep their values.',
  fields: (t) => ({
    codeId: t.id({ required: true, bounds: NODE_ID, description: 'The code, `code_…`.' }),
    code: t.string({ bounds: CODE, description: 'What buyers are to enter from then on.' }),
    discount: t.field({ ...FIELDS.discount, description: 'What tickets become cheaper by. Null: nothing.' }),
    tierIds: t.idList(FIELDS.tierIds),
    ticketTypeIds: t.idList(FIELDS.ticketTypeIds),
    maxUses: t.int({ ...FIELDS.maxUses, description: `${FIELDS.maxUses.description} Not less than were made.` }),
    maxTickets: t.int({
      ...FIELDS.maxTickets,
      description: `${FIELDS.maxTickets.description} Not less than were made.`,
    }),
    allotmentId: t.id(FIELDS.allotmentId),
    validFrom: t.field(FIELDS.validFrom),
    validUntil: t.field(FIELDS.validUntil),
  }),
});

const EndCodeInputRef = builder.inputType('EndCodeInput', {
  description: 'The promo code to end.',
  fields: (t) => ({ codeId: t.id({ required: true, bounds: NODE_ID, description: 'The code, `code_…`.' }) }),
});

builder.mutationFields((t) => ({
  createCode: t.field({
    type: CodeRef,
    description: `Creates a promo code for a show, which can have ${MAX_CODES}. For the show's organiser only.`,
    authScopes: { organiser: true },
    args: { input: t.arg({ type: CreateCodeInputRef, required: true, description: 'The code to create.' }) },
    errors: result({
      field: 'promoCode',
      description: 'The new code.',
      errors: [NotFoundError, IllegalStateError, IdempotencyConflictError],
    }),
    resolve: (_root, { input }, context) => context.services.codes.createCode(callerOf(context), input),
  }),
  updateCode: t.field({
    type: CodeRef,
    description:
      "Changes a promo code for whoever applies it from then on; locks that have it, and bookings, keep what it said. One that has ended can not be changed. For the show's organiser only.",
    authScopes: { organiser: true },
    args: { input: t.arg({ type: UpdateCodeInputRef, required: true, description: 'What to change.' }) },
    errors: result({
      field: 'promoCode',
      description: 'The changed code.',
      errors: [NotFoundError, IllegalStateError],
    }),
    resolve: (_root, { input }, context) => context.services.codes.updateCode(callerOf(context), input),
  }),
  endCode: t.field({
    type: CodeRef,
    description:
      "Ends a promo code for good: nobody can apply it or book with it any more, also not with a lock that has it. Bookings stay as they are; a code that has ended is not changed. For the show's organiser only.",
    authScopes: { organiser: true },
    args: { input: t.arg({ type: EndCodeInputRef, required: true, description: 'The code.' }) },
    errors: result({ field: 'promoCode', description: 'The ended code.', errors: [NotFoundError] }),
    resolve: (_root, { input }, context) => context.services.codes.endCode(callerOf(context), input),
  }),
}));
