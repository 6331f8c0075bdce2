import { builder, callerOf, registerNodeIds, result } from '../../schema/builder.ts';
import type { GraphqlContext } from '../../schema/context.ts';
import { IDEMPOTENCY_KEY } from '../../schema/idempotency-key.ts';
import { OF_LISTS } from '../../schema/importance.ts';
import { json, text } from '../../schema/input-bounds/bounds.ts';
import { SHAREABLE } from '../../schema/shareable.ts';
import { IdempotencyConflictError } from '../../shared/errors.ts';
import {
  DOCUMENT_LIMITS,
  MAX_AREA_CAPACITY,
  MAX_AREAS,
  MAX_CATEGORIES,
  MAX_ROWS,
  MAX_SEATS,
  MAX_ZONES,
} from './plan-limits.ts';
import { planPath } from './plan-route.ts';
import type { LoadedPlan, SeatingPlan } from './seating.service.ts';
import type { SeatCategory, Zone } from './seating-plan-model.ts';
import { MAX_VENUE_TEXT, type Venue } from './venue.ts';

export const VenueRef = builder.objectRef<Venue>('Venue');

registerNodeIds('venue', 'Venue');

builder.node(VenueRef, {
  description: 'A place where shows are held.',
  id: { extensions: SHAREABLE, resolve: (venue) => venue.id },
  loadWithoutCache: (id, { services }) => services.seating.getVenue(id),
  fields: (t) => ({
    name: t.exposeString('name', { extensions: SHAREABLE, description: "The venue's name." }),
    city: t.exposeString('city', { extensions: SHAREABLE, description: 'City.' }),
    timezone: t.exposeString('timezone', {
      extensions: SHAREABLE,
      description: 'IANA time zone, such as `Europe/Berlin`, in which the times of its shows are displayed.',
    }),
  }),
});

const ZoneRef = builder.objectRef<Zone>('Zone').implement({
  description: 'A part of a seating plan, such as a block or a balcony.',
  fields: (t) => ({
    name: t.exposeString('name', {
      extensions: SHAREABLE,
      description: 'Name, unique within the plan. `zones` arguments take it.',
    }),
    label: t.exposeString('label', {
      extensions: SHAREABLE,
      description: 'Name for display. Zones may share it; a zone without a name in the plan has a readable one.',
    }),
    seatCount: t.exposeInt('seatCount', { extensions: SHAREABLE, description: 'Number of seats.' }),
  }),
});

const SeatCategoryRef = builder.objectRef<SeatCategory>('SeatCategory').implement({
  description: 'A category of seats and areas. Each show prices it with a price tier.',
  fields: (t) => ({
    name: t.exposeString('name', { extensions: SHAREABLE, description: 'Its name, unique within the plan.' }),
    color: t.exposeString('color', {
      extensions: SHAREABLE,
      nullable: true,
      description: 'CSS colour of the category in the plan, if it has one.',
    }),
  }),
});

export const SeatingPlanRef = builder.objectRef<SeatingPlan>('SeatingPlan');

registerNodeIds('plan', 'SeatingPlan');

builder.node(SeatingPlanRef, {
  description: 'A seating plan of a venue. It never changes: a changed plan is imported as a new one.',
  id: { extensions: SHAREABLE, resolve: (plan) => plan.id },
  loadWithoutCache: (id, { services }) => services.seating.getPlanMeta(id),
  fields: (t) => ({
    name: t.exposeString('name', { extensions: SHAREABLE, description: "The plan's name." }),
    venue: t.expose('venue', { extensions: SHAREABLE, type: VenueRef, description: 'The venue.' }),
    seatCount: t.exposeInt('seatCount', { extensions: SHAREABLE, description: 'Number of seats.' }),
    zones: t.field({
      extensions: SHAREABLE,
      type: [ZoneRef],
      description: "The zones that hold seats, in the plan's order; then those that hold only areas.",
      resolve: async (plan, _args, context) => (await loaded(plan, context)).zones,
    }),
    categories: t.field({
      extensions: SHAREABLE,
      type: [SeatCategoryRef],
      description: "The categories of its seats and areas, in the plan's order.",
      resolve: async (plan, _args, context) => (await loaded(plan, context)).categories,
    }),
    url: t.string({
      extensions: SHAREABLE,
      description:
        "URL of the whole plan as pretix JSON, compressed and cacheable for ever; relative to the API's origin.",
      resolve: (plan) => planPath(plan.id),
    }),
  }),
});

const count = (value: number) => value.toLocaleString('en-US');

const VenueInputRef = builder.inputType('VenueInput', {
  description: 'The venue of a plan: an existing one with this name and city, or a new one.',
  fields: (t) => ({
    name: t.string({ required: true, bounds: text(MAX_VENUE_TEXT), description: "The venue's name." }),
    city: t.string({ required: true, bounds: text(MAX_VENUE_TEXT), description: 'City.' }),
    timezone: t.string({
      required: true,
      bounds: text(100),
      description: 'IANA time zone, such as `Europe/Berlin`.',
    }),
  }),
});

const ImportSeatingPlanInputRef = builder.inputType('ImportSeatingPlanInput', {
  description: 'The venue and the plan to import.',
  fields: (t) => ({
    venue: t.field({ type: VenueInputRef, required: true, description: 'The venue.' }),
    plan: t.field({
      type: 'JSON',
      required: true,
      bounds: json(DOCUMENT_LIMITS),
      description: `The plan in the pretix seating plan format, at most 50 MB: up to ${count(MAX_SEATS)} seats in ${count(MAX_ROWS)} rows and ${MAX_ZONES} zones, of ${MAX_CATEGORIES} categories. An entry of a zone’s \`areas\` with our \`area_guid\`, \`capacity\` and \`category\` has places without numbers: up to ${MAX_AREAS} of them, each of at most ${count(MAX_AREA_CAPACITY)} places. Beyond pretix, a seat may have \`accessible\` (a wheelchair place), \`companion\` (the place beside one) and \`gap_after\`, and the plan a \`focal_point\`. Zones may lack a name, and numbers may be blank.`,
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

builder.mutationField('importSeatingPlan', (t) =>
  t.field({
    type: SeatingPlanRef,
    extensions: OF_LISTS,
    description:
      'Imports a seating plan: all of it, or nothing. Problems are listed with their path in the input. For organisers only.',
    authScopes: { organiser: true },
    args: { input: t.arg({ type: ImportSeatingPlanInputRef, required: true, description: 'The venue and the plan.' }) },
    errors: result({ field: 'plan', description: 'The imported plan.', errors: [IdempotencyConflictError] }),
    resolve: (_root, { input }, context) => context.services.planImports.importSeatingPlan(callerOf(context), input),
  }),
);

async function loaded(plan: SeatingPlan, { services }: GraphqlContext): Promise<LoadedPlan> {
  const found = await services.seating.getPlan(plan.id);
  if (!found) throw new Error(`${plan.id} is gone`);
  return found;
}
