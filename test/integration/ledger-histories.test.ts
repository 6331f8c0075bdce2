import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import type { Database, Querier } from '../../src/platform/postgres/database.ts';
import { DomainError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { inParallel } from '../kit/basics/in-parallel.ts';
import { createRandom, type Random } from '../kit/basics/random.ts';
import { expectLedgerBalanced } from '../kit/checks/money-checks.ts';
import {
  CUSTOMER,
  createTestBoxOffice,
  guest,
  ORGANISER,
  type TestBoxOffice,
  type TestShow,
} from '../kit/product/box-office.ts';
import { bookOn } from '../kit/product/paying.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';
import { openPricedShow } from '../kit/shows/priced-show.ts';

// Whatever becomes of payments and refunds, and wherever a node dies meanwhile: the ledger balances, nobody has tickets without money, and
// no money stays without tickets.

/** LEDGER_HISTORIES=10000 for a long search (`npm run histories`); RANDOM_SEED repeats one. */
const HISTORIES = Number(process.env.LEDGER_HISTORIES ?? 60);
const LANES = 3;
const MAX_STEPS = 8;
const TEST_TIMEOUT_MS = 60_000 + HISTORIES * 1_000;
/** As the statements of a step: a node dies before one of them, or not. */
const STATEMENTS_OF_STEP = 14;
/** Of which the first 400 seats are sold, and those of the last row are what others are exchanged for: they are cheaper. */
const HALL = { zones: 1, rows: 12, seats: 40 };
const SOLD = 400;
const TOKENS = ['tok_ok', 'tok_ok', 'tok_ok', 'tok_refund_fails', 'tok_declined', 'tok_late', 'tok_processing'];
/** Of a show of its own: it may be cancelled. */
const OWN_SHOW_EVERY = 3;
const REFUNDS = ['FULL', 'WITHOUT_FEES', 'WITHOUT_FEES', 'NONE'] as const;

class NodeDied extends Error {}

/** A database whose node dies once, before the next statement but so many: what was not committed is rolled back, and another node goes on. */
class Mortal {
  readonly database: Database;
  #left = Number.POSITIVE_INFINITY;

  constructor(database: Database) {
    this.database = {
      ...database,
      ...this.#mortal(database),
      transaction: (work) => database.transaction((tx) => work(this.#mortal(tx))),
    };
  }

  #mortal(querier: Querier): Querier {
    return {
      query: async (statement, values) => {
        this.#left -= 1;
        if (this.#left < 0) {
          this.dieAfter(Number.POSITIVE_INFINITY);
          throw new NodeDied();
        }
        return await querier.query(statement, values);
      },
    };
  }

  dieAfter(statements: number): void {
    this.#left = statements;
  }
}

/** A node of its own, and the show that it sells. */
interface Lane extends AsyncDisposable {
  mortal: Mortal;
  office: TestBoxOffice;
  show: TestShow;
  seatsLeft: number;
}

interface History {
  buyer: Principal;
  booking: Booking;
  showId: string;
}

let db: TestDatabase;
let lanes: Lane[];
beforeAll(async () => {
  db = await createTestDatabase();
  lanes = await Promise.all(Array.from({ length: LANES }, openLane));
});
afterAll(async () => {
  for (const lane of lanes ?? []) await lane[Symbol.asyncDispose]();
  await db?.[Symbol.asyncDispose]();
});

async function openLane(): Promise<Lane> {
  const mortal = new Mortal(db.database);
  const office = await createTestBoxOffice(mortal.database);
  const lane = { mortal, office, show: await office.createShow(HALL), seatsLeft: SOLD };
  return { ...lane, [Symbol.asyncDispose]: () => office[Symbol.asyncDispose]() };
}

async function run(office: TestBoxOffice, ...names: string[]): Promise<void> {
  for (const name of names) {
    const worker = office.worker(name);
    worker.start();
    await worker.idle();
  }
}

const refundsOf = ({ services }: TestBoxOffice, { booking }: History) => services.refunds.refundsOf(booking.id);

/** What the provider has taken is settled now; what it never heard of is old enough to be given up. */
async function letTimePass({ booking }: History): Promise<void> {
  await db.database.query(
    `UPDATE sandbox_charges SET settled_at = least(settled_at, now()), webhooks_left = 0, webhook_due_at = NULL
      WHERE payment_id IN (SELECT id FROM payments WHERE booking_id = $1)`,
    [booking.id],
  );
  await db.database.query(`UPDATE payments SET created_at = created_at - interval '5 minutes' WHERE booking_id = $1`, [
    booking.id,
  ]);
  await db.database.query(
    `UPDATE refunds SET due_at = least(due_at, now()) WHERE booking_id = $1 AND status = 'PENDING'`,
    [booking.id],
  );
}

type Step = (office: TestBoxOffice, history: History, random: Random) => Promise<unknown>;

/** The buyer has the bank contest the payment; of one that is not charged nothing comes of it. */
const dispute: Step = async (office, { booking }) => {
  const charges = await db.database.query<{ reference: string }>(
    `UPDATE sandbox_charges SET disputed_at = now() WHERE outcome = 'SUCCEEDED' AND settled_at <= now()
        AND payment_id IN (SELECT id FROM payments WHERE booking_id = $1) RETURNING reference`,
    [booking.id],
  );
  for (const { reference } of charges) await office.services.disputes.review(`${reference}_dispute`);
};
const cancelShow: Step = async (office, { showId }, random) => {
  const refund = random.sample(REFUNDS, 1)[0]!;
  await office.services.cancellations.cancelShow(ORGANISER, { showId, refund });
  await run(office, 'booking cancellation worker');
};

const pay: Step = ({ services }, { buyer, booking }, random) =>
  services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: random.sample(TOKENS, 1)[0]! });
const refundPart: Step = ({ services }, { booking }, random) =>
  services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: random.integer(1, booking.total) });
const cancel: Step = ({ services }, { booking }) =>
  services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id });
const expire: Step = async (office, { booking }) => {
  await db.database.query(`UPDATE bookings SET expires_at = now() WHERE id = $1 AND status = 'PENDING_PAYMENT'`, [
    booking.id,
  ]);
  await run(office, 'booking sweeper');
};
const hear: Step = async (office, history) => {
  await letTimePass(history);
  await run(office, 'payment reconciler', 'booking cancellation worker', 'refund worker');
};
const comeBack: Step = async (office, history) => {
  const made = (await refundsOf(office, history)).filter(({ status }) => status === 'SUCCEEDED');
  const failed = { status: 'FAILED', reference: null, failureCode: 'account_closed' } as const;
  for (const { id, paymentId, amount } of made.slice(0, 1)) {
    await office.refundOutcomes.settle(id, failed);
    // The provider has it again, too: it can go back another time.
    await db.database.query(
      'UPDATE sandbox_charges SET refunded = refunded - $2, refunded_at = NULL WHERE payment_id = $1',
      [paymentId, amount],
    );
  }
};
const tryAgain: Step = async (office, history) => {
  const failed = (await refundsOf(office, history)).filter(({ status }) => status === 'FAILED');
  for (const { id } of failed) await office.services.refunds.retryRefund(ORGANISER, { refundId: id });
};
const exchange: Step = async ({ services }, { booking }, random) => {
  const tickets = (await services.bookings.ticketsOf(booking.id)).filter(({ voidedAt }) => voidedAt === null);
  const { seats } = await services.shows.planOf((await services.shows.getShow(booking.showId))!);
  const { unavailable } = await services.seatMap.read(booking.showId);
  const taken = new Set(unavailable.map(({ seatId }) => seatId));
  const free = seats.slice(-HALL.seats).filter(({ id }) => !taken.has(id));
  const [[ticket, other], [seat]] = [random.sample(tickets, 2), random.sample(free, 1)];
  if (!ticket || !seat) return;
  const { id: quoteId } = await services.changes.quote(ORGANISER, {
    bookingId: booking.id,
    exchange: [{ ticketId: ticket.id, toSeatId: seat.id }],
    cancelTicketIds: other && tickets.length > 2 ? [other.id] : [],
  });
  await services.changes.apply(ORGANISER, { quoteId });
};
const giveBack: Step = async ({ services }, { booking }, random) => {
  const tickets = (await services.bookings.ticketsOf(booking.id)).filter(({ voidedAt }) => voidedAt === null);
  const cancelTicketIds = random.sample(tickets, 1).map(({ id }) => id);
  const { id: quoteId } = await services.changes.quote(ORGANISER, { bookingId: booking.id, cancelTicketIds });
  await services.changes.apply(ORGANISER, { quoteId });
};
const STEPS: Step[] = [
  giveBack,
  exchange,
  exchange,
  giveBack,
  pay,
  pay,
  refundPart,
  refundPart,
  cancel,
  expire,
  hear,
  hear,
  comeBack,
  tryAgain,
  dispute,
];
const STEPS_OF_OWN_SHOW: Step[] = [...STEPS, cancelShow, cancelShow, cancelShow];

/** Refusals are as they should be; a node that dies is what this is about. */
function isExpected(error: unknown): boolean {
  return error instanceof DomainError || error instanceof NodeDied;
}

async function expectBalanced(showId: string): Promise<void> {
  await db.database.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await expectLedgerBalanced(tx, showId);
  });
}

/** A booking of the lane's show, or of a show of its own with fees: bought online, or at the door. */
async function begin(lane: Lane, random: Random): Promise<History & { steps: Step[] }> {
  const { office } = lane;
  if (random.integer(1, OWN_SHOW_EVERY) > 1) {
    const seats = random.integer(1, 3);
    if (lane.seatsLeft < seats) Object.assign(lane, { show: await office.createShow(HALL), seatsLeft: SOLD });
    lane.seatsLeft -= seats;
    const showId = lane.show.id;
    return {
      ...(await bookOn(office, showId, lane.show.nextSeats(seats))),
      showId,
      steps: [pay, ...drawn(STEPS, random)],
    };
  }
  const show = await openPricedShow(office);
  const showId = show.id;
  const adult = show.typeId('Adult');
  const seats = random.sample(show.stalls, random.integer(1, 3)).map((seatId) => ({ seatId, ticketTypeId: adult }));
  const steps = drawn(STEPS_OF_OWN_SHOW, random);
  if (random.integer(1, 3) === 1) {
    const method = random.sample(['CASH', 'CARD_TERMINAL', 'FREE'] as const, 1)[0]!;
    const booking = await office.services.doorSales.sell(ORGANISER, { showId, seats, method });
    return { buyer: ORGANISER, booking, showId, steps };
  }
  const buyer = guest();
  const { id: lockId } = await office.services.locks.lockSeats(buyer, { showId, seats });
  const booking = await office.services.bookings.createBooking(buyer, { lockId, customer: CUSTOMER });
  return { buyer, booking, showId, steps: [pay, ...steps] };
}

function drawn(steps: readonly Step[], random: Random): Step[] {
  return Array.from({ length: random.integer(1, MAX_STEPS) }, () => random.sample(steps, 1)[0]!);
}

async function playOne(lane: Lane, random: Random): Promise<void> {
  const { office, mortal } = lane;
  const { steps, ...history } = await begin(lane, random);
  for (const step of steps) {
    if (random.integer(0, 2) === 0) mortal.dieAfter(random.integer(0, STATEMENTS_OF_STEP));
    try {
      await step(office, history, random);
    } catch (error) {
      if (!isExpected(error)) throw error;
    } finally {
      mortal.dieAfter(Number.POSITIVE_INFINITY);
    }
  }
  await expectBalanced(history.showId);
}

/** A node that has not asked about anything yet goes on: what is undecided is decided. */
async function recover(): Promise<void> {
  await using office = await createTestBoxOffice(db.database);
  await db.database.query(`UPDATE bookings SET expires_at = now() WHERE status = 'PENDING_PAYMENT'`);
  await db.database.query(`UPDATE sandbox_charges SET settled_at = least(settled_at, now())`);
  await db.database.query(
    `UPDATE payments SET created_at = created_at - interval '5 minutes' WHERE status = 'PENDING'`,
  );
  await run(office, 'payment reconciler', 'booking sweeper');
  await vi.waitFor(
    async () => {
      await run(office, 'booking cancellation worker');
      const [left] = await db.database.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM booking_cancellations WHERE cancelled_at IS NULL',
      );
      expect(left!.count, 'shows whose bookings are still to be cancelled').toBe(0);
    },
    { timeout: 60_000, interval: 100 },
  );
  await db.database.query(`UPDATE refunds SET due_at = now() WHERE status = 'PENDING'`);
  await run(office, 'refund worker');
}

it(
  'balances after every history, and what was paid is tickets or goes back',
  async () => {
    const random = createRandom();
    const seeds = Array.from({ length: HISTORIES }, () => random.fork());
    await inParallel(lanes, LANES, async (lane, number) => {
      for (let index = number; index < HISTORIES; index += LANES) await playOne(lane, seeds[index]!);
    });
    for (const { office } of lanes) await Promise.all(office.workers.map((worker) => worker.stop()));
    await recover();
    for (const lane of lanes) await expectBalanced(lane.show.id);
    await expectLedgerBalanced(db.database, null);
    const [counts] = await db.database.query<Record<string, number>>(
      `SELECT (SELECT count(*) FROM payments WHERE status = 'PENDING')::int AS payments,
              (SELECT count(*) FROM refunds WHERE status = 'PENDING')::int AS refunds,
              (SELECT count(DISTINCT booking_id) FROM ledger_transactions)::int AS posted`,
    );
    expect(counts).toMatchObject({ payments: 0, refunds: 0 });
    expect(counts!.posted).toBeGreaterThan(HISTORIES / 4);
    // Without money: no payment was ever taken for it.
    const unpaid = await db.database.query(
      `SELECT b.id FROM bookings b
        WHERE EXISTS (SELECT FROM tickets t WHERE t.booking_id = b.id AND t.voided_at IS NULL)
          AND b.total > 0
          AND NOT EXISTS (SELECT FROM ledger_transactions t JOIN payments p ON p.id = t.payment_id
                            LEFT JOIN sandbox_charges c ON c.payment_id = p.id AND c.outcome = 'SUCCEEDED'
                           WHERE t.booking_id = b.id AND t.kind = 'SALE' AND (c.amount = p.amount OR p.provider IN ('cash', 'card_terminal'))
                             AND p.amount = b.total + (SELECT coalesce(sum(g.refund), 0) FROM booking_changes g
                                                        WHERE g.booking_id = b.id AND g.applied_at IS NOT NULL))`,
    );
    expect(unpaid, 'tickets without money').toEqual([]);
    // Money stays where a refund failed, which its organiser is told.
    const kept = await db.database.query(
      `SELECT p.id FROM payments p JOIN sandbox_charges c ON c.payment_id = p.id AND c.outcome = 'SUCCEEDED'
        WHERE p.refunded < p.amount
          AND NOT EXISTS (SELECT FROM tickets t WHERE t.booking_id = p.booking_id AND t.voided_at IS NULL)
          AND NOT EXISTS (SELECT FROM refunds r WHERE r.payment_id = p.id AND r.status = 'FAILED')
          AND NOT EXISTS (
            SELECT FROM bookings b JOIN booking_cancellations c ON c.show_id = b.show_id
             WHERE b.id = p.booking_id AND b.ended_with_show
               AND (c.refund = 'NONE' OR (c.refund = 'WITHOUT_FEES' AND p.amount - p.refunded = fees_left(b.id, p.id))))`,
    );
    expect(kept, 'money without tickets').toEqual([]);
    // Of a show that was cancelled nothing stands, and no refund of it was forgotten.
    const standing = await db.database.query(
      `SELECT b.id FROM bookings b JOIN booking_cancellations c ON c.show_id = b.show_id WHERE b.status IN ('PENDING_PAYMENT', 'CONFIRMED')`,
    );
    expect(standing, 'bookings of cancelled shows that stand').toEqual([]);
  },
  TEST_TIMEOUT_MS,
);
