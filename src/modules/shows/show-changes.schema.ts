import { builder, callerOf, result } from '../../schema/builder.ts';
import { IDEMPOTENCY_KEY } from '../../schema/idempotency-key.ts';
import { listOf, NODE_ID, numberFrom, text } from '../../schema/input-bounds/bounds.ts';
import { IdempotencyConflictError, IllegalStateError, NotFoundError } from '../../shared/errors.ts';
import { TAX_RATE } from '../pricing/pricing.schema.ts';
import { MAX_PRICE } from '../pricing/pricing-input.ts';
import { MAX_CATEGORIES, MAX_PLAN_TEXT } from '../seating/plan-limits.ts';
import { ChangeRulesInputRef } from './change-rules.schema.ts';
import {
  FEES,
  FeeInputRef,
  PERCENT,
  TICKET_PRICES,
  TICKET_TYPES,
  TicketTypeChangeRef,
  TicketTypeInputRef,
} from './pricing-inputs.schema.ts';
import { LEAST_MINIMUM_RUN, MOST_MINIMUM_RUN } from './seat-rules.ts';
import { MAX_TIER_NAME, MAX_TITLE } from './show-input.ts';
import { HIGHEST_LIMITS } from './show-limits.ts';
import { OrphanRuleRef, ShowRef } from './shows.schema.ts';

const PriceTierInputRef = builder.inputType('PriceTierInput', {
  description: 'The price of one category.',
  fields: (t) => ({
    name: t.string({ required: true, bounds: text(MAX_TIER_NAME), description: 'Name, shown to buyers.' }),
    category: t.string({
      required: true,
      bounds: text(MAX_PLAN_TEXT),
      description: 'The category of the plan that it prices.',
    }),
    price: t.field({
      type: 'SafeInt',
      required: true,
      bounds: numberFrom(0, MAX_PRICE),
      description:
        "Whole minor units of the show's currency, tax included; in a show with ticket types, of one of the first.",
    }),
    prices: t.field({
      ...TICKET_PRICES,
      description: 'Prices for the ticket types after the first. Its seats are not sold as types that are left out.',
    }),
    taxRate: t.float({
      bounds: PERCENT,
      description: `Rate of the tax that its prices include, ${TAX_RATE}, with at most three decimals; 0 by default.`,
    }),
  }),
});

const SALES_START = {
  type: 'DateTime',
  description: 'When sales start; must be before `startsAt`. Null: when the show is published.',
} as const;
const SALES_END = {
  type: 'DateTime',
  description:
    'When sales end; may be after `startsAt`. Null: at `startsAt`. By a time that is past sales are over: nothing is sold, and `publishShow` answers IllegalStateError.',
} as const;

const SeatRulesInputRef = builder.inputType('SeatRulesInput', {
  description: 'Rules for the choice of seats. Fields that are not given keep their values.',
  fields: (t) => ({
    orphanRule: t.field({
      type: OrphanRuleRef,
      description: 'What happens when too short a run of free seats is left.',
    }),
    minimumRun: t.int({
      bounds: numberFrom(LEAST_MINIMUM_RUN, MOST_MINIMUM_RUN),
      description: 'The shortest run of free seats that may be left.',
    }),
    endsAt: t.field({ type: 'DateTime', description: 'When the rules end. Null: not before the sales do.' }),
  }),
});

const ShowLimitsInputRef = builder.inputType('ShowLimitsInput', {
  description:
    'How much one buyer may hold in the show at a time: at most what the server allows. Places of areas count as seats. Fields that are not given keep their values; null is the value of the server.',
  fields: (t) => ({
    seatsPerLock: t.int({
      bounds: numberFrom(1, HIGHEST_LIMITS.seatsPerLock),
      description: 'Seats that one lock may have.',
    }),
    seatsPerBuyer: t.int({
      bounds: numberFrom(1, HIGHEST_LIMITS.seatsPerBuyer),
      description: 'Seats of all the locks of one buyer together; not less than `seatsPerLock`.',
    }),
    locksPerBuyer: t.int({
      bounds: numberFrom(1, HIGHEST_LIMITS.locksPerBuyer),
      description: 'Locks that one buyer may have.',
    }),
  }),
});

const CreateShowInputRef = builder.inputType('CreateShowInput', {
  description: 'The show to create.',
  fields: (t) => ({
    planId: t.id({ required: true, bounds: NODE_ID, description: 'The seating plan, `plan_…`.' }),
    title: t.string({ required: true, bounds: text(MAX_TITLE), description: 'Title, shown to buyers.' }),
    startsAt: t.field({ type: 'DateTime', required: true, description: 'When it begins.' }),
    currency: t.string({
      required: true,
      bounds: text(3),
      description: 'The ISO 4217 code of its prices, such as `EUR`.',
    }),
    priceTiers: t.field({
      type: [PriceTierInputRef],
      required: true,
      bounds: listOf(MAX_CATEGORIES),
      description: 'One price tier for each category of the plan, in the order in which they are shown.',
    }),
    salesStartAt: t.field(SALES_START),
    salesEndAt: t.field(SALES_END),
    seatRules: t.field({ type: SeatRulesInputRef, description: 'Rules for the choice of seats; none by default.' }),
    limits: t.field({
      type: ShowLimitsInputRef,
      description: 'How much one buyer may hold at a time; what the server allows by default.',
    }),
    changeRules: t.field({
      type: ChangeRulesInputRef,
      description: 'What buyers may do with what they have booked; nothing by default.',
    }),
    ticketTypes: t.field({
      type: [TicketTypeInputRef],
      bounds: TICKET_TYPES,
      description: 'What its seats are sold as, in the order in which they are shown; none by default.',
    }),
    fees: t.field({
      type: [FeeInputRef],
      bounds: FEES,
      description: 'What is charged in addition to the tickets, in the order in which it is shown; none by default.',
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const PriceTierChangeRef = builder.inputType('PriceTierChange', {
  description: 'A change of one price tier. Fields that are not given keep their values.',
  fields: (t) => ({
    id: t.id({ required: true, bounds: NODE_ID, description: 'The price tier, `tier_…`.' }),
    name: t.string({ bounds: text(MAX_TIER_NAME), description: 'New name.' }),
    price: t.field({
      type: 'SafeInt',
      bounds: numberFrom(0, MAX_PRICE),
      description: "New price in whole minor units of the show's currency, tax included.",
    }),
    prices: t.field({
      ...TICKET_PRICES,
      description:
        'New prices for the ticket types after the first. Its seats are no longer sold as types that are left out.',
    }),
    taxRate: t.float({
      bounds: PERCENT,
      description: `New rate of the tax that its prices include, ${TAX_RATE}, with at most three decimals.`,
    }),
  }),
});

const UpdateShowInputRef = builder.inputType('UpdateShowInput', {
  description: 'The show, and what to change. Fields that are not given keep their values.',
  fields: (t) => ({
    showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
    title: t.string({ bounds: text(MAX_TITLE), description: 'New title.' }),
    startsAt: t.field({ type: 'DateTime', description: 'When it begins.' }),
    salesStartAt: t.field(SALES_START),
    salesEndAt: t.field(SALES_END),
    priceTiers: t.field({
      type: [PriceTierChangeRef],
      bounds: listOf(MAX_CATEGORIES),
      description:
        'New prices and names of tiers. Prices can be changed in a draft, and in a paused show while nobody holds seats; bookings keep theirs.',
    }),
    seatRules: t.field({
      type: SeatRulesInputRef,
      description: 'New rules for the choice of seats. They apply to what is chosen from then on.',
    }),
    limits: t.field({
      type: ShowLimitsInputRef,
      description:
        'New limits of how much one buyer may hold at a time, for what is locked from then on. Locks that run stay as they are.',
    }),
    changeRules: t.field({
      type: ChangeRulesInputRef,
      description: 'New rules for what buyers may do with what they have booked. Quotes that were given stay good.',
    }),
    ticketTypes: t.field({
      type: [TicketTypeChangeRef],
      bounds: TICKET_TYPES,
      description:
        'All its ticket types, in the order in which they are shown; types that are left out are removed. The first can only be renamed, or removed with all others. Types can be added and removed when prices can be changed; those that tickets were booked as, or that a promo code is for which has not ended, stay.',
    }),
    fees: t.field({
      type: [FeeInputRef],
      bounds: FEES,
      description: 'All its fees, in place of those that it has. They can be changed when prices can be.',
    }),
  }),
});

builder.mutationFields((t) => ({
  createShow: t.field({
    type: ShowRef,
    description: 'Creates a show as a draft; `publishShow` puts it on sale. For organisers only.',
    authScopes: { organiser: true },
    args: { input: t.arg({ type: CreateShowInputRef, required: true, description: 'The show to create.' }) },
    errors: result({ field: 'show', description: 'The new show.', errors: [NotFoundError, IdempotencyConflictError] }),
    resolve: (_root, { input }, context) => context.services.showCreation.createShow(callerOf(context), input),
  }),
  updateShow: t.field({
    type: ShowRef,
    description: "Changes title, times, prices, rules and limits of a show. For the show's organiser only.",
    authScopes: { organiser: true },
    args: { input: t.arg({ type: UpdateShowInputRef, required: true, description: 'What to change.' }) },
    errors: result({ field: 'show', description: 'The changed show.', errors: [NotFoundError, IllegalStateError] }),
    resolve: (_root, { input }, context) => context.services.shows.updateShow(callerOf(context), input),
  }),
}));

interface StatusChange {
  name: 'publishShow' | 'pauseShow' | 'closeShow';
  description: string;
  /** Of its input. */
  input: { name: string; description: string };
  /** Of the show in its success. */
  success: string;
}

/** A mutation that names a show and answers with it in another status. */
function statusMutation({ name, description, input, success }: StatusChange): void {
  const InputRef = builder.inputType(input.name, {
    description: input.description,
    fields: (t) => ({ showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }) }),
  });
  builder.mutationField(name, (t) =>
    t.field({
      type: ShowRef,
      description,
      authScopes: { organiser: true },
      args: { input: t.arg({ type: InputRef, required: true, description: 'The show.' }) },
      errors: result({ field: 'show', description: success, errors: [NotFoundError, IllegalStateError] }),
      resolve: (_root, { input }, context) => context.services.shows[name](callerOf(context), input),
    }),
  );
}

statusMutation({
  name: 'publishShow',
  description:
    "Puts a draft or a paused show on sale. A show that is already on sale is not changed. Where the time of sales is over (`salesEndAt`, else `startsAt`) nothing is changed, and the answer is IllegalStateError: set a later `salesEndAt` first. For the show's organiser only.",
  input: { name: 'PublishShowInput', description: 'The show to publish.' },
  success: 'The published show.',
});

statusMutation({
  name: 'pauseShow',
  description:
    "Pauses the sales of a show. Existing locks and bookings continue; a show that is already paused is not changed. For the show's organiser only.",
  input: { name: 'PauseShowInput', description: 'The show to pause.' },
  success: 'The paused show.',
});

statusMutation({
  name: 'closeShow',
  description:
    "Ends the sales of a show for good. Existing locks and bookings continue; a show that is already closed is not changed. For the show's organiser only.",
  input: { name: 'CloseShowInput', description: 'The show to close.' },
  success: 'The closed show.',
});
