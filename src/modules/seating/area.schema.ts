import { builder, loadNode, registerNodeIds } from '../../schema/builder.ts';
import { SHAREABLE } from '../../schema/shareable.ts';
import { globalAreaId, parseGlobalAreaId } from './area-id.ts';
import { MAX_AREAS } from './plan-limits.ts';
import { SeatingPlanRef } from './seating.schema.ts';
import type { AreaOfPlan } from './seating-plan-model.ts';

export const AreaRef = builder.objectRef<AreaOfPlan>('Area').implement({
  description:
    'A part of a seating plan whose places have no numbers, such as a standing area. So many of its places are sold as it holds.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({
      extensions: SHAREABLE,
      description: 'The globally unique id. Inputs take it as well as `areaId`.',
      resolve: ({ planId, area }) => globalAreaId(planId, area.id),
    }),
    areaId: t.id({
      extensions: SHAREABLE,
      description: "The plan's own `area_guid`, unique among its areas. `AreaChange` and the plan's drawing use it.",
      resolve: ({ area }) => area.id,
    }),
    zone: t.string({
      extensions: SHAREABLE,
      description: 'Name of its zone, for `zones` arguments.',
      resolve: ({ area }) => area.zone,
    }),
    zoneLabel: t.string({
      extensions: SHAREABLE,
      description: 'Its zone for display. A zone without a name in the plan has a readable one.',
      resolve: ({ area }) => area.zoneLabel,
    }),
    name: t.string({
      extensions: SHAREABLE,
      description: 'Its own name, for where its zone is known or seen.',
      resolve: ({ area }) => area.name,
    }),
    label: t.string({
      extensions: SHAREABLE,
      description:
        'What it is called where it stands by itself, as on tickets: its name, and before it the label of its zone where another area of the plan has the same name.',
      resolve: ({ area }) => area.label,
    }),
    category: t.string({
      extensions: SHAREABLE,
      description: 'Name of its category. Each show prices it with a price tier.',
      resolve: ({ area }) => area.category,
    }),
    capacity: t.int({
      extensions: SHAREABLE,
      description: 'How many places there are.',
      resolve: ({ area }) => area.capacity,
    }),
  }),
});

registerNodeIds('area', 'Area', { isComposed: true });

loadNode('Area', async (id, { services }) => {
  const named = parseGlobalAreaId(id);
  const area = named && (await services.seating.getPlan(named.planId))?.areaById.get(named.areaId);
  return area ? { planId: named.planId, area } : null;
});

builder.objectField(SeatingPlanRef, 'areas', (t) =>
  t.field({
    type: [AreaRef],
    description: "Its areas whose places have no numbers, in the plan's order.",
    extensions: { ...SHAREABLE, listSize: MAX_AREAS },
    resolve: async ({ id }, _args, { services }) => {
      const plan = await services.seating.getPlan(id);
      if (!plan) throw new Error(`${id} is gone`);
      return plan.areas.map((area) => ({ planId: id, area }));
    },
  }),
);

builder.objectField(SeatingPlanRef, 'placeCount', (t) =>
  t.int({
    description: 'Number of places of all its areas together.',
    extensions: SHAREABLE,
    resolve: ({ id }, _args, { services }) => services.seating.countPlaces(id),
  }),
);
