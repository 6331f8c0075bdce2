import type { Database, Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { PlanArea } from './seating-plan-model.ts';

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

/** Those of a stored plan, in its order. */
export async function readAreasOf({ prisma }: Database, planId: string): Promise<PlanArea[]> {
  return await prisma.planArea.findMany({
    where: { planId },
    select: { id: true, zone: true, name: true, category: true, capacity: true },
    orderBy: { ordinal: 'asc' },
  });
}
