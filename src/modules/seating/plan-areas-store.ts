import { createSharedLookup } from '../../platform/batching/shared-lookup.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { PlanArea } from './seating-plan-model.ts';

/** Labels are made from the plan's document. */
type StoredArea = Omit<PlanArea, 'label' | 'zoneLabel'>;

/** A page of plans. */
const PLANS_AT_ONCE = 100;
const COUNT_PLACES = readStatement(new URL('./sql/count-places.sql', import.meta.url));
const INSERT_AREAS = readStatement(new URL('./sql/insert-areas.sql', import.meta.url));

/** In the transaction that stores the plan. */
export async function insertAreas(tx: Querier, planId: string, areas: readonly PlanArea[]): Promise<void> {
  if (areas.length === 0) return;
  await tx.query(INSERT_AREAS, [
    planId,
    areas.map(({ id }) => id),
    areas.map(({ zone }) => zone),
    areas.map(({ name }) => name),
    areas.map(({ category }) => category),
    areas.map(({ capacity }) => capacity),
  ]);
}

/** How many places a plan's areas have together: plans that are asked for at the same time share a statement. */
export function createPlaceCounter(database: Querier): (planId: string) => Promise<number> {
  const lookUp = createSharedLookup<string, number>({
    nameOf: (planId) => planId,
    async readAll(planIds) {
      const rows = await database.query<{ planId: string; places: number }>(COUNT_PLACES, [planIds]);
      return new Map(rows.map(({ planId, places }) => [planId, places]));
    },
    maxKeys: PLANS_AT_ONCE,
  });
  return async (planId) => (await lookUp(planId)) ?? 0;
}

/** Those of a stored plan, in its order. */
export async function readAreasOf({ prisma }: Database, planId: string): Promise<StoredArea[]> {
  return await prisma.planArea.findMany({
    where: { planId },
    select: { id: true, zone: true, name: true, category: true, capacity: true },
    orderBy: { ordinal: 'asc' },
  });
}
