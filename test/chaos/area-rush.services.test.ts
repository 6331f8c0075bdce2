import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { eventually } from '../kit/basics/eventually.ts';
import { inParallel } from '../kit/basics/in-parallel.ts';
import { createRandom, type Random } from '../kit/basics/random.ts';
import { CUSTOMER } from '../kit/callers/buyer.ts';
import { StartGuestSession } from '../kit/callers/operations.graphql.ts';
import { createPatientClient, type PatientClient } from '../kit/callers/patient-client.ts';
import { ShowWatcher } from '../kit/callers/show-watcher.ts';
import { expectRightCounts } from '../kit/checks/area-checks.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import { type Installation, startInstallation } from '../kit/product/installation.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { openShowOf } from '../kit/shows/installed-show.ts';

/** Enough for the parts to die in the middle of it; `AREA_BUYERS=2000` is a long one. */
const BUYERS = Number(process.env.AREA_BUYERS ?? 600);
const CAPACITY = Math.ceil(BUYERS / 4);
/** So few that those who want one beside their places meet rivals. */
const SEATS = Array.from({ length: Math.ceil(BUYERS / 50) }, (_, index) => `Z1-1-${1 + index}`);
const AT_ONCE = 60;
/** Longer than all of it takes: whoever holds places pays for them. */
const LOCK_TTL_MS = 900_000;
const WITHIN_MS = 1_100_000;

const LOCK = `mutation ($input: LockSeatsInput!) { lockSeats(input: $input) { __typename
  ... on LockSeatsSuccess { lock { id } }
  ... on SeatsUnavailableError { areas { available } conflicts { seatId } }
  ... on Error { code message } } }`;
const RELEASE =
  'mutation ($input: ReleaseLockInput!) { releaseLock(input: $input) { __typename ... on Error { code message } } }';
const BOOK = `mutation ($input: CreateBookingInput!) { createBooking(input: $input) { __typename
  ... on CreateBookingSuccess { booking { id } } ... on Error { code message } } }`;
const PAY = `mutation ($input: PayBookingInput!) { payBooking(input: $input) { __typename
  ... on PayBookingSuccess { booking { bookingStatus areas { quantity } tickets { id } } } ... on Error { code message } } }`;

interface Answer {
  __typename: string;
  lock?: { id: string };
  areas?: { available: number }[];
  conflicts?: { seatId: string }[];
  booking?: { id: string; bookingStatus: string; areas: { quantity: number }[]; tickets: object[] };
}

/** Someone who asks until there is an answer that counts: with one idempotency key, so it is done once. */
class Buyer {
  readonly #client: PatientClient;

  constructor(client: PatientClient) {
    this.#client = client;
  }

  async ask(document: string, about: object): Promise<Answer> {
    const input = { ...about, idempotencyKey: randomUUID() };
    const data = await this.#client.insist<Record<string, Answer>, object>(document, { input });
    return Object.values(data)[0]!;
  }
}

interface Rush {
  installation: Installation;
  showId: string;
  random: Random;
  /** Aborted when all of it takes too long. */
  signal: AbortSignal;
  /** Places that were paid for, by the answers that buyers got. */
  paid: number;
  /** How many were refused seat and places together since somebody else had the seat. */
  rivals: number;
  /** Seats that were paid for. */
  sold: string[];
}

async function newBuyer({ installation, random, signal }: Rush): Promise<Buyer> {
  const urls = installation.nodes.map(({ url }) => url);
  const options = { urls, random, signal };
  const { startGuestSession } = await createPatientClient(options).insist(StartGuestSession, {});
  return new Buyer(createPatientClient({ ...options, token: startGuestSession.token }));
}

/** Takes places, some with a seat beside, and pays for them; one in ten lets go first. What is held is never lost. */
async function buy(rush: Rush): Promise<void> {
  const { showId, random } = rush;
  const buyer = await newBuyer(rush);
  let quantity = random.integer(1, 3);
  let seatIds = random.integer(0, 2) === 0 ? random.sample(SEATS, 1) : [];
  for (;;) {
    const answer = await buyer.ask(LOCK, { showId, seatIds, areas: [{ areaId: 'front', quantity }] });
    if (answer.__typename === 'SeatsUnavailableError') {
      quantity = Math.min(quantity, answer.areas?.[0]?.available ?? quantity);
      if (quantity > 0 && answer.conflicts?.length) rush.rivals += 1;
      seatIds = [];
      if (quantity > 0) continue;
      return;
    }
    expect(answer.__typename, JSON.stringify(answer)).toBe('LockSeatsSuccess');
    const lockId = answer.lock!.id;
    if (random.integer(0, 9) === 0) {
      expect((await buyer.ask(RELEASE, { lockId })).__typename).toBe('ReleaseLockSuccess');
      return;
    }
    const { booking, ...booked } = await buyer.ask(BOOK, { lockId, customer: CUSTOMER });
    expect(booked.__typename, JSON.stringify(booked)).toBe('CreateBookingSuccess');
    const paid = await buyer.ask(PAY, { bookingId: booking!.id, paymentToken: 'tok_ok' });
    expect(paid.booking, JSON.stringify(paid)).toMatchObject({ areas: [{ quantity }] });
    // Where a node died that was at it, others settle the payment soon.
    if (paid.booking!.bookingStatus !== 'PENDING_PAYMENT') {
      expect(paid.booking).toMatchObject({ bookingStatus: 'CONFIRMED' });
      expect(paid.booking!.tickets).toHaveLength(quantity + seatIds.length);
    }
    rush.paid += quantity;
    rush.sold.push(...seatIds);
    return;
  }
}

async function countsOf({ installation, showId }: Rush) {
  const [counts] = await installation.database.query<{ held: number; booked: number }>(
    'SELECT held, booked FROM area_states WHERE show_id = $1',
    [showId],
  );
  return counts;
}

describeWithServices('an area', () => {
  it(`of ${CAPACITY} places is sold to ${BUYERS} buyers at two nodes, which die as Redis does: to the last place, and not beyond`, {
    timeout: 1_200_000,
  }, async () => {
    const random = createRandom();
    await using installation = await startInstallation({ nodeCount: 2, lockTtl_ms: LOCK_TTL_MS });
    const { nodes, redis, database } = installation;
    const showId = await openShowOf(installation, { rows: 1, seats: SEATS.length, standing: CAPACITY });
    const signal = AbortSignal.timeout(WITHIN_MS);
    const rush: Rush = { installation, showId, random, signal, paid: 0, rivals: 0, sold: [] };
    const watcher = new ShowWatcher({ urls: nodes.map(({ url }) => url), showId, random: random.fork() });
    // Before the last place is gone.
    const faults = new Map<number, () => Promise<void>>([
      [Math.floor(BUYERS / 24), () => nodes[0]!.kill()],
      [Math.floor(BUYERS / 16), () => nodes[0]!.restart()],
      [Math.floor(BUYERS / 12), () => redis.restartEmpty()],
      [Math.floor(BUYERS / 8), () => nodes[1]!.kill()],
      [Math.floor(BUYERS / 7), () => nodes[1]!.restart()],
    ]);
    // One after the other: a node is there always.
    let fault = Promise.resolve();
    await inParallel(Array(BUYERS).fill(null), AT_ONCE, async (_buyer, index) => {
      const next = faults.get(index);
      if (next) {
        fault = fault.then(next);
        await fault;
      }
      await buy(rush);
    });
    // What was let go of, and was not there for those who asked before.
    await eventually(async () => {
      if (rush.paid < CAPACITY) await buy(rush);
      expect(rush.paid).toBe(CAPACITY);
    });
    await eventually(async () => expect(await countsOf(rush)).toEqual({ held: 0, booked: CAPACITY }));
    expect(rush.rivals, 'refused for a seat that somebody else had, and not for want of places').toBeGreaterThan(0);
    expect(rush.sold.length).toBeGreaterThan(0);
    const booked = await database.query<{ seat_id: string; state: string }>(
      'SELECT seat_id, state FROM seat_states WHERE show_id = $1 ORDER BY seat_id',
      [showId],
    );
    expect(booked).toEqual(rush.sold.toSorted().map((seat_id) => ({ seat_id, state: 'BOOKED' })));
    await expectRightCounts(database);
    await expectConsistent(database, showId);
    await watcher.expectConverged(database);
    const [tickets] = await database.query<{ places: number; seats: number }>(
      `SELECT count(t.area_position)::int AS places, count(t.seat_id)::int AS seats FROM tickets t JOIN bookings b ON b.id = t.booking_id
        WHERE b.show_id = $1 AND b.status = 'CONFIRMED'`,
      [showId],
    );
    expect(tickets).toEqual({ places: CAPACITY, seats: rush.sold.length });
    expect(installation.errors).toEqual([]);
  });
});
