import { GraphQLError } from 'graphql';
import { builder, callerOf, loadNode, registerNodeIds, result } from '../../schema/builder.ts';
import { ErrorInterface } from '../../schema/errors.ts';
import { formerStatus } from '../../schema/former-status.ts';
import { listOf, NODE_ID, numberFrom, text } from '../../schema/input-bounds/bounds.ts';
import { LOCALE_BOUNDS, localeOf } from '../../schema/locale-argument.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { SHAREABLE } from '../../schema/shareable.ts';
import { TOTAL_COUNT, totalCountOf } from '../../schema/total-count.ts';
import { IllegalStateError, InvalidInputError, NotFoundError } from '../../shared/errors.ts';
import { exponentOf } from '../../shared/money/currencies.ts';
import { MAX_CATEGORIES, MAX_PLAN_TEXT } from '../seating/plan-limits.ts';
import { SeatingPlanRef, VenueRef } from '../seating/seating.schema.ts';
import { formatMoney, type Money } from './money.ts';
import type { PriceTier, Show } from './show.ts';
import { MAX_PRICE, MAX_TIER_NAME, MAX_TITLE } from './show-input.ts';
import { ShowNotOnSaleError } from './shows.errors.ts';

export const MoneyRef = builder.objectRef<Money>('Money').implement({
  description: 'An amount of money.',
  fields: (t) => ({
    amount: t.expose('amount', {
      extensions: SHAREABLE,
      type: 'SafeInt',
      description: 'Amount in whole minor units: cents for EUR, yen for JPY.',
    }),
    currency: t.exposeString('currency', { extensions: SHAREABLE, description: 'ISO 4217 code of the currency.' }),
    exponent: t.int({
      extensions: SHAREABLE,
      description:
        'Number of decimals of the currency by ISO 4217: the amount in major units is amount / 10^exponent. 2 for EUR, 0 for JPY, 3 for KWD. It differs from the digits of `Intl` for some currencies, such as HUF and IDR.',
      resolve: ({ currency }) => exponentOf(currency),
    }),
    formatted: t.string({
      description: 'Formatted for a locale, such as `€1,234.50`.',
      // A format may have to be made.
      extensions: { cost: 100 },
      args: {
        locale: t.arg.string({
          bounds: LOCALE_BOUNDS,
          description: 'BCP 47 language tag, such as `de-AT`; `en` by default.',
        }),
      },
      resolve: (money, { locale }) => formatMoney(money, localeOf(locale)),
    }),
  }),
});

export const ShowStatusRef = builder.enumType('ShowStatus', {
  description: 'Status of a show.',
  values: {
    DRAFT: { description: 'In preparation; visible to its organiser only.' },
    ON_SALE: { description: 'Published. Seats can be locked between the start and the end of sales.' },
    PAUSED: { description: 'Sales are paused. Existing locks and bookings continue.' },
    CLOSED: { description: 'Sales have ended.' },
    CANCELLED: { description: 'Cancelled.' },
  } as const,
});

export const PriceTierRef = builder.objectRef<PriceTier>('PriceTier').implement({
  description: 'The price of one seat category in a show.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.exposeID('id', { extensions: SHAREABLE, description: 'The globally unique, type-prefixed id.' }),
    name: t.exposeString('name', { extensions: SHAREABLE, description: 'Name, shown to buyers.' }),
    category: t.exposeString('category', {
      extensions: SHAREABLE,
      description: 'The category of the plan that it prices.',
    }),
    price: t.expose('price', { extensions: SHAREABLE, type: MoneyRef, description: 'Price of one seat.' }),
  }),
});

registerNodeIds('tier', 'PriceTier');

loadNode('PriceTier', (id, { services, principal }) => services.shows.getVisibleTier(principal, id));

export const ShowRef = builder.objectRef<Show>('Show');

registerNodeIds('show', 'Show');

builder.node(ShowRef, {
  description: 'A single performance in a venue, with seats for sale.',
  id: { extensions: SHAREABLE, resolve: (show) => show.id },
  loadWithoutCache: (id, { services, principal }) => services.shows.getVisibleShow(principal, id),
  fields: (t) => ({
    title: t.exposeString('title', { extensions: SHAREABLE, description: 'Title.' }),
    showStatus: t.expose('status', {
      extensions: SHAREABLE,
      type: ShowStatusRef,
      description: 'Current status.',
    }),
    status: t.expose('status', { extensions: SHAREABLE, ...formerStatus('showStatus', ShowStatusRef) }),
    startsAt: t.expose('startsAt', { extensions: SHAREABLE, type: 'DateTime', description: 'When it begins.' }),
    salesStartAt: t.expose('salesStartAt', {
      extensions: SHAREABLE,
      type: 'DateTime',
      nullable: true,
      description: 'When sales start; null: as soon as it is published.',
    }),
    salesEndAt: t.expose('salesEndAt', {
      extensions: SHAREABLE,
      type: 'DateTime',
      nullable: true,
      description: 'When sales end, if set; null: at `startsAt`.',
    }),
    venue: t.field({
      extensions: SHAREABLE,
      type: VenueRef,
      description: 'The venue.',
      resolve: (show) => show.plan.venue,
    }),
    plan: t.expose('plan', { extensions: SHAREABLE, type: SeatingPlanRef, description: 'Its seating plan.' }),
    priceTiers: t.expose('priceTiers', {
      extensions: SHAREABLE,
      type: [PriceTierRef],
      description: "Its prices: one tier for each category of its plan, in the organiser's order.",
    }),
    currency: t.exposeString('currency', {
      extensions: SHAREABLE,
      description: 'The ISO 4217 code of all its prices.',
    }),
  }),
});

builder.objectType(ShowNotOnSaleError, {
  name: 'ShowNotOnSaleError',
  description: 'The show is not on sale at this time. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    showStatus: t.expose('status', { type: ShowStatusRef, description: 'Current status of the show.' }),
    status: t.expose('status', formerStatus('showStatus', ShowStatusRef)),
    salesStartAt: t.expose('salesStartAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When sales start, if set.',
    }),
    salesEndAt: t.expose('salesEndAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When sales end, if set.',
    }),
  }),
});

const ShowFilterRef = builder.inputType('ShowFilter', {
  description: 'Filter for shows. A show must meet every condition that is given.',
  fields: (t) => ({
    status: t.field({ type: [ShowStatusRef], description: 'Shows with one of these statuses.' }),
    startsAfter: t.field({ type: 'DateTime', description: 'Shows that begin at this time or later.' }),
    startsBefore: t.field({ type: 'DateTime', description: 'Shows that begin before this time.' }),
    venueId: t.id({ bounds: NODE_ID, description: 'Shows in this venue.' }),
  }),
});

builder.queryFields((t) => ({
  show: t.field({
    type: ShowRef,
    nullable: true,
    description: 'The show with this id; null if there is none, or if it is a draft of another organiser.',
    args: { id: t.arg.id({ required: true, bounds: NODE_ID, description: 'The id, `show_…`.' }) },
    resolve: (_root, { id }, { services, principal }) => services.shows.getVisibleShow(principal, id),
  }),
  shows: t.connection(
    {
      type: ShowRef,
      description:
        'Shows, 20 to a page by default (at most 100): upcoming ones first, the next one first, then those that have begun, the latest first. Drafts for their organiser only.',
      extensions: READS_DATABASE,
      args: { filter: t.arg({ type: ShowFilterRef, description: 'Filter; all shows by default.' }) },
      resolve: async (_root, args, { services, principal }) => {
        try {
          const page = await services.shows.listShows(principal, args);
          return { ...page, count: (max: number) => services.shows.countShows(principal, args.filter, max) };
        } catch (error) {
          throw error instanceof InvalidInputError ? badArguments(error) : error;
        }
      },
    },
    {
      name: 'ShowConnection',
      description: 'One page of shows.',
      fields: (t) => ({
        totalCount: t.int({
          ...TOTAL_COUNT,
          resolve: (page, _args, { principal }) => totalCountOf(page, principal),
        }),
      }),
    },
    { name: 'ShowEdge', description: 'One show of a page.' },
  ),
}));

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
      description: "Whole minor units of the show's currency.",
    }),
  }),
});

const SALES_START = {
  type: 'DateTime',
  description: 'When sales start; must be before `startsAt`. Null: when the show is published.',
} as const;
const SALES_END = {
  type: 'DateTime',
  description: 'When sales end; may be after `startsAt`. Null: at `startsAt`.',
} as const;

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
  }),
});

const PriceTierChangeRef = builder.inputType('PriceTierChange', {
  description: 'A change of one price tier. What is not given stays.',
  fields: (t) => ({
    id: t.id({ required: true, bounds: NODE_ID, description: 'The price tier, `tier_…`.' }),
    name: t.string({ bounds: text(MAX_TIER_NAME), description: 'New name.' }),
    price: t.field({
      type: 'SafeInt',
      bounds: numberFrom(0, MAX_PRICE),
      description: "New price in whole minor units of the show's currency.",
    }),
  }),
});

const UpdateShowInputRef = builder.inputType('UpdateShowInput', {
  description: 'The show, and what to change. What is not given stays.',
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
  }),
});

builder.mutationFields((t) => ({
  createShow: t.field({
    type: ShowRef,
    description: 'Creates a show as a draft; `publishShow` puts it on sale. For organisers only.',
    authScopes: { organiser: true },
    args: { input: t.arg({ type: CreateShowInputRef, required: true, description: 'The show to create.' }) },
    errors: result({ field: 'show', description: 'The new show.', errors: [NotFoundError] }),
    resolve: (_root, { input }, context) => context.services.shows.createShow(callerOf(context), input),
  }),
  updateShow: t.field({
    type: ShowRef,
    description: "Changes title, times and prices of a show. For the show's organiser only.",
    authScopes: { organiser: true },
    args: { input: t.arg({ type: UpdateShowInputRef, required: true, description: 'What to change.' }) },
    errors: result({ field: 'show', description: 'The changed show.', errors: [NotFoundError, IllegalStateError] }),
    resolve: (_root, { input }, context) => context.services.shows.updateShow(callerOf(context), input),
  }),
}));

interface StatusChange {
  name: 'publishShow' | 'pauseShow' | 'closeShow' | 'cancelShow';
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
    "Puts a draft or a paused show on sale. A show that is already on sale is not changed. For the show's organiser only.",
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

statusMutation({
  name: 'cancelShow',
  description:
    "Cancels a show: seats that are held can no longer be booked, nor bookings paid, and it can not be put on sale again. Bookings that were paid stay as they are; `cancelBooking` refunds them. For the show's organiser only.",
  input: { name: 'CancelShowInput', description: 'The show to cancel.' },
  success: 'The cancelled show.',
});

// A query has no result union: bad arguments are a bad document.
function badArguments(error: InvalidInputError): GraphQLError {
  return new GraphQLError(error.message, { extensions: { code: 'BAD_USER_INPUT', issues: error.issues } });
}
