import { areasOf, cornersOf, type HallArea } from './areas.ts';
import { type Bounds, boundsOf } from './bounds.ts';
import { rowDistances, seatDistances } from './distances.ts';
import { labelOf, zoneLabel } from './plan-labels.ts';
import type { PretixPlan } from './pretix-plan.ts';
import type { PriceTier } from './price-tier.ts';
import { isForSale, type SaleArea, saleAreasOf } from './sale-areas.ts';
import { type Twin, twinsOf } from './sides.ts';

export interface HallSeat {
  /** Its place in `Hall.seats`. */
  index: number;
  id: string;
  /** What people call its zone. */
  zone: string;
  /** Of its zone in `Hall.zones`: names of zones need not differ. */
  zoneIndex: number;
  /** May be blank, as may `number`. */
  row: string;
  number: string;
  /** The plan's own words, such as "Table 7" and "Chair 1"; null: it has none. */
  rowLabel: string | null;
  seatLabel: string | null;
  /** In the plan's units. */
  x: number;
  y: number;
  tier: PriceTier;
  /** A wheelchair place. */
  accessible: boolean;
  /** For who accompanies someone in a wheelchair. */
  companion: boolean;
  /** The room that it has, in the plan's units: the same for all seats of its zone. */
  room: number;
}

export interface HallRow {
  /** The plan's words for it, or its number; may be blank. */
  name: string;
  /** What tells it apart from other rows of its name in the zone; null: there are none. */
  twin: Twin | null;
  /** At which of its ends the plan writes its name. */
  nameAt: { start: boolean; end: boolean };
  seats: HallSeat[];
}

export interface HallZone {
  name: string;
  /** What the API calls it; null: that is not known. */
  key: string | null;
  /** What tells it apart from other zones of its name; null: there are none. */
  twin: Twin | null;
  rows: HallRow[];
  bounds: Bounds;
}

/** A show's seats where they are, at what they cost. */
export interface Hall {
  seats: readonly HallSeat[];
  byId: ReadonlyMap<string, HallSeat>;
  zones: readonly HallZone[];
  /** How many of the seats are wheelchair places. */
  wheelchairPlaces: number;
  /** How many of the seats are companion seats. */
  companionSeats: number;
  /** The colour of a category, as the plan writes it; null: it has none. */
  colors: ReadonlyMap<string, string | null>;
  /** What is drawn beside them, and has no places. */
  areas: readonly HallArea[];
  /** The parts whose places have no numbers. */
  saleAreas: readonly SaleArea[];
  bounds: Bounds;
  /** The room that a seat has where they are densest, in the plan's units. */
  pitch: number;
  /** The same where they are sparsest. */
  largestRoom: number;
}

/** The seats of these ids that the hall has, in their order. */
export function seatsOfIds({ byId }: Pick<Hall, 'byId'>, seatIds: Iterable<string>): HallSeat[] {
  return [...seatIds].map((id) => byId.get(id)).filter((seat) => seat !== undefined);
}

/**
 * Positions in the plan are relative: zone to plan, row to zone, seat to row. `zoneKeys`: what the API calls the zones that hold seats,
 * in the plan's order.
 */
export function createHall(plan: PretixPlan, tiers: readonly PriceTier[], zoneKeys: readonly string[] = []): Hall {
  const tierByCategory = new Map(tiers.map((tier) => [tier.category, tier]));
  const seats: HallSeat[] = [];
  const zones: HallZone[] = [];
  const keyOf = keysByZone(plan, zoneKeys);
  const zonesWithAreas = plan.zones.map((zone, index) => ({
    ...{ name: zoneLabel(zone, index), areas: zone.areas, origin: zone.position ?? { x: 0, y: 0 } },
  }));
  const saleAreas = saleAreasOf(zonesWithAreas, tierByCategory);
  const areas = zonesWithAreas.flatMap((zone) => areasOf(drawnOnly(zone.areas, tierByCategory), zone.origin));
  for (const [planIndex, zone] of plan.zones.entries()) {
    const name = zoneLabel(zone, planIndex);
    const rows: HallRow[] = [];
    for (const row of zone.rows) {
      const left = (zone.position?.x ?? 0) + (row.position?.x ?? 0);
      const top = (zone.position?.y ?? 0) + (row.position?.y ?? 0);
      const rowLabel = labelOf(row.row_label, String(row.row_number));
      const inRow: HallSeat[] = [];
      for (const seat of row.seats) {
        const tier = tierByCategory.get(seat.category);
        if (!tier) continue; // Not part of this show.
        inRow.push({
          index: seats.length + inRow.length,
          id: seat.seat_guid,
          zone: name,
          zoneIndex: zones.length,
          row: String(row.row_number),
          number: String(seat.seat_number),
          rowLabel,
          seatLabel: labelOf(row.seat_label, String(seat.seat_number)),
          x: left + seat.position.x,
          y: top + seat.position.y,
          tier,
          accessible: seat.accessible ?? false,
          companion: seat.companion ?? false,
          room: 0,
        });
      }
      if (inRow.length > 0) {
        rows.push({
          name: rowLabel ?? String(row.row_number).trim(),
          twin: null,
          nameAt: nameAt(row.row_number_position),
          seats: inRow,
        });
      }
      seats.push(...inRow);
    }
    if (rows.length === 0) continue;
    const inZone = rows.flatMap((row) => row.seats);
    const room = roomIn(rows);
    for (const seat of inZone) seat.room = room;
    tellApart(rows, (row) => boundsOf(row.seats));
    zones.push({ name, key: keyOf.get(zone) ?? null, twin: null, rows, bounds: boundsOf(inZone) });
  }
  tellApart(zones, (zone) => zone.bounds);
  const rooms = zones.map((zone) => zone.rows[0]!.seats[0]!.room);
  return {
    seats,
    byId: new Map(seats.map((seat) => [seat.id, seat])),
    zones,
    wheelchairPlaces: seats.filter(({ accessible }) => accessible).length,
    companionSeats: seats.filter(({ companion }) => companion).length,
    colors: new Map(plan.categories.map(({ name, color }) => [name, color ?? null])),
    areas,
    saleAreas,
    bounds: boundsOf([
      ...seats,
      ...areas.flatMap(cornersOf),
      ...saleAreas.flatMap(({ drawing }) => cornersOf(drawing)),
    ]),
    pitch: rooms.length === 0 ? USUAL_ROOM : Math.min(...rooms, LARGEST_ROOM),
    largestRoom: Math.max(...rooms, 0),
  };
}

function drawnOnly(
  areas: PretixPlan['zones'][number]['areas'],
  tiers: ReadonlyMap<string, PriceTier>,
): PretixPlan['zones'][number]['areas'] {
  return Array.isArray(areas) ? areas.filter((area) => !isForSale(area, tiers)) : areas;
}

/** Plans of long ago may have zones that the API takes for one: then none is known by a key. */
function keysByZone({ zones }: PretixPlan, keys: readonly string[]): Map<unknown, string> {
  const seated = zones.filter(({ rows }) => rows.some(({ seats }) => seats.length > 0));
  // The keys of zones that hold only areas come after these.
  const withAreasOnly = zones.filter((zone) => !seated.includes(zone) && hasPlaces(zone));
  return new Map(
    seated.length + withAreasOnly.length === keys.length ? seated.map((zone, index) => [zone, keys[index]!]) : [],
  );
}

function hasPlaces({ areas }: PretixPlan['zones'][number]): boolean {
  return Array.isArray(areas) && areas.some((area) => typeof area?.area_guid === 'string');
}

function tellApart<Thing extends { name: string; twin: Twin | null }>(
  things: readonly Thing[],
  boundsOfThing: (thing: Thing) => Bounds,
): void {
  // Most names are alone: the bounds of rows are not needed.
  if (new Set(things.map(({ name }) => name)).size === things.length) return;
  const twins = twinsOf(things.map((thing) => ({ name: thing.name, bounds: boundsOfThing(thing) })));
  for (const [index, thing] of things.entries()) thing.twin = twins[index]!;
}

function nameAt(position: 'start' | 'end' | 'both' | null | undefined): { start: boolean; end: boolean } {
  if (position === null) return { start: false, end: false };
  return { start: position !== 'end', end: position !== 'start' };
}

const USUAL_ROOM = 25;
const LARGEST_ROOM = 1e6;

/** How large seats can be drawn in a zone without touching: the usual distance in its rows, or of its rows if that is less. */
function roomIn(rows: readonly HallRow[]): number {
  const inRows = lowerQuartile(rows.flatMap(seatDistances));
  return Math.min(inRows ?? USUAL_ROOM, lowerQuartile(rowDistances(rows)) ?? LARGEST_ROOM);
}

/** What most have, and no gap of an aisle. */
function lowerQuartile(distances: readonly number[]): number | undefined {
  const sorted = distances.filter((each) => each > 0).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 4)];
}
