import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { AreaPayload } from '../events/events.ts';
import type { Allotting } from './allotted-places.ts';
import { type AllottedPlaces, AllottedPool } from './allotted-pool.ts';
import { type AreaQuantity, type HeldPlaces, quantitiesOf, quantityByArea } from './places.ts';
import type { MapEvent } from './seat-changes.ts';
import { readFreeAllotted } from './seat-ledger.ts';
import { lockHead, writeSeatEvents } from './write-seat-events.ts';

/**
 * Places of areas that are an allotment's, inside the caller's transaction. They are counted: area_allotments says how many an allotment has
 * and how many of these are held or sold, allotted_holds how many of a hold's return to it, and area_states.allotted how many are free and not
 * available. What is taken from where is worked out with the show's head locked.
 */

const SET_ALLOTTED_PLACES = readStatement(new URL('./sql/set-allotted-places.sql', import.meta.url));
const LOCK_HOLD = readStatement(new URL('./sql/lock-hold.sql', import.meta.url));
const READ_ALLOTTED_OF_HOLD = readStatement(new URL('./sql/read-allotted-of-hold.sql', import.meta.url));

/**
 * Sets how many places of these areas are the allotment's, all or none. Where it had more of which somebody holds or has bought some, these are
 * for everyone once they are given back. Null when there is no such show; rejects as `isAreaFull` says where an area has not so many places
 * left.
 */
export async function setAllottedAreas(
  tx: Querier,
  { showId, allotmentId, actor }: Allotting,
  areas: readonly AreaQuantity[],
): Promise<MapEvent[] | null> {
  if (!(await lockHead(tx, showId))) return null;
  const wanted = areas.map(({ areaId, quantity }) => ({ area_id: areaId, quantity }));
  const changed = await tx.query<AreaPayload>(SET_ALLOTTED_PLACES, [showId, allotmentId, JSON.stringify(wanted)]);
  const [less, more] = [changed.filter(({ quantity }) => quantity > 0), changed.filter(({ quantity }) => quantity < 0)];
  const about = { show_id: showId, actor };
  const blocked = await writeAreaEvent(tx, { event_type: 'seat.blocked', ...about }, less);
  const given = more.map((area) => ({ ...area, quantity: -area.quantity }));
  return [...blocked, ...(await writeAreaEvent(tx, { event_type: 'seat.unblocked', ...about }, given))];
}

async function writeAreaEvent(
  tx: Querier,
  draft: Parameters<typeof writeSeatEvents>[1],
  areas: readonly AreaPayload[],
): Promise<MapEvent[]> {
  return areas.length === 0 ? [] : await writeSeatEvents(tx, draft, { seatIds: [], areas });
}

/** Places of an area that a hold takes from an allotment, as the statements have them. */
export interface GivenPlaces {
  lock_id: string;
  area_id: string;
  allotment_id: string;
  quantity: number;
}

/** A hold that is to be made, and of what open allotments its places are taken first, in their order. */
interface OpenedHold {
  lockId: string;
  places: HeldPlaces;
  openPlaces?: readonly AllottedPlaces[] | undefined;
}

/** Which places of holds are taken from allotments, the first hold first. Nothing is asked, or locked, where none is open to any. */
export async function givenPlaces(
  tx: Querier,
  showId: string,
  holds: readonly OpenedHold[],
): Promise<readonly GivenPlaces[]> {
  if (!holds.some(({ openPlaces }) => openPlaces?.length)) return [];
  await lockHead(tx, showId);
  const pool = await poolOf(
    tx,
    holds.flatMap(({ openPlaces = [] }) => openPlaces),
  );
  return holds.flatMap(({ lockId, places, openPlaces = [] }) =>
    quantitiesOf(places.areas ?? [])
      .flatMap((area) => pool.take(openPlaces, area))
      .map((given) => givenBy(lockId, given)),
  );
}

/** How many places of each area a hold has, and is to have. */
interface ExchangedPlaces {
  showId: string;
  lockId: string;
  before: HeldPlaces;
  after: HeldPlaces;
  openPlaces?: readonly AllottedPlaces[] | undefined;
}

/**
 * Which of the places that a hold is to have are of allotments: of those that it gets, what is open to it and free; it gives back others
 * first. Null where it has as many of each area as before: then nothing is asked, or locked.
 */
export async function exchangedPlaces(
  tx: Querier,
  { showId, lockId, before, after, openPlaces = [] }: ExchangedPlaces,
): Promise<readonly GivenPlaces[] | null> {
  const [had, has] = [quantityByArea(before.areas ?? []), quantityByArea(after.areas ?? [])];
  if (had.size === has.size && [...had].every(([areaId, quantity]) => has.get(areaId) === quantity)) return null;
  await tx.query(LOCK_HOLD, [showId, lockId]);
  const own = Map.groupBy(await readAllottedOfHold(tx, lockId), ({ areaId }) => areaId);
  const pool = await poolOf(tx, openPlaces);
  return [...has].flatMap(([areaId, quantity]) => {
    const kept = new AllottedPool(own.get(areaId) ?? []).take(own.get(areaId) ?? [], { areaId, quantity });
    const more = pool.take(openPlaces, { areaId, quantity: quantity - (had.get(areaId) ?? 0) });
    return merged([...kept, ...more]).map((given) => givenBy(lockId, given));
  });
}

/** How many of a hold's places return to which allotment, the same for everyone who asks. */
export async function readAllottedOfHold(database: Querier, lockId: string): Promise<AllottedPlaces[]> {
  return await database.query<AllottedPlaces>(READ_ALLOTTED_OF_HOLD, [lockId]);
}

async function poolOf(tx: Querier, open: readonly AllottedPlaces[]): Promise<AllottedPool> {
  const allotmentIds = [...new Set(open.map(({ allotmentId }) => allotmentId))];
  return new AllottedPool(allotmentIds.length === 0 ? [] : await readFreeAllotted(tx, allotmentIds));
}

/** Each allotment once; all are of one area. */
function merged(places: readonly AllottedPlaces[]): AllottedPlaces[] {
  return [...Map.groupBy(places, ({ allotmentId }) => allotmentId).values()].map((own) => {
    return { ...own[0]!, quantity: own.reduce((sum, { quantity }) => sum + quantity, 0) };
  });
}

function givenBy(lockId: string, { areaId, allotmentId, quantity }: AllottedPlaces): GivenPlaces {
  return { lock_id: lockId, area_id: areaId, allotment_id: allotmentId, quantity };
}
