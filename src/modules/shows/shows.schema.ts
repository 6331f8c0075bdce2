import { GraphQLError } from 'graphql';
import { builder, loadNode, registerNodeIds } from '../../schema/builder.ts';
import { ErrorInterface } from '../../schema/errors.ts';
import { formerStatus } from '../../schema/former-status.ts';
import { OF_MAPS } from '../../schema/importance.ts';
import { NODE_ID, text } from '../../schema/input-bounds/bounds.ts';
import { SEARCHES_SHOWS } from '../../schema/prices.ts';
import { SHAREABLE } from '../../schema/shareable.ts';
import { TOTAL_COUNT, totalCountOf } from '../../schema/total-count.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import { percentOf } from '../../shared/money/rate.ts';
import { MAX_SEARCH_CHARACTERS, MAX_SEARCH_WORDS } from '../../shared/show-search.ts';
import { MoneyRef } from '../pricing/money.schema.ts';
import { FeeRef, TAX_RATE, TicketPriceRef, TicketTypeRef } from '../pricing/pricing.schema.ts';
import { MAX_FEES, MAX_TICKET_TYPES } from '../pricing/pricing-input.ts';
import { SeatingPlanRef, VenueRef } from '../seating/seating.schema.ts';
import type { SeatRules } from './seat-rules.ts';
import type { PriceTier, Show } from './show.ts';
import { ShowNotOnSaleError } from './shows.errors.ts';

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
    price: t.expose('price', {
      extensions: SHAREABLE,
      type: MoneyRef,
      description: 'Price of one seat, tax included; in a show with ticket types, as one of the first.',
    }),
    prices: t.expose('prices', {
      extensions: { ...SHAREABLE, listSize: MAX_TICKET_TYPES },
      type: [TicketPriceRef],
      description:
        'Price of one seat by ticket type, in the order of `Show.ticketTypes`: its seats are not sold as other types. Empty in a show without types.',
    }),
    taxRate: t.float({
      extensions: SHAREABLE,
      description: `Rate of the tax that its prices include, ${TAX_RATE}.`,
      resolve: ({ taxRate }) => percentOf(taxRate),
    }),
  }),
});

registerNodeIds('tier', 'PriceTier');

loadNode('PriceTier', (id, { services, principal }) => services.shows.getVisibleTier(principal, id));
loadNode('TicketType', (id, { services, principal }) => services.shows.getVisibleTicketType(principal, id));

export const OrphanRuleRef = builder.enumType('OrphanRule', {
  description: 'What happens when a buyer chooses seats so that too short a run of free seats is left beside them.',
  values: {
    OFF: { description: 'The choice is accepted. `lockBestAvailable` still prefers seats that leave no such run.' },
    LENIENT: {
      description:
        'The choice is refused, unless no other seats side by side in the same tiers and zones are free for as many people.',
    },
    STRICT: { description: 'The choice is refused.' },
  } as const,
});

const SeatRulesRef = builder.objectRef<SeatRules>('SeatRules').implement({
  description:
    "The organiser's rules for the choice of seats. They apply to buyers, not to the show's organisers, and never to seats that become free: by expiry, release, cancellation or unblocking.",
  fields: (t) => ({
    orphanRule: t.expose('orphanRule', {
      extensions: SHAREABLE,
      type: OrphanRuleRef,
      description: 'What happens when too short a run of free seats is left; OFF by default.',
    }),
    minimumRun: t.exposeInt('minimumRun', {
      extensions: SHAREABLE,
      description:
        'The shortest run of free seats, side by side without a gap, that may be left; 2 by default. A run that was shorter already does not count.',
    }),
    endsAt: t.expose('endsAt', {
      extensions: SHAREABLE,
      type: 'DateTime',
      nullable: true,
      description: 'When the rules end; null: not before the sales do.',
    }),
  }),
});

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
    ticketTypes: t.expose('ticketTypes', {
      extensions: { ...SHAREABLE, listSize: MAX_TICKET_TYPES },
      type: [TicketTypeRef],
      description:
        "What its seats are sold as, in the organiser's order. Empty: there is nothing to choose, each seat has its tier's price.",
    }),
    fees: t.expose('fees', {
      extensions: { ...SHAREABLE, listSize: MAX_FEES },
      type: [FeeRef],
      description: "What is charged in addition to the tickets, in the organiser's order.",
    }),
    currency: t.exposeString('currency', {
      extensions: SHAREABLE,
      description: 'The ISO 4217 code of all its prices.',
    }),
    seatRules: t.expose('seatRules', {
      extensions: SHAREABLE,
      type: SeatRulesRef,
      description: "The organiser's rules for the choice of seats.",
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
    text: t.string({
      bounds: text(MAX_SEARCH_CHARACTERS),
      description: `Shows with all of these words, at most ${MAX_SEARCH_WORDS}, in their title or in their venue's name or city. Parts of words match; upper and lower case are the same.`,
    }),
    mine: t.boolean({
      description:
        'If true, only shows that the caller organises, drafts included: all shows for an admin, no shows for a caller who is not an organiser.',
    }),
  }),
});

const ShowOrderRef = builder.enumType('ShowOrder', {
  description: 'Order of a list of shows. Those that begin at the same time are in the order of their ids.',
  values: {
    UPCOMING_FIRST: {
      description: 'Shows to come, the next one first; then those that have begun, the latest first.',
    },
    EARLIEST_FIRST: { description: 'By the time they begin.' },
    LATEST_FIRST: { description: 'By the time they begin, in reverse.' },
  } as const,
});

builder.queryFields((t) => ({
  show: t.field({
    type: ShowRef,
    nullable: true,
    extensions: OF_MAPS,
    description: 'The show with this id; null if there is none, or if it is a draft of another organiser.',
    args: { id: t.arg.id({ required: true, bounds: NODE_ID, description: 'The id, `show_…`.' }) },
    resolve: (_root, { id }, { services, principal }) => services.shows.getVisibleShow(principal, id),
  }),
  shows: t.connection(
    {
      type: ShowRef,
      description:
        'Shows, 20 to a page by default (at most 100): upcoming ones first, the next one first, then those that have begun, the latest first, unless `orderBy` says otherwise. Drafts for their organiser only.',
      extensions: SEARCHES_SHOWS,
      args: {
        filter: t.arg({ type: ShowFilterRef, description: 'Filter; all shows by default.' }),
        orderBy: t.arg({
          type: ShowOrderRef,
          description: 'Order, the same on all pages of one walk; UPCOMING_FIRST by default.',
        }),
      },
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

// A query has no result union: bad arguments are a bad document.
function badArguments(error: InvalidInputError): GraphQLError {
  return new GraphQLError(error.message, { extensions: { code: 'BAD_USER_INPUT', issues: error.issues } });
}
