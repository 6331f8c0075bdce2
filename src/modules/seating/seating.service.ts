import { createHash } from 'node:crypto';
import { createLoadingCache } from '../../platform/caching/loading-cache.ts';
import { isId, newId } from '../../platform/ids.ts';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { prismaPage } from '../../platform/postgres/prisma-page.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { Slots } from '../../platform/turns/slots.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import type { IdPage } from '../../shared/id-page.ts';
import type { Principal } from '../../shared/principal.ts';
import type { SeatLabels } from '../../shared/seats/seat-labels.ts';
import { hasVisibleText } from '../../shared/text/plain-text.ts';
import { assertCan } from '../identity/rights.ts';
import { adjacencyOfPlan, type PlacedPlan } from './plan-adjacency.ts';
import { createPlaceCounter, insertAreas, readAreasOf } from './plan-areas-store.ts';
import { compressDocument, type PlanDocument } from './plan-document.ts';
import { parsePretixPlan, readDocument as readPlanDocument } from './pretix-plan.ts';
import { modelOf, type PlanSeat, type SeatingPlanModel } from './seating-plan-model.ts';
import { SharedTexts } from './shared-texts.ts';
import { findOrMakeVenue, readVenue, VENUE, type Venue, type VenueInput, venueIssues } from './venue.ts';

/** A plan without its seats and its drawing. Immutable: a changed plan is a new plan. */
export interface SeatingPlan {
  id: string;
  name: string;
  seatCount: number;
  venue: Venue;
  createdAt: Date;
}

/** A plan with its seats. */
export interface LoadedPlan extends SeatingPlanModel {
  id: string;
}

export interface ImportSeatingPlanInput {
  venue: VenueInput;
  /** A parsed pretix seating plan. */
  plan?: unknown;
}

/** A plan that was read and has no problems, to be stored. */
export interface PlanImport {
  venue: VenueInput;
  name: string;
  model: SeatingPlanModel;
  /** As compact JSON. */
  document: string;
  /** SHA-256 of the document. */
  hash: string;
}

export interface SeatingService {
  /**
   * Stores the plan, all of it or nothing; the venue is found by name and city, or made. Throws InvalidInputError with
   * the problems, by their path (`input.plan.zones.0.rows.3.seats.2.seat_guid`). `id` is for seeding.
   */
  importSeatingPlan(principal: Principal, input: ImportSeatingPlanInput, id?: string): Promise<SeatingPlan>;
  /** The first half of importSeatingPlan: nothing is stored. */
  readImport(principal: Principal, input: ImportSeatingPlanInput): Promise<PlanImport>;
  /** The second half, all or nothing. */
  storeImport(plan: PlanImport, id: string): Promise<SeatingPlan>;
  getVenue(id: string): Promise<Venue | null>;
  /** The plan without its seats, or null. Reads no document. */
  getPlanMeta(id: string): Promise<SeatingPlan | null>;
  /** All of them without their seats, for organisers. */
  listPlans(principal: Principal, page: IdPage): Promise<SeatingPlan[]>;
  /** How many there are, counted up to `max + 1`, for organisers. */
  countPlans(principal: Principal, max: number): Promise<number>;
  /** How many places the plan's areas have together. Those that are asked for at the same time share a read. */
  countPlaces(id: string): Promise<number>;
  /** The plan with its seats, or null; kept in process, since plans never change. */
  getPlan(id: string): Promise<LoadedPlan | null>;
  /** The plan's pretix JSON as it is served, or null; compressed once. Throws NoSlotError when too many wait. */
  planDocument(id: string): Promise<PlanDocument | null>;
  /** How many seats the largest plan has; at most a minute old. */
  largestHall(): Promise<number>;
  /**
   * Computes and stores which seats are side by side in plans that were imported by a version that did not. Nodes that
   * start together wait for one another. To be awaited before any plan is read.
   */
  completePlans(): Promise<void>;
  /** Forgets the plans that this node has read: PostgreSQL may have lost them. */
  renew(): void;
}

/** About 300,000 seats of usual plans. */
const MAX_CACHED_PLAN_BYTES = 160 * 1024 * 1024;
/** Measured: 270 of a seat without its texts, and 230 of its place in a layout with distances from eight focal points. */
const BYTES_PER_SEAT = 500;
const MAX_CACHED_META_BYTES = 4 * 1024 * 1024;
/** Of a plan without its seats beside its texts: the objects and their places in the cache. */
const BYTES_PER_META = 500;
const MAX_CACHED_DOCUMENT_BYTES = 128 * 1024 * 1024;
const LARGEST_HALL_TTL_MS = 60_000;
const SEATS_PER_INSERT = 4_000;

const INSERT_PLAN = readStatement(new URL('./sql/insert-plan.sql', import.meta.url));
const INSERT_SEATS = readStatement(new URL('./sql/insert-seats.sql', import.meta.url));
/** So many are read, and compressed, at a time: anybody may ask for plans, also for those that there are not. */
const DOCUMENTS_AT_ONCE = 2;
const MAX_DOCUMENT_WAIT_MS = 10_000;
/** Of a kept document beside its bytes. */
const BYTES_PER_DOCUMENT = 2_048;
const READ_SEATS = readStatement(new URL('./sql/read-seats.sql', import.meta.url));
const FIND_INCOMPLETE_PLAN = readStatement(new URL('./sql/find-incomplete-plan.sql', import.meta.url));
const LOCK_PLAN = readStatement(new URL('./sql/lock-plan.sql', import.meta.url));
const PLACE_SEATS = readStatement(new URL('./sql/place-seats.sql', import.meta.url));

export interface SeatingServiceDeps {
  database: Database;
  /** How much memory plans with their seats may take. */
  maxPlanBytes?: number;
}

export function createSeatingService({
  database,
  maxPlanBytes = MAX_CACHED_PLAN_BYTES,
}: SeatingServiceDeps): SeatingService {
  const metas = createLoadingCache({
    load: (id) => readMeta(database, id),
    weigh: (meta) => BYTES_PER_META + 2 * JSON.stringify(meta).length,
    maxWeight: MAX_CACHED_META_BYTES,
  });
  const plans = createLoadingCache({
    load: (id) => readPlan(database, id),
    weigh: ({ bytes }) => bytes,
    maxWeight: maxPlanBytes,
  });
  const documentSlots = new Slots(DOCUMENTS_AT_ONCE);
  const documents = createLoadingCache({
    load: (id) => documentSlots.hold(1, () => readDocument(database, id), { maxWait_ms: MAX_DOCUMENT_WAIT_MS }),
    weigh: ({ identity, gzip, br }) => BYTES_PER_DOCUMENT + identity.length + gzip.length + br.length,
    maxWeight: MAX_CACHED_DOCUMENT_BYTES,
  });
  const largest = createLoadingCache({
    load: () => readLargestHall(database),
    maxWeight: 1,
    ttl_ms: LARGEST_HALL_TTL_MS,
  });
  return {
    importSeatingPlan: async (principal, input, id = newId('plan')) =>
      storeImport(database, await readImport(principal, input), id),
    readImport,
    storeImport: (plan, id) => storeImport(database, plan, id),
    getVenue: async (id) => (isId('venue', id) ? readVenue(database, id) : null),
    getPlanMeta: async (id) => (isId('plan', id) ? metas.get(id) : null),
    async listPlans(principal, page) {
      assertCan(principal, 'organise', null);
      return readPlans(database, page);
    },
    async countPlans(principal, max) {
      assertCan(principal, 'organise', null);
      return database.prisma.seatingPlan.count({ take: max + 1 });
    },
    countPlaces: createPlaceCounter(database),
    getPlan: async (id) => (isId('plan', id) ? ((await plans.get(id))?.plan ?? null) : null),
    planDocument: async (id) => (isId('plan', id) ? documents.get(id) : null),
    completePlans: () => completePlans(database),
    largestHall: async () => (await largest.get('seats')) ?? 0,
    renew() {
      for (const cache of [metas, plans, documents, largest]) cache.clear();
    },
  };
}

async function readImport(principal: Principal, input: ImportSeatingPlanInput): Promise<PlanImport> {
  assertCan(principal, 'plan.import', null);
  const venueProblems = venueIssues(input.venue, 'input.venue');
  const parsed = await parsePretixPlan(input.plan, 'input.plan');
  if (!parsed.ok) throw new InvalidInputError([...venueProblems, ...parsed.issues]);
  if (venueProblems.length > 0) throw new InvalidInputError(venueProblems);
  const { model, document } = parsed;
  // Where the plan's own name is blank.
  const name = hasVisibleText(model.name) ? model.name : input.venue.name.trim();
  return { venue: input.venue, name, model, document, hash: sha256(document) };
}

async function storeImport(
  database: Database,
  { venue: asked, name, model, document, hash }: PlanImport,
  id: string,
): Promise<SeatingPlan> {
  return await database.transaction(async (tx) => {
    const venue = await findOrMakeVenue(tx, asked, 'input.venue');
    const values = [id, venue.id, name, model.seats.length, document, hash];
    const [row] = await tx.query<{ created_at: Date }>(INSERT_PLAN, values);
    await insertSeats(tx, id, model.seats);
    await insertAreas(tx, id, model.areas);
    return { id, name, seatCount: model.seats.length, venue, createdAt: row!.created_at };
  });
}

async function insertSeats(tx: Querier, planId: string, seats: readonly PlanSeat[]): Promise<void> {
  for (let start = 0; start < seats.length; start += SEATS_PER_INSERT) {
    const chunk = seats.slice(start, start + SEATS_PER_INSERT);
    await tx.query(INSERT_SEATS, [
      planId,
      start,
      chunk.map(({ id }) => id),
      chunk.map(({ zone }) => zone),
      chunk.map(({ row }) => row),
      chunk.map(({ number }) => number),
      chunk.map(({ x }) => x),
      chunk.map(({ y }) => y),
      chunk.map(({ category }) => category),
      chunk.map(({ accessible }) => accessible),
      chunk.map(({ companion }) => companion),
      chunk.map(({ segment }) => segment),
      chunk.map(({ place }) => place),
    ]);
  }
}

async function completePlans(database: Database): Promise<void> {
  for (;;) {
    const [plan] = await database.query<{ id: string }>(FIND_INCOMPLETE_PLAN);
    if (!plan) return;
    await database.transaction((tx) => completePlan(tx, plan.id));
  }
}

async function completePlan(tx: Querier, planId: string): Promise<void> {
  // Another node may be at it: its plan is complete then, and nothing is left to update.
  const [plan] = await tx.query<{ document: string }>(LOCK_PLAN, [planId]);
  const adjacency = adjacencyOfPlan(JSON.parse(plan!.document) as PlacedPlan);
  await tx.query(PLACE_SEATS, [planId, adjacency.map(({ segment }) => segment), adjacency.map(({ place }) => place)]);
}

async function readLargestHall({ prisma }: Database): Promise<number> {
  const { _max } = await prisma.seatingPlan.aggregate({ _max: { seatCount: true } });
  return _max.seatCount ?? 0;
}

async function readMeta({ prisma }: Database, id: string): Promise<SeatingPlan | null> {
  return prisma.seatingPlan.findUnique({ where: { id }, select: PLAN_META });
}

async function readPlans({ prisma }: Database, page: IdPage): Promise<SeatingPlan[]> {
  const { id, cut } = prismaPage(page);
  return await prisma.seatingPlan.findMany({ where: { id }, select: PLAN_META, ...cut });
}

/** The Prisma selection that makes a `SeatingPlan`. */
export const PLAN_META = {
  id: true,
  name: true,
  seatCount: true,
  createdAt: true,
  venue: { select: VENUE },
} as const;

/** A plan, and how much memory it takes at most, with what is derived from it. */
interface WeighedPlan {
  plan: LoadedPlan;
  bytes: number;
}

async function readPlan(database: Database, id: string): Promise<WeighedPlan | null> {
  const plan = await database.prisma.seatingPlan.findUnique({
    where: { id },
    select: { name: true, document: true },
  });
  if (!plan) return null;
  const { labels, zoneLabels, ...drawing } = readPlanDocument(plan.document);
  const [seats, areas] = await Promise.all([
    database.query<Omit<PlanSeat, keyof SeatLabels>>(READ_SEATS, [id]),
    readAreasOf(database, id),
  ]);
  const texts = new SharedTexts();
  // What seats have in common comes once for each of them.
  const labelled = seats.map((seat, ordinal): PlanSeat => {
    const { zoneLabel, rowLabel, seatLabel } = labels[ordinal]!;
    texts.add(seat.id);
    return Object.assign(seat, {
      zone: texts.share(seat.zone),
      row: texts.share(seat.row),
      number: texts.share(seat.number),
      category: texts.share(seat.category),
      zoneLabel: texts.share(zoneLabel),
      rowLabel: rowLabel === null ? null : texts.share(rowLabel),
      seatLabel: seatLabel === null ? null : texts.share(seatLabel),
    });
  });
  const named = areas.map((area) => ({ ...area, zoneLabel: zoneLabels.get(area.zone) ?? area.zone }));
  const loaded = { id, ...modelOf({ name: plan.name, seats: labelled, areas: named, ...drawing }) };
  const bytes = BYTES_PER_META + (seats.length + areas.length) * BYTES_PER_SEAT + texts.bytes;
  return { plan: loaded, bytes };
}

async function readDocument({ prisma }: Database, id: string): Promise<PlanDocument | null> {
  const plan = await prisma.seatingPlan.findUnique({
    where: { id },
    select: { document: true, documentHash: true },
  });
  return plan ? compressDocument(plan.document, plan.documentHash) : null;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
