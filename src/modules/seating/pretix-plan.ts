import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { InputIssue } from '../../shared/errors.ts';
import { type SeatLabels, type ZoneNaming, zoneLabel } from '../../shared/seats/seat-labels.ts';
import type { Adjacency } from './adjacency.ts';
import { adjacencyOfPlan, type PlacedPlan } from './plan-adjacency.ts';
import { isArea, readAreas } from './plan-areas.ts';
import { MAX_AREAS, MAX_CATEGORIES, MAX_PLAN_BYTES, MAX_ROWS, MAX_SEATS, MAX_ZONES } from './plan-limits.ts';
import { printPlan } from './plan-printer.ts';
import {
  label,
  listIn,
  mayBeBlank,
  memberOf,
  missingOr,
  object,
  refuseRepeated,
  refuseUnknownCategory,
  text,
  textIn,
  turnsNothing,
  visible,
} from './plan-values.ts';
import { ProblemList } from './problem-list.ts';
import { modelOf, type PlanSeat, type Point, type SeatCategory, type SeatingPlanModel } from './seating-plan-model.ts';
import { labelsOfSeats, labelsOfZones, type StoredPlan, zoneKeys } from './stored-labels.ts';

/**
 * The pretix seating plan JSON format: `{ name, categories: [{ name, color }], size, zones: [{ name, position, areas,
 * rows: [{ row_number, position, row_label, seat_label, seats: [{ seat_guid, seat_number, position, category }] }] }] }`.
 * Zones may lack a name or share one, and numbers may be blank (see src/shared/seats). Sizes, areas without a capacity and whatever
 * else a drawing carries are kept in the document and not looked at. Positions are relative: zone to plan, row to zone, seat to row; a zone
 * or row without one is at 0, 0.
 *
 * Some things are ours: numbers may be written as JSON numbers; a seat may say `"accessible": true` (wheelchair place),
 * `"companion": true` (the place beside one) and `"gap_after": true` (the row is interrupted after it); the plan may have a
 * `"focal_point": { x, y }`, where the audience looks; an area of a zone with an `"area_guid"` has places without numbers (see
 * plan-areas.ts).
 */
export type ParsedPlan =
  /** `document` is the plan as compact JSON: what is stored and served. */
  { ok: true; model: SeatingPlanModel; document: string } | { ok: false; issues: InputIssue[] };

// Far beyond any drawing, and three of them always add up to a finite number.
const MAX_COORDINATE = 1e9;
const coordinate = z
  .number({ error: missingOr('must be a finite number') })
  .min(-MAX_COORDINATE, `must be at least -${MAX_COORDINATE}`)
  .max(MAX_COORDINATE, `must be at most ${MAX_COORDINATE}`);
const position = z.object({ x: coordinate, y: coordinate }, { error: missingOr('must be { x, y }') });
const list = z.array(z.unknown(), { error: missingOr('must be a list') });

const PlanHead = z.object({ name: mayBeBlank, categories: list, zones: list, focal_point: position.nullish() }, object);
const Category = z.object({ name: visible, color: text.nullish() }, object);
const ZoneHead = z.object(
  // A zone without a name may be called by its id.
  { name: mayBeBlank.nullish(), zone_id: turnsNothing.optional(), position: position.nullish(), rows: list },
  object,
);
const RowHead = z.object(
  {
    row_number: label,
    row_label: mayBeBlank.nullish(),
    seat_label: mayBeBlank.nullish(),
    position: position.nullish(),
    seats: list,
  },
  object,
);
const Seat = z.object(
  {
    seat_guid: text,
    seat_number: label,
    position,
    category: text,
    accessible: z.boolean('must be true or false').nullish(),
    companion: z.boolean('must be true or false').nullish(),
    gap_after: z.boolean('must be true or false').nullish(),
  },
  object,
);

/** Without what is read from the plan as a whole. */
type SeatAlone = Omit<PlanSeat, keyof Adjacency | keyof SeatLabels>;

/** After as many seats others have their turn: it takes some milliseconds. */
const SEATS_PER_TURN = 1_000;

/**
 * Reads a parsed JSON value as a pretix seating plan. Problems are listed with their path below `root`
 * (`plan.zones.0.rows.3.seats.2.seat_guid`) in the plan's order; after the twentieth no more are looked for. A plan that is
 * larger than any may be is not looked into. Never rejects, and lets others have their turn meanwhile.
 */
export async function parsePretixPlan(plan: unknown, root = 'plan'): Promise<ParsedPlan> {
  const problems = new ProblemList(root);
  refuseTooLarge(plan, problems);
  if (!problems.isEmpty) return { ok: false, issues: problems.list() };
  const head = problems.check(PlanHead, plan, '');
  const categories = readCategories(listIn(plan, 'categories'), problems);
  const known = new Set(listIn(plan, 'categories').map((value) => textIn(value, 'name')));
  const zones = listIn(plan, 'zones');
  const zoneLabels = zones.map((zone, index) => zoneLabel(namingOf(zone), index));
  const keys = zoneKeys(zoneLabels);
  const seats: SeatAlone[] = await readSeats({ zones, keys }, problems, known);
  const areas = readAreas({ zones, keys, labels: zoneLabels }, problems, known);
  if (problems.isEmpty && seats.length + areas.length === 0) {
    problems.add({
      path: 'zones',
      message: 'must hold at least one seat, or an area with a capacity',
      code: 'REQUIRED',
    });
  }
  if (head === null || !problems.isEmpty) return { ok: false, issues: problems.list() };
  const document = await printDocument(plan, problems);
  if (document === null) return { ok: false, issues: problems.list() };
  const adjacency = adjacencyOfPlan(plan as PlacedPlan);
  const labels = labelsOfSeats(plan as StoredPlan);
  const whole = seats.map((seat, index): PlanSeat => ({ ...seat, ...labels[index]!, ...adjacency[index]! }));
  const { name, focal_point: focalPoint = null } = head;
  return { ok: true, model: modelOf({ name, categories, seats: whole, areas, focalPoint }), document };
}

/** What is not stored beside the document: it was checked when it was imported. Labels are in the order of its seats, those of zones by their keys. */
export function readDocument(document: string): {
  categories: SeatCategory[];
  labels: SeatLabels[];
  zoneLabels: ReadonlyMap<string, string>;
  focalPoint: Point | null;
} {
  const plan = JSON.parse(document) as StoredPlan & {
    categories: { name: string; color?: string | null }[];
    focal_point?: Point | null;
  };
  const { categories, focal_point } = plan;
  return {
    categories: categories.map(({ name, color }) => ({ name, color: color ?? null })),
    labels: labelsOfSeats(plan),
    zoneLabels: labelsOfZones(plan),
    focalPoint: focal_point ? { x: focal_point.x, y: focal_point.y } : null,
  };
}

function refuseTooLarge(plan: unknown, problems: ProblemList): void {
  const zones = listIn(plan, 'zones');
  const refuseMore = (path: string, count: number, most: number, what: string) => {
    if (count > most) {
      const message = `must hold at most ${most} ${what}, not ${count}`;
      problems.add({ path, message, code: 'TOO_MANY', maximum: most });
    }
    return count > most;
  };
  refuseMore('categories', listIn(plan, 'categories').length, MAX_CATEGORIES, 'categories');
  // Each is counted only where those around it are not too many.
  if (refuseMore('zones', zones.length, MAX_ZONES, 'zones')) return;
  if (
    refuseMore(
      'zones',
      sum(zones, (zone) => listIn(zone, 'rows').length),
      MAX_ROWS,
      'rows',
    )
  )
    return;
  const seats = sum(zones, (zone) => sum(listIn(zone, 'rows'), (row) => listIn(row, 'seats').length));
  refuseMore('zones', seats, MAX_SEATS, 'seats');
  const areas = sum(zones, (zone) => listIn(zone, 'areas').filter(isArea).length);
  refuseMore('zones', areas, MAX_AREAS, 'areas with an area_guid');
}

function sum(values: readonly unknown[], count: (value: unknown) => number): number {
  return values.reduce<number>((total, value) => total + count(value), 0);
}

function readCategories(values: unknown[], problems: ProblemList): SeatCategory[] {
  const categories: SeatCategory[] = [];
  const places = new Map<string, string>();
  for (const [index, value] of values.entries()) {
    const path = `categories.${index}`;
    const category = problems.check(Category, value, path);
    refuseRepeated(textIn(value, 'name'), `${path}.name`, places, problems);
    if (category !== null) categories.push({ name: category.name, color: category.color ?? null });
  }
  return categories;
}

// Broken zones, rows and seats are looked into as far as they go, so that one import shows many problems.
async function readSeats(
  { zones, keys }: { zones: readonly unknown[]; keys: readonly string[] },
  problems: ProblemList,
  categories: ReadonlySet<string | null>,
): Promise<SeatAlone[]> {
  const seats: SeatAlone[] = [];
  const guidPlaces = new Map<string, string>();
  let looked = 0;
  for (const [zoneIndex, zoneValue] of zones.entries()) {
    const zonePath = `zones.${zoneIndex}`;
    const zone = problems.check(ZoneHead, zoneValue, zonePath);
    const key = keys[zoneIndex]!;
    for (const [rowIndex, rowValue] of listIn(zoneValue, 'rows').entries()) {
      const rowPath = `${zonePath}.rows.${rowIndex}`;
      if (problems.isFull) return seats;
      const row = problems.check(RowHead, rowValue, rowPath);
      for (const [seatIndex, seatValue] of listIn(rowValue, 'seats').entries()) {
        if (problems.isFull) return seats;
        looked += 1;
        if (looked % SEATS_PER_TURN === 0) await nextTurn();
        const seatPath = `${rowPath}.seats.${seatIndex}`;
        const seat = problems.check(Seat, seatValue, seatPath);
        refuseRepeated(textIn(seatValue, 'seat_guid'), `${seatPath}.seat_guid`, guidPlaces, problems);
        refuseUnknownCategory(seatValue, seatPath, { problems, categories });
        if (zone !== null && row !== null && seat !== null) seats.push(seatOf(key, zone, row, seat));
      }
    }
  }
  return seats;
}

function seatOf(
  zoneKey: string,
  zone: z.infer<typeof ZoneHead>,
  row: z.infer<typeof RowHead>,
  seat: z.infer<typeof Seat>,
): SeatAlone {
  return {
    id: seat.seat_guid,
    zone: zoneKey,
    row: row.row_number,
    number: seat.seat_number,
    x: (zone.position?.x ?? 0) + (row.position?.x ?? 0) + seat.position.x,
    y: (zone.position?.y ?? 0) + (row.position?.y ?? 0) + seat.position.y,
    category: seat.category,
    accessible: seat.accessible ?? false,
    companion: seat.companion ?? false,
  };
}

async function printDocument(plan: unknown, problems: ProblemList): Promise<string | null> {
  let document: string;
  try {
    document = await printPlan(plan as object);
  } catch {
    problems.add({ path: '', message: 'is nested too deeply', code: 'MALFORMED' });
    return null;
  }
  const size = Buffer.byteLength(document);
  if (size <= MAX_PLAN_BYTES) return document;
  const message = `has ${size} bytes; at most ${MAX_PLAN_BYTES} are allowed`;
  problems.add({ path: '', message, code: 'TOO_LONG', maximum: MAX_PLAN_BYTES });
  return null;
}

function namingOf(zone: unknown): ZoneNaming {
  return { name: memberOf(zone, 'name'), zone_id: memberOf(zone, 'zone_id') };
}
