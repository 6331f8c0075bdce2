import type { Querier } from '../../platform/postgres/database.ts';
import { type AllottedPlaces, AllottedPool } from '../inventory/allotted-pool.ts';
import { type AreaQuantity, quantitiesOf, quantityByArea } from '../inventory/places.ts';
import { readFreeAllotted } from '../inventory/seat-ledger.ts';
import { shortAreasOf } from '../seat-map/seat-conflicts.ts';
import type { AreaShortage } from '../seat-map/seat-map.errors.ts';
import { areaDemands, type WantedPlaces } from './area-demands.ts';

/** Of what a lock gets more than it had, which places it is to have of the allotments that are open to it, as these were when they were read. */
export function expectedPlaces(
  before: readonly AreaQuantity[],
  after: readonly AreaQuantity[],
  open: readonly AllottedPlaces[],
): AllottedPlaces[] {
  const [pool, had] = [new AllottedPool(open), quantityByArea(before)];
  return quantitiesOf(after).flatMap(({ areaId, quantity }) =>
    pool.take(open, { areaId, quantity: quantity - (had.get(areaId) ?? 0) }),
  );
}

/** The areas that have not so many places left for the lock, with how many it can have, as PostgreSQL knows it. */
export async function shortAreasFor(database: Querier, showId: string, wanted: WantedPlaces): Promise<AreaShortage[]> {
  const open = await presentPlaces(database, wanted.openPlaces ?? []);
  const short = await shortAreasOf(database, showId, areaDemands({ ...wanted, openPlaces: open }));
  return withOpen(short, open) ?? [];
}

/** With what the lock can have of allotments. */
export function withOpen(
  short: readonly AreaShortage[] | undefined,
  open: readonly AllottedPlaces[] = [],
): AreaShortage[] | undefined {
  const free = quantityByArea(open);
  return short?.map(({ areaId, available }) => ({ areaId, available: available + (free.get(areaId) ?? 0) }));
}

/** What these allotments have free now of the same areas. */
async function presentPlaces(database: Querier, open: readonly AllottedPlaces[]): Promise<AllottedPlaces[]> {
  if (open.length === 0) return [];
  const isOpen = ({ allotmentId, areaId }: AllottedPlaces) =>
    open.some((place) => place.allotmentId === allotmentId && place.areaId === areaId);
  const allotmentIds = [...new Set(open.map(({ allotmentId }) => allotmentId))];
  return (await readFreeAllotted(database, allotmentIds)).filter(isOpen);
}
