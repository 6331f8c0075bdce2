import { GraphQLError } from 'graphql';
import { builder, callerOf, loadNode, result } from '../../graphql/builder.ts';
import { ErrorInterface } from '../../graphql/errors.ts';
import { formerStatus } from '../../graphql/former-status.ts';
import { listOf, NODE_ID, numberFrom, text } from '../../graphql/input-bounds/bounds.ts';
import { READS_DATABASE } from '../../graphql/prices.ts';
import { SHAREABLE } from '../../graphql/shareable.ts';
import { IllegalStateError, InvalidInputError, NotFoundError } from '../errors.ts';
import { MAX_CATEGORIES, MAX_PLAN_TEXT } from '../seating/plan-limits.ts';
import { SeatingPlanRef, VenueRef } from '../seating/seating.schema.ts';
import { exponentOf, formatMoney, type Money } from './money.ts';
import type { PriceTier, Show } from './show.ts';
import { MAX_PRICE, MAX_TIER_NAME, MAX_TITLE } from './show-input.ts';
import { ShowNotOnSaleError } from './shows.errors.ts';

export const MoneyRef = builder.objectRef<Money>('Money').implement({
  description: 'An amount of money.',
  fields: (t) => ({
    amount: t.expose('amount', {
      extensions: SHAREABLE,
      type: 'SafeInt',
      description: 'Whole minor units: cents for EUR, yen for JPY.',
    }),
    currency: t.exposeString('currency', { extensions: SHAREABLE, description: 'The ISO 4217 code.' }),
    exponent: t.int({
      extensions: SHAREABLE,
      description:
        'How many decimals its major unit has by ISO 4217: amount / 10^exponent. 2 for EUR, 0 for JPY, 3 for KWD. Not what `Intl` takes for cash.',
      resolve: ({ currency }) => exponentOf(currency),
    }),
    formatted: t.string({
      description: 'As people of a locale write it: `€1,234.50`.',
      // A format may have to be made.
      extensions: { cost: 100 },
      args: {
        locale: t.arg.string({ bounds: text(35), description: 'A BCP 47 tag, such as `de-AT`; `en` without it.' }),
      },
      resolve: (money, { locale }) => {
        try {
          return formatMoney(money, locale ?? 'en');
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          throw badArguments(
            new InvalidInputError([{ path: 'locale', message: 'must be a BCP 47 tag such as de-AT' }]),
          );
        }
      },
    }),
  }),
});

export const ShowStatusRef = builder.enumType('ShowStatus', {
  description: 'Where a show is in its life.',
  values: {
    DRAFT: { description: 'Being prepared; only organisers see it.' },
    ON_SALE: { description: 'Published: seats can be had within its sales window.' },
    PAUSED: { description: 'Sales are stopped for now; holds and bookings go on.' },
    CLOSED: { description: 'Sales are over.' },
    CANCELLED: { description: 'It will not take place.' },
  } as const,
});

export const PriceTierRef = builder.objectRef<PriceTier>('PriceTier').implement({
  description: 'What the seats of one category cost in a show.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.exposeID('id', { extensions: SHAREABLE, description: 'The globally unique, type-prefixed id.' }),
    name: t.exposeString('name', { extensions: SHAREABLE, description: "The tier's name, for buyers." }),
    category: t.exposeString('category', { extensions: SHAREABLE, description: "The plan's category that it prices." }),
    price: t.expose('price', { extensions: SHAREABLE, type: MoneyRef, description: 'What one seat costs.' }),
  }),
});

loadNode('PriceTier', (id, { services, principal }) => services.shows.getVisibleTier(principal, id));

export const ShowRef = builder.objectRef<Show>('Show');

builder.node(ShowRef, {
  description: 'A show: something that takes place once, with seats to be sold.',
  id: { extensions: SHAREABLE, resolve: (show) => show.id },
  loadWithoutCache: (id, { services, principal }) => services.shows.getVisibleShow(principal, id),
  fields: (t) => ({
    title: t.exposeString('title', { extensions: SHAREABLE, description: "The show's title." }),
    showStatus: t.expose('status', {
      extensions: SHAREABLE,
      type: ShowStatusRef,
      description: 'Where it is in its life.',
    }),
    status: t.expose('status', { extensions: SHAREABLE, ...formerStatus('showStatus', ShowStatusRef) }),
    startsAt: t.expose('startsAt', { extensions: SHAREABLE, type: 'DateTime', description: 'When it begins.' }),
    salesStartAt: t.expose('salesStartAt', {
      extensions: SHAREABLE,
      type: 'DateTime',
      nullable: true,
      description: 'When sales open; null: as soon as it is on sale.',
    }),
    salesEndAt: t.expose('salesEndAt', {
      extensions: SHAREABLE,
      type: 'DateTime',
      nullable: true,
      description: 'When sales end, where the organiser has said so; null: when it begins.',
    }),
    venue: t.field({
      extensions: SHAREABLE,
      type: VenueRef,
      description: 'Where it takes place.',
      resolve: (show) => show.plan.venue,
    }),
    plan: t.expose('plan', { extensions: SHAREABLE, type: SeatingPlanRef, description: 'Its seats.' }),
    priceTiers: t.expose('priceTiers', {
      extensions: SHAREABLE,
      type: [PriceTierRef],
      description: "What its seats cost: one tier for each category of its plan, in the organiser's order.",
    }),
    currency: t.exposeString('currency', {
      extensions: SHAREABLE,
      description: 'The ISO 4217 code of all its prices.',
    }),
  }),
});

builder.objectType(ShowNotOnSaleError, {
  name: 'ShowNotOnSaleError',
  description: 'Seats of the show can not be had now. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    showStatus: t.expose('status', { type: ShowStatusRef, description: 'Where the show is in its life.' }),
    status: t.expose('status', formerStatus('showStatus', ShowStatusRef)),
    salesStartAt: t.expose('salesStartAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When sales open, where that is set.',
    }),
    salesEndAt: t.expose('salesEndAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When sales end, where that is set.',
    }),
  }),
});

const ShowFilterRef = builder.inputType('ShowFilter', {
  description: 'Which shows: those that fit all that is given.',
  fields: (t) => ({
    status: t.field({ type: [ShowStatusRef], description: 'Those in one of these states.' }),
    startsAfter: t.field({ type: 'DateTime', description: 'Those that begin at this moment or later.' }),
    startsBefore: t.field({ type: 'DateTime', description: 'Those that begin before this moment.' }),
    venueId: t.id({ bounds: NODE_ID, description: 'Those in this venue.' }),
  }),
});

builder.queryFields((t) => ({
  show: t.field({
    type: ShowRef,
    nullable: true,
    description: 'The show with this id; null when there is none, or it is a draft and the caller no organiser.',
    args: { id: t.arg.id({ required: true, bounds: NODE_ID, description: 'The id, `show_…`.' }) },
    resolve: (_root, { id }, { services, principal }) => services.shows.getVisibleShow(principal, id),
  }),
  shows: t.connection(
    {
      type: ShowRef,
      description: 'The shows by their beginning, 20 to a page unless told (at most 100); drafts for organisers only.',
      extensions: READS_DATABASE,
      args: { filter: t.arg({ type: ShowFilterRef, description: 'Which shows; without it, all.' }) },
      resolve: async (_root, args, { services, principal }) => {
        try {
          return await services.shows.listShows(principal, args);
        } catch (error) {
          throw error instanceof InvalidInputError ? badArguments(error) : error;
        }
      },
    },
    { name: 'ShowConnection', description: 'One page of shows.' },
    { name: 'ShowEdge', description: 'One show of a page.' },
  ),
}));

const PriceTierInputRef = builder.inputType('PriceTierInput', {
  description: 'The price of one category.',
  fields: (t) => ({
    name: t.string({ required: true, bounds: text(MAX_TIER_NAME), description: "The tier's name, for buyers." }),
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

const CreateShowInputRef = builder.inputType('CreateShowInput', {
  description: 'The show to make.',
  fields: (t) => ({
    planId: t.id({ required: true, bounds: NODE_ID, description: 'The seating plan, `plan_…`.' }),
    title: t.string({ required: true, bounds: text(MAX_TITLE), description: 'The title, for buyers.' }),
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
      description: 'One for each category of the plan, in the order to show them in.',
    }),
    salesStartAt: t.field({ type: 'DateTime', description: 'When sales open; before startsAt. Null: when published.' }),
    salesEndAt: t.field({ type: 'DateTime', description: 'When sales end; may be after startsAt. Null: at startsAt.' }),
  }),
});

const PublishShowInputRef = builder.inputType('PublishShowInput', {
  description: 'Which show to put on sale.',
  fields: (t) => ({ showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }) }),
});

const PauseShowInputRef = builder.inputType('PauseShowInput', {
  description: 'Which show to pause.',
  fields: (t) => ({ showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }) }),
});

builder.mutationFields((t) => ({
  createShow: t.field({
    type: ShowRef,
    description: 'Makes a show, as a draft; publishShow puts it on sale.',
    authScopes: { organiser: true },
    args: { input: t.arg({ type: CreateShowInputRef, required: true, description: 'The show to make.' }) },
    errors: result({ field: 'show', description: 'The show that was made.', errors: [NotFoundError] }),
    resolve: (_root, { input }, context) => context.services.shows.createShow(callerOf(context), input),
  }),
  publishShow: t.field({
    type: ShowRef,
    description: 'Puts a draft or a paused show on sale. A show that is on sale already stays so.',
    authScopes: { organiser: true },
    args: { input: t.arg({ type: PublishShowInputRef, required: true, description: 'Which show.' }) },
    errors: result({ field: 'show', description: 'The show, on sale.', errors: [NotFoundError, IllegalStateError] }),
    resolve: (_root, { input }, context) => context.services.shows.publishShow(callerOf(context), input),
  }),
  pauseShow: t.field({
    type: ShowRef,
    description: 'Stops the sales of a show for now; holds and bookings go on. A paused show stays so.',
    authScopes: { organiser: true },
    args: { input: t.arg({ type: PauseShowInputRef, required: true, description: 'Which show.' }) },
    errors: result({ field: 'show', description: 'The show, paused.', errors: [NotFoundError, IllegalStateError] }),
    resolve: (_root, { input }, context) => context.services.shows.pauseShow(callerOf(context), input),
  }),
}));

// A query has no result union: bad arguments are a bad document.
function badArguments(error: InvalidInputError): GraphQLError {
  return new GraphQLError(error.message, { extensions: { code: 'BAD_USER_INPUT', issues: error.issues } });
}
