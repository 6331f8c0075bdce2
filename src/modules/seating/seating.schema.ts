import { builder, callerOf, result } from '../../graphql/builder.ts';
import type { GraphqlContext } from '../../graphql/context.ts';
import { json, text } from '../../graphql/input-bounds/bounds.ts';
import { SHAREABLE } from '../../graphql/shareable.ts';
import { DOCUMENT_LIMITS, MAX_CATEGORIES, MAX_ROWS, MAX_SEATS, MAX_ZONES } from './plan-limits.ts';
import { planPath } from './plan-route.ts';
import type { LoadedPlan, SeatingPlan } from './seating.service.ts';
import type { SeatCategory, Zone } from './seating-plan-model.ts';
import { MAX_VENUE_TEXT, type Venue } from './venue.ts';

export const VenueRef = builder.objectRef<Venue>('Venue');

builder.node(VenueRef, {
  description: 'A place where shows are held.',
  id: { extensions: SHAREABLE, resolve: (venue) => venue.id },
  loadWithoutCache: (id, { services }) => services.seating.getVenue(id),
  fields: (t) => ({
    name: t.exposeString('name', { extensions: SHAREABLE, description: "The venue's name." }),
    city: t.exposeString('city', { extensions: SHAREABLE, description: 'The city that it is in.' }),
    timezone: t.exposeString('timezone', {
      extensions: SHAREABLE,
      description: 'Its IANA time zone, such as `Europe/Berlin`: for showing the times of its shows.',
    }),
  }),
});

const ZoneRef = builder.objectRef<Zone>('Zone').implement({
  description: 'A part of a seating plan: a block, a balcony.',
  fields: (t) => ({
    name: t.exposeString('name', {
      extensions: SHAREABLE,
      description: 'Its name, unique within the plan: what `zones` arguments take.',
    }),
    seatCount: t.exposeInt('seatCount', { extensions: SHAREABLE, description: 'How many seats it holds.' }),
  }),
});

const SeatCategoryRef = builder.objectRef<SeatCategory>('SeatCategory').implement({
  description: 'A category of seats, which a show prices with a price tier.',
  fields: (t) => ({
    name: t.exposeString('name', { extensions: SHAREABLE, description: 'Its name, unique within the plan.' }),
    color: t.exposeString('color', {
      extensions: SHAREABLE,
      nullable: true,
      description: 'The CSS colour that the plan draws it in.',
    }),
  }),
});

export const SeatingPlanRef = builder.objectRef<SeatingPlan>('SeatingPlan');

builder.node(SeatingPlanRef, {
  description: 'The seats of a venue. Immutable: a changed plan is a new plan.',
  id: { extensions: SHAREABLE, resolve: (plan) => plan.id },
  loadWithoutCache: (id, { services }) => services.seating.getPlanMeta(id),
  fields: (t) => ({
    name: t.exposeString('name', { extensions: SHAREABLE, description: "The plan's name." }),
    venue: t.expose('venue', { extensions: SHAREABLE, type: VenueRef, description: 'The venue that it is a plan of.' }),
    seatCount: t.exposeInt('seatCount', { extensions: SHAREABLE, description: 'How many seats it has.' }),
    zones: t.field({
      extensions: SHAREABLE,
      type: [ZoneRef],
      description: "The zones that hold seats, in the plan's order.",
      resolve: async (plan, _args, context) => (await loaded(plan, context)).zones,
    }),
    categories: t.field({
      extensions: SHAREABLE,
      type: [SeatCategoryRef],
      description: "The categories of its seats, in the plan's order.",
      resolve: async (plan, _args, context) => (await loaded(plan, context)).categories,
    }),
    url: t.string({
      extensions: SHAREABLE,
      description:
        "Where the whole plan is served as pretix JSON, compressed and cacheable for ever; relative to the API's origin.",
      resolve: (plan) => planPath(plan.id),
    }),
  }),
});

const count = (value: number) => value.toLocaleString('en-US');

const VenueInputRef = builder.inputType('VenueInput', {
  description: 'The venue of a plan: found by its name and city, or made.',
  fields: (t) => ({
    name: t.string({ required: true, bounds: text(MAX_VENUE_TEXT), description: "The venue's name." }),
    city: t.string({ required: true, bounds: text(MAX_VENUE_TEXT), description: 'The city that it is in.' }),
    timezone: t.string({
      required: true,
      bounds: text(100),
      description: 'Its IANA time zone, such as `Europe/Berlin`.',
    }),
  }),
});

const ImportSeatingPlanInputRef = builder.inputType('ImportSeatingPlanInput', {
  description: 'What to import.',
  fields: (t) => ({
    venue: t.field({ type: VenueInputRef, required: true, description: 'Where the seats are.' }),
    plan: t.field({
      type: 'JSON',
      required: true,
      bounds: json(DOCUMENT_LIMITS),
      description: `The plan in the pretix seating plan format, at most 50 MB: up to ${count(MAX_SEATS)} seats in ${count(MAX_ROWS)} rows and ${MAX_ZONES} zones, of ${MAX_CATEGORIES} categories. Beyond pretix, a seat may say \`"accessible": true\`.`,
    }),
  }),
});

builder.mutationField('importSeatingPlan', (t) =>
  t.field({
    type: SeatingPlanRef,
    description: 'Imports a seating plan, all of it or nothing; problems are listed by their path.',
    authScopes: { organiser: true },
    args: { input: t.arg({ type: ImportSeatingPlanInputRef, required: true, description: 'The venue and the plan.' }) },
    errors: result({ field: 'plan', description: 'The plan that was made.', errors: [] }),
    resolve: (_root, { input }, context) => context.services.seating.importSeatingPlan(callerOf(context), input),
  }),
);

async function loaded(plan: SeatingPlan, { services }: GraphqlContext): Promise<LoadedPlan> {
  const found = await services.seating.getPlan(plan.id);
  if (!found) throw new Error(`${plan.id} is gone`);
  return found;
}
