import { randomUUID } from 'node:crypto';
import type { Random } from '../basics/random.ts';
import { ExtendLock, ReleaseLock } from '../callers/operations.graphql.ts';
import type { PatientClient } from '../callers/patient-client.ts';
import {
  type HistoryRecorder,
  type Interval,
  now_ms,
  type OperationUnderWay,
  type RecordedAction,
} from '../checks/history.ts';
import { ChangeHold, Hold, HoldBest } from './chaos.graphql.ts';
import { placesOf, type Sale, seatOf, usesOf } from './chaos-sale.ts';

export interface HoldingBuyer {
  client: PatientClient;
  history: HistoryRecorder;
  random: Random;
  /** Also by how much a lock is extended. */
  lockTtl_ms: number;
}

/** What a buyer asks for at once. */
export interface Wish {
  seatIds: string[];
  /** Of `areaId`. */
  places: number;
  areaId: string | undefined;
  code: string | null;
}

/** A lock as its buyer knows it. */
export interface HeldLock {
  sale: Sale;
  lockId: string;
  seatIds: string[];
  places: number;
  /** Of which it has places, or may get some. */
  areaId: string | undefined;
  code: string | null;
  deadline_ms: number;
  /** When each operation that made it what it is was asked for and answered. */
  made: Interval[];
}

/** PostgreSQL does not know any more what this buyer was answered to have. */
export class LostError extends Error {}

export const NOT_FOUND = 'NotFoundError';
export const CROWDED_SEATS = 30;

export function since(from_ms: number): Interval {
  return { from_ms, to_ms: now_ms() };
}

export function lostLock(history: HistoryRecorder, { lockId, made }: HeldLock): LostError {
  history.lost(`lock ${lockId}`, made);
  return new LostError();
}

/** All that the lock has, as the history knows it. */
export function subjectsOf({ sale, seatIds, places, areaId }: HeldLock): string[] {
  return [...seatIds.map((seatId) => seatOf(sale, seatId)), ...(places > 0 ? [placesOf(sale, areaId)] : [])];
}

export async function hold(
  { client, history, lockTtl_ms }: HoldingBuyer,
  sale: Sale,
  { seatIds, places, areaId, code }: Wish,
): Promise<HeldLock | null> {
  const idempotencyKey = randomUUID();
  const from_ms = now_ms();
  const intended = { lockId: `unanswered ${idempotencyKey}`, deadline_ms: now_ms() + lockTtl_ms };
  const seats = beginLocks(history, sale, seatIds, intended);
  const taking = { kind: 'take', quantity: places, ...intended } as const;
  const area = places > 0 ? history.begin([placesOf(sale, areaId)], taking) : null;
  const uses = askedUses(history, sale, code);
  const areas = area && [{ areaId: areaId!, quantity: places }];
  const input = { showId: sale.showId, seatIds, areas, code, idempotencyKey };
  const { lockSeats: answer } = await client.insist(Hold, { input });
  if (answer.__typename === 'LockSeatsSuccess') {
    const got = { lockId: answer.lock.id, deadline_ms: Date.parse(answer.lock.expiresAt) };
    for (const operation of seats.values()) operation.end({ kind: 'lock', ...got });
    area?.end({ kind: 'take', quantity: places, ...got });
    uses?.withdraw();
    return { sale, seatIds, places, areaId, code, ...got, made: [since(from_ms)] };
  }
  if (answer.__typename === 'SeatsUnavailableError') {
    refuse(seats, answer.conflicts);
    refusePlaces(area, { areaId, sale, quantity: places, short: answer.areas });
    uses?.withdraw();
    return null;
  }
  withdrawAll([...seats.values(), area]);
  if (answer.__typename === 'CodeNotApplicableError') {
    refuseUses(uses, answer.reason);
    return null;
  }
  uses?.withdraw();
  // Refused for what it would leave: of the seats themselves nothing is known.
  if (answer.__typename !== 'OrphanSeatsError') throw unexpected('lockSeats', answer);
  return null;
}

/** As long as it is not answered, any seat of the zone may be the one that was chosen. */
export async function holdBest(
  { client, history, lockTtl_ms }: HoldingBuyer,
  sale: Sale,
  { seatIds: { length: quantity }, code }: Wish,
): Promise<HeldLock | null> {
  const { zone, seatIds: possible } = sale.best!;
  const idempotencyKey = randomUUID();
  const from_ms = now_ms();
  const intended = { lockId: `unanswered ${idempotencyKey}`, deadline_ms: now_ms() + lockTtl_ms };
  const seats = beginLocks(history, sale, possible, intended);
  const uses = askedUses(history, sale, code);
  const input = { showId: sale.showId, quantity, zones: [zone], code, idempotencyKey };
  const { lockBestAvailable: answer } = await client.insist(HoldBest, { input });
  const lock = answer.__typename === 'LockBestAvailableSuccess' ? answer.lock : null;
  const seatIds = lock ? lock.seats.map(({ seatId }) => seatId) : [];
  withdrawAll([...seats].flatMap(([seatId, operation]) => (seatIds.includes(seatId) ? [] : operation)));
  if (answer.__typename === 'CodeNotApplicableError') {
    refuseUses(uses, answer.reason);
    return null;
  }
  uses?.withdraw();
  if (!lock) {
    if (answer.__typename !== 'NotEnoughSeatsError') throw unexpected('lockBestAvailable', answer);
    return null;
  }
  if (seatIds.length !== quantity || seatIds.some((seatId) => !seats.has(seatId))) {
    throw unexpected('lockBestAvailable', answer);
  }
  const got = { lockId: lock.id, deadline_ms: Date.parse(lock.expiresAt) };
  for (const seatId of seatIds) seats.get(seatId)!.end({ kind: 'lock', ...got });
  return { sale, seatIds, places: 0, areaId: sale.standing, code, ...got, made: [since(from_ms)] };
}

/** Wants another seat, gives one back when it has several, and has second thoughts about its places. */
export async function change({ client, history, random }: HoldingBuyer, held: HeldLock): Promise<void> {
  const { sale, lockId, areaId, deadline_ms, made } = held;
  const others = sale.wanted.slice(0, CROWDED_SEATS).filter((seatId) => !held.seatIds.includes(seatId));
  const addSeatIds = random.sample(others, 1);
  const removeSeatIds = held.seatIds.length > 1 ? random.sample(held.seatIds, 1) : [];
  const places = areaId !== undefined && random.integer(1, 2) === 1 ? random.integer(0, 4) : held.places;
  const givingBack = { kind: 'release', lockId } as const;
  const setting: RecordedAction =
    held.places === 0
      ? { kind: 'take', lockId, quantity: places, deadline_ms }
      : { kind: 'resize', lockId, quantity: places };
  const adds = beginLocks(history, sale, addSeatIds, { lockId, deadline_ms }, made);
  const removed = removeSeatIds.map((seatId) => seatOf(sale, seatId));
  const removals = history.begin(removed, givingBack, made);
  const area = places === held.places ? null : history.begin([placesOf(sale, areaId)], setting, made);
  const setAreas = area && [{ areaId: areaId!, quantity: places }];
  const from_ms = now_ms();
  const input = { lockId, addSeatIds, removeSeatIds, setAreas, idempotencyKey: randomUUID() };
  const { updateLock: answer } = await client.insist(ChangeHold, { input });
  if (answer.__typename === 'UpdateLockSuccess') {
    for (const operation of adds.values()) operation.end({ kind: 'lock', lockId, deadline_ms });
    removals.end(givingBack);
    area?.end(setting);
    held.seatIds = [...held.seatIds.filter((seatId) => !removeSeatIds.includes(seatId)), ...addSeatIds];
    held.places = places;
    made.push(since(from_ms));
    return;
  }
  removals.withdraw();
  if (answer.__typename === 'SeatsUnavailableError') {
    refuse(adds, answer.conflicts);
    return refusePlaces(area, { areaId, sale, quantity: places - held.places, short: answer.areas });
  }
  withdrawAll([...adds.values(), area]);
  if (answer.__typename === NOT_FOUND) throw lostLock(history, held);
  // It had other seats than its buyer was told, before its last change was lost.
  if (answer.__typename === 'InvalidInputError') throw lostLock(history, held);
  // Its code has been used up since, and would be for more tickets.
  const isRefused = ['LockNotActiveError', 'OrphanSeatsError', 'CodeNotApplicableError'].includes(answer.__typename);
  if (!isRefused) throw unexpected('updateLock', answer);
}

export async function extend({ client, history, lockTtl_ms }: HoldingBuyer, held: HeldLock): Promise<void> {
  const { lockId, made } = held;
  const intended = { kind: 'extension', lockId, deadline_ms: held.deadline_ms + lockTtl_ms } as const;
  const operation = history.begin(subjectsOf(held), intended, made);
  const from_ms = now_ms();
  const { extendLock: answer } = await client.insist(ExtendLock, { input: { lockId, idempotencyKey: randomUUID() } });
  if (answer.__typename === 'ExtendLockSuccess') {
    held.deadline_ms = Date.parse(answer.lock.expiresAt);
    made.push(since(from_ms));
    return operation.end({ kind: 'extension', lockId, deadline_ms: held.deadline_ms });
  }
  operation.withdraw();
  if (answer.__typename === NOT_FOUND) throw lostLock(history, held);
  if (answer.__typename !== 'LockNotActiveError') throw unexpected('extendLock', answer);
}

export async function release({ client, history }: HoldingBuyer, held: HeldLock): Promise<void> {
  const { lockId, made } = held;
  const operation = history.begin(subjectsOf(held), { kind: 'release', lockId }, made);
  const { releaseLock: answer } = await client.insist(ReleaseLock, { input: { lockId } });
  if (answer.__typename === 'ReleaseLockSuccess') return operation.end({ kind: 'release', lockId });
  operation.withdraw();
  if (answer.__typename === NOT_FOUND) throw lostLock(history, held);
  if (answer.__typename !== 'LockNotActiveError') throw unexpected('releaseLock', answer);
}

export function beginLocks(
  history: HistoryRecorder,
  sale: Sale,
  seatIds: readonly string[],
  intended: { lockId: string; deadline_ms: number },
  premises: readonly Interval[] = [],
): Map<string, OperationUnderWay> {
  const begin = (seatId: string) => history.begin([seatOf(sale, seatId)], { kind: 'lock', ...intended }, premises);
  return new Map(seatIds.map((seatId) => [seatId, begin(seatId)]));
}

/** That a code is asked for tells something only where it is refused. */
function askedUses(history: HistoryRecorder, sale: Sale, code: string | null): OperationUnderWay | null {
  if (code === null || code !== sale.promoCode) return null;
  return history.begin([usesOf(sale)], { kind: 'shortage', quantity: 1, available: null });
}

export function refuseUses(uses: OperationUnderWay | null, reason: string): void {
  if (uses === null || reason !== 'USED_UP') throw unexpected('a code', { reason });
  uses.end({ kind: 'shortage', quantity: 1, available: 0 });
}

/** The seats in the way were not free; of the others it is not known. */
export function refuse(seats: ReadonlyMap<string, OperationUnderWay>, conflicts: readonly { seatId: string }[]): void {
  const inTheWay = new Set(conflicts.map(({ seatId }) => seatId));
  for (const [seatId, operation] of seats) {
    if (inTheWay.has(seatId)) operation.end({ kind: 'refusal' });
    else operation.withdraw();
  }
}

interface RefusedPlaces {
  areaId: string | undefined;
  sale: Sale;
  quantity: number;
  short: readonly { available: number }[];
}

/**
 * Where the area is among what is short, so many more were not left of it; else it is not known. Nor is it where some are an allotment's: those, and the
 * others, are looked up one after the other.
 */
function refusePlaces(area: OperationUnderWay | null, { areaId, sale, quantity, short }: RefusedPlaces): void {
  if (short[0] && areaId === sale.standing) area!.end({ kind: 'shortage', quantity, available: short[0].available });
  else area?.withdraw();
}

export function withdrawAll(operations: readonly (OperationUnderWay | null)[]): void {
  for (const operation of operations) operation?.withdraw();
}

export function unexpected(what: string, answer: object): Error {
  return new Error(`unexpected answer to ${what}: ${JSON.stringify(answer)}`);
}
