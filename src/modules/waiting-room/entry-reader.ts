import { prepared, type Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { Entry, LockedRoom } from './room.ts';

/** What there is of rooms and entries, as it is now. */

const READ_ROOMS = prepared(readStatement(new URL('./sql/read-rooms.sql', import.meta.url)));
const READ_ENTRIES = readStatement(new URL('./sql/read-entries.sql', import.meta.url));
const READ_ENTRY_OF = prepared(readStatement(new URL('./sql/read-entry-of.sql', import.meta.url)));
const READ_CHANGED = prepared(readStatement(new URL('./sql/read-changed.sql', import.meta.url)));
const READ_LEFT = readStatement(new URL('./sql/read-left.sql', import.meta.url));
const READ_DRAWN = readStatement(new URL('./sql/read-drawn.sql', import.meta.url));

/** By show. */
export async function readRooms(database: Querier, showIds: readonly string[]): Promise<Map<string, LockedRoom>> {
  const rooms = await database.query<LockedRoom>(READ_ROOMS, [showIds]);
  return new Map(rooms.map((room) => [room.showId, room]));
}

export async function readRoom(database: Querier, showId: string): Promise<LockedRoom | null> {
  return (await readRooms(database, [showId])).get(showId) ?? null;
}

/** Those of the ids that there are, in any order. */
export async function readEntries(database: Querier, ids: readonly string[]): Promise<Entry[]> {
  return await database.query<Entry>(READ_ENTRIES, [ids]);
}

/** The caller's entry that has not ended. */
export async function readEntryOf(database: Querier, showId: string, ownerId: string): Promise<Entry | null> {
  const [entry] = await database.query<Entry>(READ_ENTRY_OF, [showId, ownerId]);
  return entry ?? null;
}

/** What was admitted, or has ended, after that revision of the room, the earliest first. */
export async function readChanged(
  database: Querier,
  { showId, since, max }: { showId: string; since: number; max: number },
): Promise<Entry[]> {
  return await database.query<Entry>(READ_CHANGED, [showId, since, max]);
}

/** The places after that one of who left before their turn, in order. */
export async function readLeft(database: Querier, showId: string, place: number): Promise<number[]> {
  return (await database.query<{ place: number }>(READ_LEFT, [showId, place])).map((row) => row.place);
}

/** The entries that were drawn from the first to the last of these places, a line each, in their order. */
export async function readDrawn(
  database: Querier,
  { showId, first, last }: { showId: string; first: number; last: number },
): Promise<string> {
  const [row] = await database.query<{ list: string }>(READ_DRAWN, [showId, first, last]);
  return row!.list;
}
