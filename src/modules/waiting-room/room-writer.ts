import { type PreparedStatement, prepared, type Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { hmacPads } from './draw.ts';
import { readRoom } from './entry-reader.ts';
import type { Entry, EntryEnd, LockedRoom, RoomSettings } from './room.ts';

/** What changes rooms and their entries, inside a transaction that has locked the room. */

const LOCK_ROOM = prepared(readStatement(new URL('./sql/lock-room.sql', import.meta.url)));
const LOCK_SHOW_TO_DRAW = prepared(readStatement(new URL('./sql/lock-show-to-draw.sql', import.meta.url)));
const CLAIM_ROOM = prepared(readStatement(new URL('./sql/claim-room.sql', import.meta.url)));
const SET_ROOM = readStatement(new URL('./sql/set-room.sql', import.meta.url));
const ADD_ENTRIES = prepared(readStatement(new URL('./sql/join.sql', import.meta.url)));
const LEAVE = readStatement(new URL('./sql/leave.sql', import.meta.url));
const BEGIN_DRAW = readStatement(new URL('./sql/begin-draw.sql', import.meta.url));
const DRAW = readStatement(new URL('./sql/draw.sql', import.meta.url));
const END_ADMISSIONS = readStatement(new URL('./sql/end-admissions.sql', import.meta.url));
const ADMIT = readStatement(new URL('./sql/admit.sql', import.meta.url));
const SAVE_TICK = prepared(readStatement(new URL('./sql/save-tick.sql', import.meta.url)));

/** Waits for whoever changes the room. Whoever changes its show, too, has locked that before. Null: there is none. */
export async function lockRoom(tx: Querier, showId: string): Promise<LockedRoom | null> {
  return await readLocked(tx, showId, LOCK_ROOM);
}

/**
 * The same where its tick is due, with the lock of its show where that is to be told of the draw. Null: it is not due, or another node has just
 * done it.
 */
export async function claimRoom(tx: Querier, showId: string): Promise<LockedRoom | null> {
  await tx.query(LOCK_SHOW_TO_DRAW, [showId]);
  return await readLocked(tx, showId, CLAIM_ROOM);
}

/** It is read by a statement of its own: the one that waits for the lock would see the show as it was when that began. */
async function readLocked(tx: Querier, showId: string, lock: PreparedStatement): Promise<LockedRoom | null> {
  const locked = await tx.query(lock, [showId]);
  return locked.length === 0 ? null : await readRoom(tx, showId);
}

/** Makes the room, with the seed, or changes one that is there. */
export async function setRoom(
  tx: Querier,
  showId: string,
  { enabled, opensAt, maxActive, perMinute, idleSeconds }: RoomSettings,
  { seed, seedHash }: { seed: string; seedHash: string },
): Promise<void> {
  await tx.query(SET_ROOM, [showId, enabled, opensAt, maxActive, perMinute, idleSeconds, seed, seedHash]);
}

/** Resolves with the entry of each caller, by caller: the new one, or the one that is there. */
export async function join(
  tx: Querier,
  { showId, seed }: Pick<LockedRoom, 'showId' | 'seed'>,
  joining: readonly { id: string; ownerId: string }[],
): Promise<Map<string, Entry>> {
  const [ids, owners] = [joining.map(({ id }) => id), joining.map(({ ownerId }) => ownerId)];
  const { inner, outer } = hmacPads(seed);
  const entries = await tx.query<Entry>(ADD_ENTRIES, [showId, ids, owners, inner, outer]);
  return new Map(entries.map((entry) => [entry.ownerId, entry]));
}

/** Null: it has ended already. */
export async function leave(tx: Querier, showId: string, entryId: string): Promise<Entry | null> {
  const [entry] = await tx.query<Entry>(LEAVE, [showId, entryId]);
  return entry ?? null;
}

/** From then on it is settled who is drawn. */
export async function beginDraw(tx: Querier, showId: string): Promise<void> {
  await tx.query(BEGIN_DRAW, [showId]);
}

/** Gives the next `count` of those who are drawn their places. Resolves with whether all have them. */
export async function draw(tx: Querier, showId: string, count: number): Promise<boolean> {
  const [room] = await tx.query<{ isDrawn: boolean }>(DRAW, [showId, count]);
  return room!.isDrawn;
}

/** Ends those that are paid, and of the idle ones those that are not needed any more. */
export async function endAdmissions(
  tx: Querier,
  showId: string,
  { revision, idleOwnerIds }: { revision: number; idleOwnerIds: readonly string[] },
): Promise<{ ownerId: string; endReason: EntryEnd }[]> {
  return await tx.query(END_ADMISSIONS, [showId, revision, idleOwnerIds]);
}

export async function admit(
  tx: Querier,
  showId: string,
  { revision, count }: { revision: number; count: number },
): Promise<{ ownerId: string; place: number }[]> {
  return await tx.query(ADMIT, [showId, revision, count]);
}

export interface TickResult {
  revision: number;
  admitted: number;
  ended: number;
  calledPlace: number;
  pacedAt: Date | null;
  rate: number;
  /** Null: the room has nothing to do any more. */
  next_ms: number | null;
}

export async function saveTick(tx: Querier, showId: string, result: TickResult): Promise<void> {
  const { revision, admitted, ended, calledPlace, pacedAt, rate, next_ms } = result;
  await tx.query(SAVE_TICK, [showId, revision, admitted, ended, calledPlace, pacedAt, rate, next_ms]);
}
