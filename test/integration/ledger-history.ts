import { expect } from 'vitest';
import type { Booking } from '../../src/modules/bookings/booking.ts';
import { BookingNotCancellableError } from '../../src/modules/bookings/bookings.errors.ts';
import type { Querier } from '../../src/platform/postgres/database.ts';
import { DomainError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import type { Random } from '../kit/basics/random.ts';
import { CUSTOMER, guest, ORGANISER, type TestBoxOffice, type TestShow } from '../kit/product/box-office.ts';
import { NodeDied } from '../kit/product/mortal-database.ts';
import { bookOn } from '../kit/product/paying.ts';
import { importPricedHall, openPricedShow, PRICING } from '../kit/shows/priced-show.ts';

/** What may become of the money of one booking, step by step: for ledger-histories.test.ts. */

export interface History {
  /** For what happens elsewhere, such as at the provider: whatever becomes of the node. */
  world: Querier;
  buyer: Principal;
  booking: Booking;
  showId: string;
}

export type Step = (office: TestBoxOffice, history: History, random: Random) => Promise<unknown>;

/** Of the lane's show the first seats are sold, and those of the last row are what others are exchanged for: they are cheaper. */
export const HALL = { zones: 1, rows: 12, seats: 40 };
const SOLD = 400;
/** Of a show of its own: it may be cancelled. */
const OWN_SHOW_EVERY = 3;
const MAX_STEPS = 8;
const TOKENS = ['tok_ok', 'tok_ok', 'tok_ok', 'tok_refund_fails', 'tok_declined', 'tok_late', 'tok_processing'];
const REFUNDS = ['FULL', 'WITHOUT_FEES', 'WITHOUT_FEES', 'NONE'] as const;

export async function runWorkers(office: TestBoxOffice, ...names: string[]): Promise<void> {
  for (const name of names) {
    const worker = office.worker(name);
    worker.start();
    await worker.idle();
  }
}

/** What the provider has taken is settled now, what it never heard of is old enough to be given up, and nobody has a lease any more: of one booking, or of all. */
export async function letTimePass(database: Querier, bookingId: string | null = null): Promise<void> {
  const ofBooking = '($1::text IS NULL OR booking_id = $1)';
  await database.query(
    `UPDATE sandbox_charges SET settled_at = now() - interval '1 second', webhooks_left = 0, webhook_due_at = NULL
      WHERE settled_at > now() AND payment_id IN (SELECT id FROM payments WHERE ${ofBooking})`,
    [bookingId],
  );
  await database.query(
    `UPDATE payments SET created_at = created_at - interval '5 minutes' WHERE status = 'PENDING' AND ${ofBooking}`,
    [bookingId],
  );
  await database.query(
    `UPDATE refunds SET due_at = now() - interval '1 second' WHERE status = 'PENDING' AND ${ofBooking}`,
    [bookingId],
  );
}

const refundsOf = ({ services }: TestBoxOffice, { booking }: History) => services.refunds.refundsOf(booking.id);

async function goodTickets({ services }: TestBoxOffice, { booking }: History) {
  return (await services.bookings.ticketsOf(booking.id)).filter(({ voidedAt }) => voidedAt === null);
}

/**
 * The buyer has the bank contest the payments; of one that is not charged nothing comes of it. The bank takes what the provider has not given
 * back, or decides for the organiser, who has the money again.
 */
export const dispute: Step = async (office, { booking, world }, random) => {
  const status = random.sample(['NEEDS_RESPONSE', 'LOST', 'LOST', 'WON'] as const, 1)[0]!;
  await world.query(
    `UPDATE sandbox_charges
        SET disputed_at = coalesce(disputed_at, now()), dispute_status = $2,
            lost = CASE WHEN $2 <> 'LOST' THEN 0 WHEN dispute_status = 'LOST' THEN lost ELSE amount - refunded END
      WHERE outcome = 'SUCCEEDED' AND settled_at <= now() AND payment_id IN (SELECT id FROM payments WHERE booking_id = $1)`,
    [booking.id, status],
  );
  await hearOfDisputes(office, world, booking.id);
};

/** The provider tells of the disputes of one booking, or of all. */
export async function hearOfDisputes(
  { services }: TestBoxOffice,
  world: Querier,
  bookingId: string | null = null,
): Promise<void> {
  const charges = await world.query<{ reference: string }>(
    `SELECT reference FROM sandbox_charges c JOIN payments p ON p.id = c.payment_id
      WHERE disputed_at IS NOT NULL AND ($1::text IS NULL OR booking_id = $1)`,
    [bookingId],
  );
  for (const { reference } of charges) await services.disputes.review(`${reference}_dispute`);
}

export const cancelShow: Step = async (office, { showId }, random) => {
  const refund = random.sample(REFUNDS, 1)[0]!;
  await office.services.cancellations.cancelShow(ORGANISER, { showId, refund });
  await runWorkers(office, 'booking cancellation worker');
};

export const pay: Step = ({ services }, { buyer, booking }, random) =>
  services.payments.payBooking(buyer, { bookingId: booking.id, paymentToken: random.sample(TOKENS, 1)[0]! });

export const refundPart: Step = ({ services }, { booking }, random) =>
  services.refunds.refundBooking(ORGANISER, { bookingId: booking.id, amount: random.integer(1, booking.total) });

export const cancel: Step = ({ services }, { booking }) =>
  services.bookings.cancelBooking(ORGANISER, { bookingId: booking.id });

/** By the rules of the show: see `allowCancellations`. Of what was sold at the door the organiser is the buyer. */
const cancelAsBuyer: Step = ({ services }, { booking, buyer }) =>
  services.bookings.cancelBooking(buyer, { bookingId: booking.id });

/**
 * The buyer cancels the booking while its show is cancelled with its bookings, without money back: one of the two comes first. Who is refused as
 * the show is being cancelled has no money back.
 */
const cancelBesideShow: Step = async (office, history) => {
  const { booking, buyer, showId, world } = history;
  const countRefunds = async () =>
    (await world.query('SELECT FROM refunds WHERE booking_id = $1', [booking.id])).length;
  const before = await countRefunds();
  const [asBuyer, ofShow] = await Promise.allSettled([
    office.services.bookings.cancelBooking(buyer, { bookingId: booking.id }),
    office.services.cancellations.cancelShow(ORGANISER, { showId, refund: 'NONE' }),
  ]);
  await runWorkers(office, 'booking cancellation worker');
  const refusal = asBuyer.status === 'rejected' ? asBuyer.reason : null;
  const isRefused = refusal instanceof BookingNotCancellableError && refusal.obstacle === 'SHOW_CANCELLED';
  // Unless it was being cancelled with money back before.
  if (isRefused && ofShow.status === 'fulfilled')
    expect(await countRefunds(), 'refunds of who was refused').toBe(before);
  const errors = [asBuyer, ofShow].flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  const unexpected = errors.find((error) => !(error instanceof DomainError || error instanceof NodeDied));
  if (errors.length > 0) throw unexpected ?? errors[0];
};

/** Buyers may cancel, and are charged for it; of some shows the fees of the booking go back, too. */
async function allowCancellations({ services }: TestBoxOffice, showId: string, keepsFees: boolean): Promise<void> {
  const changeRules = { returnsUntil: new Date('2099-01-01T00:00:00Z'), returnFee: 137, feeTaxRate: 19, keepsFees };
  await services.shows.updateShow(ORGANISER, { showId, changeRules });
}

const expire: Step = async (office, { booking, world }) => {
  await world.query(
    `UPDATE bookings SET expires_at = now() - interval '1 second' WHERE id = $1 AND status = 'PENDING_PAYMENT'`,
    [booking.id],
  );
  await runWorkers(office, 'booking sweeper');
};

const hear: Step = async (office, { booking, world }) => {
  await letTimePass(world, booking.id);
  await runWorkers(office, 'payment reconciler', 'booking cancellation worker', 'refund worker');
};

const comeBack: Step = async (office, history) => {
  const made = (await refundsOf(office, history)).filter(({ status }) => status === 'SUCCEEDED');
  const failed = { status: 'FAILED', reference: null, failureCode: 'account_closed' } as const;
  for (const { id, paymentId, amount } of made.slice(0, 1)) {
    await office.refundOutcomes.settle(id, failed);
    // The provider has it again, too: it can go back another time.
    await history.world.query(
      'UPDATE sandbox_charges SET refunded = refunded - $2, refunded_at = NULL WHERE payment_id = $1',
      [paymentId, amount],
    );
  }
};

const tryAgain: Step = async (office, history) => {
  const failed = (await refundsOf(office, history)).filter(({ status }) => status === 'FAILED');
  for (const { id } of failed) await office.services.refunds.retryRefund(ORGANISER, { refundId: id });
};

/** What a change costs more is paid with one of these, or at the door. */
const WAYS_TO_PAY = [
  { paymentToken: 'tok_ok' },
  { paymentToken: 'tok_ok' },
  { paymentToken: 'tok_declined' },
  { paymentToken: 'tok_late' },
  { paymentToken: 'tok_late' },
  { paymentToken: 'tok_refund_fails' },
  { method: 'CASH' },
  { method: 'CARD_TERMINAL' },
] as const;

/**
 * Of a ticket for one that costs more, where it has one of the cheap seats or is a child's: charged by token or at the door. The money may be
 * declined, and may come when the quote is over.
 */
export const exchangeForDearer: Step = async (office, history, random) => {
  const { services } = office;
  const { booking, showId, world } = history;
  const show = (await services.shows.getShow(showId))!;
  const { seats } = await services.shows.planOf(show);
  const { unavailable } = await services.seatMap.read(showId);
  const taken = new Set(unavailable.map(({ seatId }) => seatId));
  const isShared = seats.length > SOLD;
  const dear = isShared ? seats.slice(SOLD, -HALL.seats) : seats.slice(0, seats.length / 2);
  const cheap = new Set((isShared ? seats.slice(-HALL.seats) : seats.slice(seats.length / 2)).map(({ id }) => id));
  const tickets = await goodTickets(office, history);
  const ticket = tickets.find(({ seatId }) => cheap.has(seatId!)) ?? random.sample(tickets, 1)[0];
  const seat = random.sample(
    dear.filter(({ id }) => !taken.has(id)),
    1,
  )[0];
  if (!ticket || !seat) return;
  const ticketTypeId = show.ticketTypes.find(({ name }) => name === 'Adult')?.id ?? null;
  const quote = await services.changes.quote(ORGANISER, {
    bookingId: booking.id,
    exchange: [{ ticketId: ticket.id, toSeatId: seat.id, ticketTypeId }],
  });
  const how = random.sample(WAYS_TO_PAY, 1)[0]!;
  const isLate = random.integer(1, 2) === 1;
  await services.changes.apply(ORGANISER, { quoteId: quote.id, ...(quote.charge > 0 && how) });
  if (isLate) {
    await world.query(
      'UPDATE booking_changes SET expires_at = now() - make_interval(secs => 1) WHERE id = $1 AND applied_at IS NULL',
      [quote.id],
    );
  }
};

/** Of a ticket for one that costs less or the same; of three, another one is given back with it. */
export const exchange: Step = async (office, history, random) => {
  const { services } = office;
  const tickets = await goodTickets(office, history);
  const { seats } = await services.shows.planOf((await services.shows.getShow(history.showId))!);
  const { unavailable } = await services.seatMap.read(history.showId);
  const taken = new Set(unavailable.map(({ seatId }) => seatId));
  const free = seats.slice(-HALL.seats).filter(({ id }) => !taken.has(id));
  const [[ticket, other], [seat]] = [random.sample(tickets, 2), random.sample(free, 1)];
  if (!ticket || !seat) return;
  const { id: quoteId } = await services.changes.quote(ORGANISER, {
    bookingId: history.booking.id,
    exchange: [{ ticketId: ticket.id, toSeatId: seat.id }],
    cancelTicketIds: other && tickets.length > 2 ? [other.id] : [],
  });
  await services.changes.apply(ORGANISER, { quoteId });
};

export const giveBack: Step = async (office, history, random) => {
  const cancelTicketIds = random.sample(await goodTickets(office, history), 1).map(({ id }) => id);
  const { changes } = office.services;
  const { id: quoteId } = await changes.quote(ORGANISER, { bookingId: history.booking.id, cancelTicketIds });
  await changes.apply(ORGANISER, { quoteId });
};

const STEPS: Step[] = [
  giveBack,
  exchange,
  exchange,
  exchangeForDearer,
  exchangeForDearer,
  exchangeForDearer,
  giveBack,
  pay,
  pay,
  refundPart,
  refundPart,
  cancel,
  cancelAsBuyer,
  cancelAsBuyer,
  expire,
  hear,
  hear,
  comeBack,
  tryAgain,
  dispute,
];
const STEPS_OF_OWN_SHOW: Step[] = [...STEPS, cancelShow, cancelShow, cancelShow, cancelBesideShow, cancelBesideShow];

function drawn(steps: readonly Step[], random: Random): Step[] {
  return Array.from({ length: random.integer(1, MAX_STEPS) }, () => random.sample(steps, 1)[0]!);
}

/** Shows whose bookings have histories: one that many share, and such that have fees and one booking each. */
export class HistoryShows {
  readonly #office: TestBoxOffice;
  readonly #world: Querier;
  #shared: TestShow | null = null;
  #seatsLeft = 0;
  /** Of the others: halls are imported once, and slowly. */
  #planId: string | null = null;

  constructor(office: TestBoxOffice, world: Querier) {
    this.#office = office;
    this.#world = world;
  }

  /** A booking, and what is to become of it: of the shared show, or of a show of its own, bought online or at the door. */
  async begin(random: Random): Promise<History & { steps: Step[] }> {
    if (random.integer(1, OWN_SHOW_EVERY) > 1) {
      const show = await this.#sharedShow(3);
      const seats = random.integer(1, 3);
      this.#seatsLeft -= seats;
      const booked = await bookOn(this.#office, show.id, show.nextSeats(seats));
      return { ...booked, world: this.#world, showId: show.id, steps: [pay, ...drawn(STEPS, random)] };
    }
    const steps = drawn(STEPS_OF_OWN_SHOW, random);
    const method = random.integer(1, 3) === 1 ? random.sample(['CASH', 'CARD_TERMINAL', 'FREE'] as const, 1)[0]! : null;
    const history = await this.ownShow(random.integer(1, 3), method);
    await allowCancellations(this.#office, history.showId, random.integer(1, 2) === 1);
    return { ...history, steps: method === null ? [pay, ...steps] : steps };
  }

  /** A booking of so many seats of a show with fees, of an adult with children; `method`: paid for at the door, and not to be paid online. */
  async ownShow(count: number, method: 'CASH' | 'CARD_TERMINAL' | 'FREE' | null): Promise<History> {
    const { services } = this.#office;
    const world = this.#world;
    this.#planId ??= await importPricedHall(this.#office);
    const show = await openPricedShow(this.#office, PRICING, this.#planId);
    const showId = show.id;
    const [adult, child] = [show.typeId('Adult'), show.typeId('Child')];
    const seats = show.stalls
      .slice(0, count)
      .map((seatId, index) => ({ seatId, ticketTypeId: index === 0 ? adult : child }));
    if (method !== null) {
      const booking = await services.doorSales.sell(ORGANISER, { showId, seats, method });
      return { world, buyer: ORGANISER, booking, showId };
    }
    const buyer = guest();
    const { id: lockId } = await services.locks.lockSeats(buyer, { showId, seats });
    const booking = await services.bookings.createBooking(buyer, { lockId, customer: CUSTOMER });
    return { world, buyer, booking, showId };
  }

  async #sharedShow(seats: number): Promise<TestShow> {
    if (this.#shared === null || this.#seatsLeft < seats) {
      this.#shared = await this.#office.createShow(HALL);
      await allowCancellations(this.#office, this.#shared.id, true);
      this.#seatsLeft = SOLD;
    }
    return this.#shared;
  }
}
