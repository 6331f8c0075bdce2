import { randomUUID } from 'node:crypto';
import { CUSTOMER } from './buyer.ts';
import { type HistoryRecorder, now_ms, type OperationUnderWay } from './history.ts';
import { CancelBooking, CreateBooking, LockSeats, PayBooking, ReleaseLock } from './operations.graphql.ts';
import { GaveUpError, type PatientClient } from './patient-client.ts';
import type { Random } from './random.ts';

/** What buyers of a show know of it together. */
export interface Sale {
  showId: string;
  /** Not known to be sold; they want the first of them most. */
  wanted: string[];
}

export interface ChaosBuyerOptions {
  client: PatientClient;
  history: HistoryRecorder;
  random: Random;
  lockTtl_ms: number;
  sale(): Sale;
}

const CROWDED_SEATS = 30;
const TOKENS = ['tok_ok', 'tok_ok', 'tok_ok', 'tok_twice', 'tok_timeout', 'tok_declined'] as const;

/** Buys, or changes their mind, until they give up. Rejects when an answer is not what a buyer may get. */
export async function buyUntilGivingUp(options: ChaosBuyerOptions): Promise<void> {
  try {
    for (;;) await visit(options);
  } catch (error) {
    if (!(error instanceof GaveUpError)) throw error;
  }
}

async function visit(options: ChaosBuyerOptions): Promise<void> {
  const { random } = options;
  const sale = options.sale();
  const seatIds = random.sample(sale.wanted.slice(0, CROWDED_SEATS), random.integer(1, 3));
  if (seatIds.length === 0) return;
  const lockId = await lock(options, sale.showId, seatIds);
  if (lockId === null) return;
  const mood = random.integer(1, 100);
  const seats = seatIds.map((seatId) => seatOf(sale.showId, seatId));
  if (mood <= 45) return await release(options, lockId, seats);
  // Left to its deadline.
  if (mood <= 60) return;
  const bookingId = await book(options, lockId);
  if (bookingId === null || mood <= 70) return;
  if (!(await pay(options, { bookingId, lockId, seats }))) return;
  sale.wanted = sale.wanted.filter((seatId) => !seatIds.includes(seatId));
  if (random.integer(1, 5) > 1) return;
  await cancel(options, { bookingId, lockId, seats });
  sale.wanted.unshift(...seatIds);
}

async function lock(
  { client, history, lockTtl_ms }: ChaosBuyerOptions,
  showId: string,
  seatIds: string[],
): Promise<string | null> {
  const idempotencyKey = randomUUID();
  const underWay = new Map<string, OperationUnderWay>();
  const intended = {
    kind: 'lock',
    lockId: `unanswered ${idempotencyKey}`,
    deadline_ms: now_ms() + lockTtl_ms,
  } as const;
  for (const seatId of seatIds) underWay.set(seatId, history.begin([seatOf(showId, seatId)], intended));
  const { lockSeats: answer } = await client.insist(LockSeats, { input: { showId, seatIds, idempotencyKey } });
  if (answer.__typename === 'LockSeatsSuccess') {
    const { id: lockId, expiresAt } = answer.lock;
    for (const operation of underWay.values()) {
      operation.end({ kind: 'lock', lockId, deadline_ms: Date.parse(expiresAt) });
    }
    return lockId;
  }
  if (answer.__typename !== 'SeatsUnavailableError') throw unexpected('lockSeats', answer);
  const inTheWay = new Set(answer.conflicts.map(({ seatId }) => seatId));
  for (const [seatId, operation] of underWay) {
    if (inTheWay.has(seatId)) operation.end({ kind: 'refusal' });
    else operation.withdraw();
  }
  return null;
}

async function release({ client, history }: ChaosBuyerOptions, lockId: string, seats: string[]): Promise<void> {
  const operation = history.begin(seats, { kind: 'release', lockId });
  const { releaseLock: answer } = await client.insist(ReleaseLock, { input: { lockId } });
  if (answer.__typename === 'ReleaseLockSuccess') return operation.end({ kind: 'release', lockId });
  if (answer.__typename !== 'LockNotActiveError') throw unexpected('releaseLock', answer);
  operation.withdraw();
}

async function book({ client }: ChaosBuyerOptions, lockId: string): Promise<string | null> {
  const input = { lockId, customer: CUSTOMER, idempotencyKey: randomUUID() };
  const { createBooking: answer } = await client.insist(CreateBooking, { input });
  if (answer.__typename === 'CreateBookingSuccess') return answer.booking.id;
  if (answer.__typename !== 'LockNotActiveError') throw unexpected('createBooking', answer);
  return null;
}

interface Purchase {
  bookingId: string;
  lockId: string;
  /** As the history knows them. */
  seats: string[];
}

/** Whether it was paid, and is known to be. */
async function pay(
  { client, history, random }: ChaosBuyerOptions,
  { bookingId, lockId, seats }: Purchase,
): Promise<boolean> {
  const operation = history.begin(seats, { kind: 'sale', lockId });
  const [paymentToken] = random.sample(TOKENS, 1) as [string];
  const input = { bookingId, paymentToken, idempotencyKey: randomUUID() };
  const { payBooking: answer } = await client.insist(PayBooking, { input });
  if (answer.__typename === 'PayBookingSuccess') {
    const { status } = answer.booking;
    if (status === 'CONFIRMED') operation.end({ kind: 'sale', lockId });
    // Still undecided: as if no answer had come. Anything else came too late.
    else if (status !== 'PENDING_PAYMENT') operation.withdraw();
    return status === 'CONFIRMED';
  }
  if (!['PaymentDeclinedError', 'BookingNotPayableError'].includes(answer.__typename)) {
    throw unexpected('payBooking', answer);
  }
  operation.withdraw();
  return false;
}

async function cancel({ client, history }: ChaosBuyerOptions, { bookingId, lockId, seats }: Purchase): Promise<void> {
  const operation = history.begin(seats, { kind: 'cancellation', lockId });
  const input = { bookingId, reason: 'ill', idempotencyKey: randomUUID() };
  const { cancelBooking: answer } = await client.insist(CancelBooking, { input });
  if (answer.__typename !== 'CancelBookingSuccess') throw unexpected('cancelBooking', answer);
  operation.end({ kind: 'cancellation', lockId });
}

/** Seats of several shows are in one history. */
export function seatOf(showId: string, seatId: string): string {
  return `${showId} ${seatId}`;
}

function unexpected(what: string, answer: object): Error {
  return new Error(`unexpected answer to ${what}: ${JSON.stringify(answer)}`);
}
