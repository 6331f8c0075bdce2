import { randomUUID } from 'node:crypto';
import type { Random } from '../basics/random.ts';
import { CUSTOMER } from '../callers/buyer.ts';
import {
  CancelBooking,
  CreateBooking,
  ExtendLock,
  GetBooking,
  HoldBestSeats,
  LockSeats,
  PayBooking,
  ReleaseLock,
  UpdateLock,
} from '../callers/operations.graphql.ts';
import { GaveUpError, type PatientClient } from '../callers/patient-client.ts';
import { type HistoryRecorder, type Interval, now_ms, type OperationUnderWay } from '../checks/history.ts';

/** What buyers of a show know of it together. */
export interface Sale {
  showId: string;
  /** Not known to be sold; they want the first of them most. */
  wanted: string[];
  /** A zone where some let the best seats be chosen, with all of its seats. Without, nobody does. */
  best?: { zone: string; seatIds: readonly string[] };
}

export interface ChaosBuyerOptions {
  client: PatientClient;
  history: HistoryRecorder;
  random: Random;
  /** Also by how much a lock is extended. */
  lockTtl_ms: number;
  sale(): Sale;
  /** Called with each booking that was made. */
  onBooked?(purchase: Purchase): void;
}

export interface Purchase {
  bookingId: string;
  lockId: string;
  /** As the history knows them. */
  seats: string[];
  /** When each operation that made it was asked for and answered. */
  made: Interval[];
}

/** A lock as its buyer knows it. */
interface HeldLock {
  showId: string;
  lockId: string;
  seatIds: string[];
  deadline_ms: number;
  /** When each operation that made it what it is was asked for and answered. */
  made: Interval[];
}

/** PostgreSQL does not know any more what this buyer was answered to have. */
class LostError extends Error {}

const NOT_FOUND = 'NotFoundError';
const CROWDED_SEATS = 30;
const TOKENS = ['tok_ok', 'tok_ok', 'tok_ok', 'tok_twice', 'tok_timeout', 'tok_declined'] as const;

/** Buys, or changes their mind, until they give up. Rejects when an answer is not what a buyer may get. */
export async function buyUntilGivingUp(options: ChaosBuyerOptions): Promise<void> {
  try {
    for (;;) {
      await visit(options).catch((error) => {
        if (!(error instanceof LostError)) throw error;
      });
    }
  } catch (error) {
    if (!(error instanceof GaveUpError)) throw error;
  }
}

async function visit(options: ChaosBuyerOptions): Promise<void> {
  const { random } = options;
  const sale = options.sale();
  const seatIds = random.sample(sale.wanted.slice(0, CROWDED_SEATS), random.integer(1, 3));
  if (seatIds.length === 0) return;
  const isChosen = sale.best !== undefined && random.integer(1, 3) === 1;
  const held = await (isChosen ? lockBest(options, sale, seatIds.length) : lock(options, sale.showId, seatIds));
  if (held === null) return;
  if (random.integer(1, 4) === 1) await update(options, held, sale);
  if (random.integer(1, 4) === 1) await extend(options, held);
  const mood = random.integer(1, 100);
  if (mood <= 45) return await release(options, held);
  // Left to its deadline.
  if (mood <= 60) return;
  const purchase = await book(options, held);
  if (purchase === null) return;
  if (!(await readBooking(options, purchase)) || mood <= 70) return;
  if (!(await pay(options, purchase))) return;
  sale.wanted = sale.wanted.filter((seatId) => !held.seatIds.includes(seatId));
  if (!(await readBooking(options, purchase)) || random.integer(1, 5) > 1) return;
  await cancel(options, purchase);
  await readBooking(options, purchase);
  sale.wanted.unshift(...held.seatIds);
}

function since(from_ms: number): Interval {
  return { from_ms, to_ms: now_ms() };
}

function lostLock(history: HistoryRecorder, { lockId, made }: HeldLock): LostError {
  history.lost(`lock ${lockId}`, made);
  return new LostError();
}

function lostBooking(history: HistoryRecorder, { bookingId, made }: Purchase): LostError {
  history.lost(`booking ${bookingId}`, made);
  return new LostError();
}

async function lock(
  { client, history, random, lockTtl_ms }: ChaosBuyerOptions,
  showId: string,
  seatIds: string[],
): Promise<HeldLock | null> {
  const idempotencyKey = randomUUID();
  // Some come with others who stand: there is room for all of them, so it is for the counts to show whether any is lost.
  const areas = random.integer(1, 3) === 1 ? [{ areaId: 'front', quantity: random.integer(1, 4) }] : null;
  const from_ms = now_ms();
  const underWay = new Map<string, OperationUnderWay>();
  const intended = {
    kind: 'lock',
    lockId: `unanswered ${idempotencyKey}`,
    deadline_ms: now_ms() + lockTtl_ms,
  } as const;
  for (const seatId of seatIds) underWay.set(seatId, history.begin([seatOf(showId, seatId)], intended));
  const { lockSeats: answer } = await client.insist(LockSeats, { input: { showId, seatIds, areas, idempotencyKey } });
  if (answer.__typename === 'LockSeatsSuccess') {
    const lockId = answer.lock.id;
    const deadline_ms = Date.parse(answer.lock.expiresAt);
    for (const operation of underWay.values()) operation.end({ kind: 'lock', lockId, deadline_ms });
    return { showId, lockId, seatIds, deadline_ms, made: [since(from_ms)] };
  }
  if (answer.__typename === 'SeatsUnavailableError') {
    refuse(underWay, answer.conflicts);
    return null;
  }
  // Refused for what it would leave: of the seats themselves nothing is known.
  if (answer.__typename !== 'OrphanSeatsError') throw unexpected('lockSeats', answer);
  for (const operation of underWay.values()) operation.withdraw();
  return null;
}

/** As long as it is not answered, any seat of the zone may be the one that was chosen. */
async function lockBest(
  { client, history, lockTtl_ms }: ChaosBuyerOptions,
  { showId, best }: Sale,
  quantity: number,
): Promise<HeldLock | null> {
  const { zone, seatIds: possible } = best!;
  const idempotencyKey = randomUUID();
  const from_ms = now_ms();
  const intended = {
    kind: 'lock',
    lockId: `unanswered ${idempotencyKey}`,
    deadline_ms: now_ms() + lockTtl_ms,
  } as const;
  const underWay = new Map(
    possible.map((seatId) => [seatId, history.begin([seatOf(showId, seatId)], intended)] as const),
  );
  const input = { showId, quantity, zones: [zone], idempotencyKey };
  const { lockBestAvailable: answer } = await client.insist(HoldBestSeats, { input });
  const isHeld = answer.__typename === 'LockBestAvailableSuccess';
  if (!isHeld && answer.__typename !== 'NotEnoughSeatsError') throw unexpected('lockBestAvailable', answer);
  const seatIds = isHeld ? answer.lock.seats.map(({ seatId }) => seatId) : [];
  for (const [seatId, operation] of underWay) if (!seatIds.includes(seatId)) operation.withdraw();
  if (!isHeld) return null;
  const lockId = answer.lock.id;
  const deadline_ms = Date.parse(answer.lock.expiresAt);
  if (seatIds.length !== quantity || seatIds.some((seatId) => !underWay.has(seatId))) {
    throw unexpected('lockBestAvailable', answer);
  }
  for (const seatId of seatIds) underWay.get(seatId)!.end({ kind: 'lock', lockId, deadline_ms });
  return { showId, lockId, seatIds, deadline_ms, made: [since(from_ms)] };
}

/** The seats in the way were not free; of the others it is not known. */
function refuse(underWay: ReadonlyMap<string, OperationUnderWay>, conflicts: readonly { seatId: string }[]): void {
  const inTheWay = new Set(conflicts.map(({ seatId }) => seatId));
  for (const [seatId, operation] of underWay) {
    if (inTheWay.has(seatId)) operation.end({ kind: 'refusal' });
    else operation.withdraw();
  }
}

/** Wants another seat, and gives one back when it has several. */
async function update({ client, history, random }: ChaosBuyerOptions, held: HeldLock, sale: Sale): Promise<void> {
  const { showId, lockId, deadline_ms, made } = held;
  const others = sale.wanted.slice(0, CROWDED_SEATS).filter((seatId) => !held.seatIds.includes(seatId));
  const addSeatIds = random.sample(others, 1);
  const removeSeatIds = held.seatIds.length > 1 ? random.sample(held.seatIds, 1) : [];
  const taking = { kind: 'lock', lockId, deadline_ms } as const;
  const givingBack = { kind: 'release', lockId } as const;
  const adds = new Map(addSeatIds.map((seatId) => [seatId, history.begin([seatOf(showId, seatId)], taking, made)]));
  const removals = history.begin(
    removeSeatIds.map((seatId) => seatOf(showId, seatId)),
    givingBack,
    made,
  );
  const from_ms = now_ms();
  const input = { lockId, addSeatIds, removeSeatIds, idempotencyKey: randomUUID() };
  const { updateLock: answer } = await client.insist(UpdateLock, { input });
  if (answer.__typename === 'UpdateLockSuccess') {
    for (const operation of adds.values()) operation.end(taking);
    removals.end(givingBack);
    held.seatIds = [...held.seatIds.filter((seatId) => !removeSeatIds.includes(seatId)), ...addSeatIds];
    made.push(since(from_ms));
    return;
  }
  removals.withdraw();
  if (answer.__typename === 'SeatsUnavailableError') return refuse(adds, answer.conflicts);
  for (const operation of adds.values()) operation.withdraw();
  if (answer.__typename === NOT_FOUND) throw lostLock(history, held);
  // It had other seats than its buyer was told, before its last change was lost.
  if (answer.__typename === 'InvalidInputError') throw lostLock(history, held);
  if (!['LockNotActiveError', 'OrphanSeatsError'].includes(answer.__typename)) throw unexpected('updateLock', answer);
}

async function extend({ client, history, lockTtl_ms }: ChaosBuyerOptions, held: HeldLock): Promise<void> {
  const { lockId, made } = held;
  const intended = { kind: 'extension', lockId, deadline_ms: held.deadline_ms + lockTtl_ms } as const;
  const operation = history.begin(seatsOf(held), intended, made);
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

async function release({ client, history }: ChaosBuyerOptions, held: HeldLock): Promise<void> {
  const { lockId, made } = held;
  const operation = history.begin(seatsOf(held), { kind: 'release', lockId }, made);
  const { releaseLock: answer } = await client.insist(ReleaseLock, { input: { lockId } });
  if (answer.__typename === 'ReleaseLockSuccess') return operation.end({ kind: 'release', lockId });
  operation.withdraw();
  if (answer.__typename === NOT_FOUND) throw lostLock(history, held);
  if (answer.__typename !== 'LockNotActiveError') throw unexpected('releaseLock', answer);
}

async function book({ client, history, onBooked }: ChaosBuyerOptions, held: HeldLock): Promise<Purchase | null> {
  const { lockId, made } = held;
  const from_ms = now_ms();
  const input = { lockId, customer: CUSTOMER, idempotencyKey: randomUUID() };
  const { createBooking: answer } = await client.insist(CreateBooking, { input });
  if (answer.__typename === 'CreateBookingSuccess') {
    const purchase = { bookingId: answer.booking.id, lockId, seats: seatsOf(held), made: [...made, since(from_ms)] };
    onBooked?.(purchase);
    return purchase;
  }
  if (answer.__typename === NOT_FOUND) throw lostLock(history, held);
  if (answer.__typename !== 'LockNotActiveError') throw unexpected('createBooking', answer);
  return null;
}

/** Reads the booking back, and writes down what it says of its seats. Resolves with whether it is there. */
export async function readBooking(
  { client, history }: Pick<ChaosBuyerOptions, 'client' | 'history'>,
  { bookingId, lockId, seats, made }: Purchase,
): Promise<boolean> {
  const invoked_ms = now_ms();
  const { booking } = await client.insist(GetBooking, { id: bookingId });
  if (!booking) {
    history.lost(`booking ${bookingId}`, made);
    return false;
  }
  const { status } = booking;
  history.read(new Map(seats.map((seat) => [seat, { kind: 'booking', lockId, status }])), invoked_ms, made);
  return true;
}

/** Whether it was paid, and is known to be. */
async function pay({ client, history, random }: ChaosBuyerOptions, purchase: Purchase): Promise<boolean> {
  const { bookingId, lockId, seats, made } = purchase;
  const operation = history.begin(seats, { kind: 'sale', lockId }, made);
  const from_ms = now_ms();
  const [paymentToken] = random.sample(TOKENS, 1) as [string];
  const input = { bookingId, paymentToken, idempotencyKey: randomUUID() };
  const { payBooking: answer } = await client.insist(PayBooking, { input });
  if (answer.__typename === 'PayBookingSuccess') {
    const { status } = answer.booking;
    if (status === 'CONFIRMED') {
      operation.end({ kind: 'sale', lockId });
      made.push(since(from_ms));
    }
    // Still undecided: as if no answer had come. Anything else came too late.
    else if (status !== 'PENDING_PAYMENT') operation.withdraw();
    return status === 'CONFIRMED';
  }
  if (answer.__typename === NOT_FOUND) {
    operation.withdraw();
    throw lostBooking(history, purchase);
  }
  if (!['PaymentDeclinedError', 'BookingNotPayableError'].includes(answer.__typename)) {
    throw unexpected('payBooking', answer);
  }
  operation.withdraw();
  return false;
}

async function cancel({ client, history }: ChaosBuyerOptions, purchase: Purchase): Promise<void> {
  const { bookingId, lockId, seats, made } = purchase;
  const operation = history.begin(seats, { kind: 'cancellation', lockId }, made);
  const input = { bookingId, reason: 'ill', idempotencyKey: randomUUID() };
  const { cancelBooking: answer } = await client.insist(CancelBooking, { input });
  if (answer.__typename === 'CancelBookingSuccess') return operation.end({ kind: 'cancellation', lockId });
  operation.withdraw();
  // Not cancellable: its payment is lost, and it has expired since.
  if ([NOT_FOUND, 'BookingNotCancellableError'].includes(answer.__typename)) throw lostBooking(history, purchase);
  throw unexpected('cancelBooking', answer);
}

function seatsOf({ showId, seatIds }: HeldLock): string[] {
  return seatIds.map((seatId) => seatOf(showId, seatId));
}

/** Seats of several shows are in one history. */
export function seatOf(showId: string, seatId: string): string {
  return `${showId} ${seatId}`;
}

function unexpected(what: string, answer: object): Error {
  return new Error(`unexpected answer to ${what}: ${JSON.stringify(answer)}`);
}
