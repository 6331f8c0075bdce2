import { builder, callerOf, result } from '../../schema/builder.ts';
import { NODE_ID, text } from '../../schema/input-bounds/bounds.ts';
import { READS_DATABASE } from '../../schema/prices.ts';
import { LimitExceededError, NotFoundError } from '../../shared/errors.ts';
import type { AreaQuantity } from '../inventory/places.ts';
import { MAX_BLOCKED_AT_ONCE } from '../seat-map/seat-blocking.service.ts';
import { MAX_AREAS } from '../seating/plan-limits.ts';
import { MAX_CODE } from './code-input.ts';
import { CodeNotApplicableError } from './codes.errors.ts';
import type { OpenedAllotment } from './codes.service.ts';

const OpenedPlacesRef = builder.objectRef<AreaQuantity>('OpenedPlaces').implement({
  description: 'Places of an area that a promo code opens.',
  fields: (t) => ({
    areaId: t.exposeID('areaId', { description: "The plan's own `area_guid`." }),
    available: t.int({
      description: 'How many can be locked with the code at present, beside those that are available to everyone.',
      resolve: ({ quantity }) => quantity,
    }),
  }),
});

const OpenedAllotmentRef = builder.objectRef<OpenedAllotment>('OpenedAllotment').implement({
  description: 'A part of the house that a promo code opens.',
  fields: (t) => ({
    name: t.string({ description: 'Name.', resolve: ({ allotment }) => allotment.name }),
    color: t.string({
      description: 'Colour that its seats may be drawn in, as `#rrggbb`.',
      resolve: ({ allotment }) => allotment.color,
    }),
    seatIds: t.idList({
      description:
        'The `seatId`s of its seats. Those that are BLOCKED on the map can be locked with the code; the others are held or sold.',
      extensions: { listSize: MAX_BLOCKED_AT_ONCE },
      resolve: ({ seatIds }) => seatIds,
    }),
    areas: t.field({
      type: [OpenedPlacesRef],
      description: 'Its places of areas. A lock with the code takes these first.',
      extensions: { listSize: MAX_AREAS },
      resolve: ({ areas }) => areas,
    }),
  }),
});

const OpenAllotmentInputRef = builder.inputType('OpenAllotmentInput', {
  description: 'The show, and the promo code.',
  fields: (t) => ({
    showId: t.id({ required: true, bounds: NODE_ID, description: 'The show, `show_…`.' }),
    code: t.string({ required: true, bounds: text(MAX_CODE, 1), description: 'The code, in upper or lower case.' }),
  }),
});

builder.mutationField('openAllotment', (t) =>
  t.field({
    type: OpenedAllotmentRef,
    description:
      'Tells which seats and places a promo code opens, before any is locked: `lockSeats` takes them with the `code`. Nothing is changed or used up; wrong codes are limited.',
    authScopes: { authenticated: true },
    extensions: READS_DATABASE,
    args: { input: t.arg({ type: OpenAllotmentInputRef, required: true, description: 'The show and the code.' }) },
    errors: result({
      field: 'allotment',
      description: 'What the code opens.',
      errors: [CodeNotApplicableError, LimitExceededError, NotFoundError],
    }),
    async resolve(_root, { input }, context) {
      const { shows, codes } = context.services;
      const principal = callerOf(context);
      const show = await shows.getVisibleShow(principal, input.showId);
      if (!show) throw new NotFoundError('Show', 'input.showId');
      return await codes.openedBy({ principal, address: context.address ?? null }, show, input.code);
    },
  }),
);
