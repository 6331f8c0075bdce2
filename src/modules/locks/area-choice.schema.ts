import { builder } from '../../schema/builder.ts';
import { listOf, NODE_ID, numberFrom, text } from '../../schema/input-bounds/bounds.ts';
import { MAX_AREA_ID } from '../seating/area-id.ts';
import { MOST_SEATS_OF_A_LOCK } from './lock-input.ts';

/** Of one lock: some areas, each with some types. */
export const AREA_CHOICES = listOf(200);

const MOST_PLACES = numberFrom(0, MOST_SEATS_OF_A_LOCK);

export const AreaChoiceRef = builder.inputType('AreaChoice', {
  description: 'Places of an area, sold as tickets of one type.',
  fields: (t) => ({
    areaId: t.id({ required: true, bounds: text(MAX_AREA_ID, 1), description: 'The area, by `areaId` or `id`.' }),
    quantity: t.int({ required: true, bounds: MOST_PLACES, description: 'How many places.' }),
    ticketTypeId: t.id({
      bounds: NODE_ID,
      description:
        "One of the show's ticket types, `tickettype_…`, that its tier has a price for; the first by default.",
    }),
  }),
});
