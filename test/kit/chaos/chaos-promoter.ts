import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { loadTokenKey, signToken } from '../../../src/modules/identity/token-issuer.ts';
import type { Database } from '../../../src/platform/postgres/database.ts';
import type { Random } from '../basics/random.ts';
import { CUSTOMER } from '../callers/buyer.ts';
import { createClient } from '../callers/client.ts';
import { PayBooking } from '../callers/operations.graphql.ts';
import { createPatientClient, GaveUpError, type PatientClient } from '../callers/patient-client.ts';
import type { Installation } from '../product/installation.ts';
import { openHallShow } from '../shows/hall-show.ts';
import {
  ApplyChange,
  Book,
  CancelWithBookings,
  GiveBack,
  Hold,
  QuoteChange,
  ReadTickets,
  SellAtDoor,
} from './chaos.graphql.ts';

export interface Promoter {
  /** Of its own: each is sold in part, and cancelled with its bookings. */
  readonly showIds: readonly string[];
  /** Goes through them one after the other; none is begun once the signal is aborted. Rejects with what it had to complain of. */
  promote(closing: AbortSignal): Promise<void>;
  /** Nothing of that was left out. */
  expectDone(database: Database): Promise<void>;
}

const BETWEEN_MS = { least: 500, greatest: 3_000 };
const PATIENCE_AFTER_MS = 15_000;
const ORGANISER = { id: 'promoter', role: 'organiser', email: null, ttl_ms: 24 * 60 * 60 * 1000 } as const;
const SHOWS = 6;
/** Seats of the second row cost less. */
const HALL = { zones: 1, rows: 2, seats: 8 };
/** Of a booking each. */
const ONLINE = [['Z1-1-1', 'Z1-1-2'], ['Z1-2-1'], ['Z1-2-2'], ['Z1-1-3']];
const AT_DOOR = ['Z1-1-4', 'Z1-1-5'];
/** That others are exchanged for. */
const DEARER = ['Z1-1-6', 'Z1-1-7'];
const CHEAPER = 'Z1-2-8';

const TOKENS = ['tok_ok', 'tok_ok', 'tok_dispute_lost'];
/** Of these bookings, the one whose payment a bank gives back in each show: a short chaos has few shows. */
const LOSING = ONLINE.length - 1;
const WAYS = [
  { toSeatId: CHEAPER },
  { toSeatId: DEARER[0]!, paymentToken: 'tok_ok' },
  { toSeatId: DEARER[1]!, method: 'CASH' as const },
] as const;

/** What became of the money is in the books: here answers count that nobody may get. */
const REFUSALS = new Set([
  'NotFoundError',
  'LockNotActiveError',
  'BookingNotPayableError',
  'RefundNotPossibleError',
  'BookingNotChangeableError',
  'QuoteNotUsableError',
  'PaymentInProgressError',
]);

/**
 * Somebody who sells some seats of each show of theirs, online and at the door, has some exchanged and gives some back, gives a part of what was
 * paid back, loses a dispute to a buyer's bank, and cancels the show with all that is booked.
 */
export async function hirePromoter({ nodes, database }: Installation, random: Random): Promise<Promoter> {
  const { token } = await signToken(await loadTokenKey(database, null), ORGANISER);
  const urls = nodes.map(({ url }) => url);
  await using organiser = createClient(urls[0]!, token);
  const showIds: string[] = [];
  for (let index = 0; index < SHOWS; index += 1) showIds.push(await openHallShow(organiser, HALL));
  return {
    showIds,
    async promote(closing) {
      const givingUp = new AbortController();
      closing.addEventListener('abort', () => setTimeout(() => givingUp.abort(), PATIENCE_AFTER_MS).unref());
      const client = createPatientClient({ urls, token, random, signal: givingUp.signal });
      try {
        for (const showId of showIds) {
          if (closing.aborted) return;
          await promote(client, random, showId);
          await delay(random.integer(BETWEEN_MS.least, BETWEEN_MS.greatest));
        }
      } catch (error) {
        if (!(error instanceof GaveUpError)) throw error;
      }
    },
    async expectDone(database) {
      const [done] = await database.query<Record<string, number>>(
        `SELECT (SELECT count(*) FROM bookings WHERE ended_with_show)::int AS "bookings that were cancelled with their show",
                (SELECT count(*) FROM payments WHERE provider = 'cash' AND change_id IS NULL)::int AS "sales at the door",
                (SELECT count(*) FROM booking_changes WHERE applied_at IS NOT NULL)::int AS "bookings that were changed",
                (SELECT count(*) FROM ledger_transactions WHERE kind = 'CHARGE')::int AS "changes that cost more",
                (SELECT count(*) FROM ledger_transactions WHERE kind = 'LOST_DISPUTE')::int AS "lost disputes"`,
      );
      for (const [what, count] of Object.entries(done!)) expect(count, what).toBeGreaterThan(0);
    },
  };
}

async function promote(client: PatientClient, random: Random, showId: string): Promise<void> {
  const bookingIds: string[] = [];
  for (const [index, seatIds] of ONLINE.entries()) {
    const drawn = random.integer(1, 4) === 1 ? null : random.sample(TOKENS, 1)[0]!;
    const token = index === LOSING ? 'tok_dispute_lost' : drawn;
    const bookingId = await buy(client, showId, seatIds, token);
    if (bookingId !== null) bookingIds.push(bookingId);
  }
  for (const seatId of AT_DOOR) {
    const seats = [{ seatId }];
    const input = { showId, seats, method: 'CASH' as const, idempotencyKey: randomUUID() };
    expected((await client.insist(SellAtDoor, { input })).sellAtBoxOffice);
  }
  for (const [index, bookingId] of bookingIds.entries()) await change(client, bookingId, WAYS[index % WAYS.length]!);
  const [bookingId] = bookingIds;
  if (bookingId !== undefined) {
    const input = { bookingId, amount: random.integer(1, 1_000), idempotencyKey: randomUUID() };
    expected((await client.insist(GiveBack, { input })).refundBooking);
  }
  expected((await client.insist(CancelWithBookings, { input: { showId, refund: 'FULL' as const } })).cancelShow);
}

/** Of a booking: of two tickets one is given back; another is exchanged for that seat, and what it costs more is paid so. */
async function change(
  client: PatientClient,
  bookingId: string,
  { toSeatId, ...how }: (typeof WAYS)[number],
): Promise<void> {
  const { booking } = await client.insist(ReadTickets, { id: bookingId });
  const [first, ...others] = (booking?.tickets ?? []).filter(({ voidedAt }) => voidedAt === null);
  if (!first) return;
  const { quoteBookingChange } = await client.insist(QuoteChange, {
    input: {
      bookingId,
      cancelTicketIds: others.map(({ id }) => id),
      exchange: [{ ticketId: first.id, toSeatId }],
    },
  });
  if (quoteBookingChange.__typename !== 'QuoteBookingChangeSuccess') return void expected(quoteBookingChange);
  const { id: quoteId, charge } = quoteBookingChange.quote;
  const input = { quoteId, ...(charge.amount > 0 && how), idempotencyKey: randomUUID() };
  expected((await client.insist(ApplyChange, { input })).applyBookingChange);
}

/** The booking, paid with that token unless it is null; null where there is none. */
async function buy(
  client: PatientClient,
  showId: string,
  seatIds: string[],
  paymentToken: string | null,
): Promise<string | null> {
  const { lockSeats } = await client.insist(Hold, { input: { showId, seatIds, idempotencyKey: randomUUID() } });
  if (lockSeats.__typename !== 'LockSeatsSuccess') return expected(lockSeats);
  const booking = { lockId: lockSeats.lock.id, customer: CUSTOMER, idempotencyKey: randomUUID() };
  const { createBooking } = await client.insist(Book, { input: booking });
  if (createBooking.__typename !== 'CreateBookingSuccess') return expected(createBooking);
  const { id: bookingId } = createBooking.booking;
  if (paymentToken === null) return null;
  const { payBooking } = await client.insist(PayBooking, {
    input: { bookingId, paymentToken, idempotencyKey: randomUUID() },
  });
  expected(payBooking);
  return payBooking.__typename === 'PayBookingSuccess' ? bookingId : null;
}

/** Seats are of this show's alone: they are taken only by a request whose answer, or whose commit, was lost. */
function expected(answer: { __typename: string }): null {
  const isExpected = answer.__typename.endsWith('Success') || answer.__typename === 'SeatsUnavailableError';
  if (!isExpected && !REFUSALS.has(answer.__typename))
    throw new Error(`the promoter was answered ${JSON.stringify(answer)}`);
  return null;
}
