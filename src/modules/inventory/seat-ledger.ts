import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { AllottedPlaces } from './allotted-pool.ts';
import type { AreaState, HeldSeatState, SeatChange, SeatMapImage } from './seat-state.ts';

const READ_IMAGE = readStatement(new URL('./sql/read-image.sql', import.meta.url));
const READ_LIVE_HOLDS = readStatement(new URL('./sql/read-live-holds.sql', import.meta.url));
const READ_LIVE_PLACES = readStatement(new URL('./sql/read-live-places.sql', import.meta.url));
const READ_AREAS = readStatement(new URL('./sql/read-areas.sql', import.meta.url));
const READ_HOLDERS = readStatement(new URL('./sql/read-holders.sql', import.meta.url));
const READ_HELD_OF = readStatement(new URL('./sql/read-held-of.sql', import.meta.url));
const READ_ALLOTTED = readStatement(new URL('./sql/read-allotted.sql', import.meta.url));
const READ_ALLOTTED_OF_SHOWS = readStatement(new URL('./sql/read-allotted-of-shows.sql', import.meta.url));
const READ_ALLOTTED_AREAS_OF_SHOWS = readStatement(new URL('./sql/read-allotted-areas-of-shows.sql', import.meta.url));
const READ_FREE_ALLOTTED = readStatement(new URL('./sql/read-free-allotted.sql', import.meta.url));
const READ_STATES = readStatement(new URL('./sql/read-states.sql', import.meta.url));

/**
 * What the tables seat_maps (version), seat_states (every seat that is not AVAILABLE) and area_states (how many places are held and
 * sold) have: the truth about seats and places.
 */

/** The whole map at one version: one statement, so one snapshot. Null when there is no such show. */
export async function readImage(database: Querier, showId: string): Promise<SeatMapImage | null> {
  const [row] = await database.query<{
    version: number;
    epoch: string | null;
    seats: string[];
    states: HeldSeatState[];
    areas: AreaState[] | null;
  }>(READ_IMAGE, [showId]);
  if (!row) return null;
  return {
    version: row.version,
    epoch: row.epoch,
    unavailable: row.seats.map((seatId, index): SeatChange => ({ seatId, state: row.states[index]! })),
    ...(row.areas ? { areas: row.areas } : {}),
  };
}

export interface LiveHold {
  seatId: string;
  lockId: string;
  ownerId: string;
  /** Until the deadline, by PostgreSQL's clock; at least 1 (an overdue hold ends when the sweeper has ended it). */
  ttl_ms: number;
}

/** Every seat that is LOCKED until a deadline, with its holder: not those whose booking has none. */
export async function readLiveHolds(database: Querier, showId: string): Promise<LiveHold[]> {
  return await database.query<LiveHold>(READ_LIVE_HOLDS, [showId]);
}

export interface LivePlaces {
  lockId: string;
  ownerId: string;
  /** Of all areas together. */
  places: number;
  /** As that of `LiveHold`. */
  ttl_ms: number;
}

/** Every hold that has places of areas and runs until a deadline. */
export async function readLivePlaces(database: Querier, showId: string): Promise<LivePlaces[]> {
  return await database.query<LivePlaces>(READ_LIVE_PLACES, [showId]);
}

/** How many places of each area of the show are free, held and sold. */
export async function readAreas(database: Querier, showId: string): Promise<AreaState[]> {
  return await database.query<AreaState>(READ_AREAS, [showId]);
}

/** Who holds these seats; seats that are AVAILABLE have no row. */
export async function readHolders(
  database: Querier,
  showId: string,
  seatIds: readonly string[],
): Promise<{ seatId: string; state: HeldSeatState; ownerId: string | null; allotmentId: string | null }[]> {
  return await database.query(READ_HOLDERS, [showId, seatIds]);
}

/** A seat, and the allotment that it returns to. */
export interface AllottedSeat {
  seatId: string;
  allotmentId: string;
}

/** What of a hold returns to allotments: a seat, or so many places of an area. */
export type Allotted = AllottedSeat | AllottedPlaces;

/** The seats among them. */
export function allottedSeatsIn(allotted: readonly Allotted[]): AllottedSeat[] {
  return allotted.filter((own) => 'seatId' in own);
}

/** Those of the seats that are an allotment's, whoever holds them. */
export async function readAllotted(
  database: Querier,
  showId: string,
  seatIds: readonly string[],
): Promise<AllottedSeat[]> {
  return await database.query(READ_ALLOTTED, [showId, seatIds]);
}

/** All seats of the shows that are an allotment's, with their states. */
export async function readAllottedOfShows(
  database: Querier,
  showIds: readonly string[],
): Promise<(AllottedSeat & SeatOfShow & { state: HeldSeatState })[]> {
  return await database.query(READ_ALLOTTED_OF_SHOWS, [showIds]);
}

/** Places of an area that are an allotment's, and how many of these are held or sold: more, where they were made fewer meanwhile. */
export interface AllottedArea extends AllottedPlaces {
  showId: string;
  taken: number;
}

/** All places of areas of the shows that are an allotment's. */
export async function readAllottedAreasOfShows(database: Querier, showIds: readonly string[]): Promise<AllottedArea[]> {
  return await database.query<AllottedArea>(READ_ALLOTTED_AREAS_OF_SHOWS, [showIds]);
}

/** What the allotments have free of areas; without those of which they have nothing. */
export async function readFreeAllotted(database: Querier, allotmentIds: readonly string[]): Promise<AllottedPlaces[]> {
  return await database.query<AllottedPlaces>(READ_FREE_ALLOTTED, [allotmentIds]);
}

/**
 * The seats of a show that are held for an owner, and free to all when given back: in locks that run, and in bookings that are not
 * paid.
 */
export async function readHeldOf(database: Querier, showId: string, ownerId: string): Promise<string[]> {
  const rows = await database.query<{ seatId: string }>(READ_HELD_OF, [showId, ownerId]);
  return rows.map(({ seatId }) => seatId);
}

/** A seat of a show, by the plan's own id. */
export interface SeatOfShow {
  showId: string;
  seatId: string;
}

/** The present state of those of the seats that are not AVAILABLE. */
export async function readStates(
  database: Querier,
  seats: readonly SeatOfShow[],
): Promise<(SeatOfShow & { state: HeldSeatState })[]> {
  return await database.query(READ_STATES, [seats.map(({ showId }) => showId), seats.map(({ seatId }) => seatId)]);
}
