import { expect } from 'vitest';
import { createRefundWorker } from '../../../src/modules/refunds/refund-worker.ts';
import type { ChangeRulesInput } from '../../../src/modules/shows/change-rules.ts';
import { createLogger } from '../../../src/platform/observability/logger.ts';
import type { Querier } from '../../../src/platform/postgres/database.ts';
import { ORGANISER, type TestBoxOffice } from '../product/box-office.ts';
import { fakeProvider } from '../product/paying.ts';
import { endBooking, refundable } from './box-office-booking-steps.ts';
import { type BoxOfficeModel, type BuyersRules, type ModelLock, type Outcome, STAFF } from './box-office-model.ts';
import { BookingStep, type Real, Step } from './box-office-step.ts';

const logger = createLogger({ level: 'silent', nodeId: 'model' });
const LATER = new Date('2099-04-30T17:00:00Z');
const EARLIER = new Date('2026-01-01T00:00:00Z');

/** As the show has them. */
export function changeRulesOf({ returns, returnFee, exchanges }: BuyersRules): ChangeRulesInput {
  const returnsUntil = returns === 'NEVER' ? null : returns === 'STILL' ? LATER : EARLIER;
  return { returnsUntil, returnFee, exchangesUntil: exchanges ? LATER : null };
}

/** What the organiser lets buyers do with what they have booked, and what that costs: at any time. */
export class ChangeRules extends Step {
  readonly #rules: BuyersRules;

  constructor(rules: BuyersRules) {
    super();
    this.#rules = rules;
  }

  protected expected({ show }: BoxOfficeModel): Outcome {
    if (show.status === 'CANCELLED') return 'ILLEGAL_STATE';
    const { returns, returnFee, exchanges } = this.#rules;
    const isSame =
      show.rules.returns === returns && show.rules.returnFee === returnFee && show.rules.exchanges === exchanges;
    show.rules = this.#rules;
    if (!isSame) show.events.push('show.updated');
    return 'ok';
  }

  protected perform({ office, showId }: Real): Promise<unknown> {
    return office.services.shows.updateShow(ORGANISER, { showId, changeRules: changeRulesOf(this.#rules) });
  }

  toString(): string {
    return `ChangeRules(${JSON.stringify(this.#rules)})`;
  }
}

/** Its buyer cancels a booking for what the show says goes back, and for no less: told one minor unit more, nothing is cancelled. */
export class CancelAsBuyer extends BookingStep {
  protected override readonly isRequest = true;
  #buyer = 0;
  /** What is to go back; null: it is not told. */
  #refund: number | null = null;

  /** Rather where there is money. */
  protected override candidates(model: Readonly<BoxOfficeModel>): number[] {
    const all = super.candidates(model);
    const likely = all.filter((number) => {
      const { owner, booking, paid = 0 } = model.locks[number]!;
      return owner !== STAFF && booking === 'CONFIRMED' && paid > 0;
    });
    return likely.length > 0 ? likely : all;
  }

  protected expected(model: BoxOfficeModel): Outcome {
    const lock = model.locks[this.lock]!;
    this.#buyer = lock.owner;
    this.#refund = null;
    if (lock.booking === 'EXPIRED') return 'BOOKING_NOT_CANCELLABLE EXPIRED';
    if (lock.booking === 'CANCELLED') return 'ok';
    const kept = lock.owner === STAFF ? 0 : keptOf(model, lock);
    if (kept === null) return 'BOOKING_NOT_CANCELLABLE CONFIRMED';
    const left = refundable(lock);
    const refund = Math.max(0, left - kept);
    if (lock.booking === 'CONFIRMED') this.#refund = refund;
    endBooking(model, lock, kept > 0 ? { byRules: { refund, kept: left - refund } } : {});
    return 'ok';
  }

  protected async perform(real: Real, idempotencyKey: string): Promise<void> {
    const { office, bookingIds, buyers } = real;
    const { bookings, changes } = office.services;
    const buyer = buyers[this.#buyer]!;
    const bookingId = bookingIds.get(this.lock)!;
    const minimumRefund = this.#refund;
    if (minimumRefund !== null) {
      const booking = (await bookings.getFreshBooking(buyer, bookingId))!;
      // Not where the request is sent again.
      if (booking.status === 'CONFIRMED') {
        const terms = await changes.cancellationTermsOf(buyer, booking);
        expect(terms?.refund, `what ${this.toString()} was told`).toBe(minimumRefund);
        const tooMuch = bookings.cancelBooking(buyer, { bookingId, minimumRefund: minimumRefund + 1 });
        await expect(tooMuch).rejects.toMatchObject({
          ...{ obstacle: 'LESS_GOES_BACK', refund: { amount: minimumRefund, currency: 'EUR' } },
        });
      }
    }
    await bookings.cancelBooking(buyer, { bookingId, minimumRefund, idempotencyKey });
  }
}

/** What the show keeps of a booking that its buyer cancels; null: they can't. */
function keptOf({ show }: BoxOfficeModel, lock: ModelLock): number | null {
  const { returns, returnFee, exchanges } = show.rules;
  const saysNothing = returns === 'NEVER' && !exchanges;
  if (lock.booking !== 'CONFIRMED' || lock.sold!.total === 0 || show.status === 'CANCELLED' || saysNothing) return 0;
  if (returns !== 'STILL') return null;
  return feesOf(lock) + pricesOf(lock).reduce((sum, price) => sum + Math.min(price, returnFee), 0);
}

/** Of its good tickets. */
function pricesOf({ sold, seats, places }: ModelLock): number[] {
  return [...seats.map((seat) => sold!.seats.get(seat)!.price), ...Array<number>(places).fill(sold!.place)];
}

/** What its booking costs beside its tickets. */
function feesOf(lock: ModelLock): number {
  return pricesOf(lock).reduce((rest, price) => rest - price, lock.sold!.total);
}

/** By a worker that ends then: in a sequence nothing is refunded by itself. */
async function refundAll({ database, refundOutcomes: outcomes }: TestBoxOffice): Promise<void> {
  const provider = fakeProvider({ name: 'sandbox' });
  const worker = createRefundWorker({ database, provider, outcomes, logger, perSecond: 10_000 });
  worker.start();
  await worker.idle();
  await worker.stop();
}

/** What changes give back of payments that the bank is asked for may wait for the organiser, and nothing else. */
async function owedOfChanges(database: Querier, locks: readonly { id: string; lock: ModelLock }[]): Promise<number> {
  const disputed = locks.filter(({ lock }) => lock.isDisputed).map(({ id }) => id);
  const owed = await database.query<{ id: string; amount: number }>(
    `SELECT booking_id AS id, amount::int AS amount FROM refunds
      WHERE change_id IS NOT NULL AND status <> 'SUCCEEDED' AND booking_id = ANY ($1)`,
    [locks.map(({ id }) => id)],
  );
  expect(disputed).toEqual(expect.arrayContaining(owed.map(({ id }) => id)));
  return owed.reduce((sum, { amount }) => sum + amount, 0);
}

/**
 * Money is where the model has it: kept by the rules, given back or to be, as the bookings say it and as the show's statement does, once all
 * that is asked for is given back.
 */
export async function expectMoney(model: BoxOfficeModel, { office, showId, bookingIds }: Real): Promise<void> {
  const { database, services } = office;
  const told = await database.query<{ id: string; refund: number; kept: number }>(
    `SELECT booking_id AS id, refund::int AS refund, kept::int AS kept FROM booking_changes
      WHERE kept IS NOT NULL AND booking_id = ANY ($1)`,
    [[...bookingIds.values()]],
  );
  const locks = [...bookingIds].map(([lock, id]) => ({ id, lock: model.locks[lock]! }));
  const byRules = locks.flatMap(({ id, lock: { byRules: money } }) => (money ? [{ id, ...money }] : []));
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  expect(told.toSorted(byId), 'what was kept by the rules').toEqual(byRules.toSorted(byId));
  await refundAll(office);
  const show = (await services.shows.getShow(showId))!;
  const statement = await services.ledger.statementOf(ORGANISER, show, { from: null, to: null });
  const sumOf = (of: (lock: ModelLock) => number) => locks.reduce((sum, { lock }) => sum + of(lock), 0);
  const owed = await owedOfChanges(database, locks);
  const left = sumOf(({ paid = 0, refunded = 0, held = 0 }) => paid - refunded + held) + owed;
  const received = statement.methodRows.reduce((sum, row) => sum + row.received - row.paidBack, 0);
  expect(received, 'money that is left').toBe(left);
  expect([statement.sold - statement.refunded, statement.surplus], 'what is sold, and owed').toEqual([
    left - owed,
    owed,
  ]);
  // What was refunded by amount is taken from tickets and fees alike.
  if (locks.some(({ lock }) => lock.isPartRefunded)) return;
  const fees = sumOf((lock) => {
    if (!lock.paid) return 0;
    if (lock.byRules) return lock.byRules.kept;
    return lock.refunded === lock.paid && !lock.held ? 0 : feesOf(lock);
  });
  expect(statement.fees, 'fees that are kept').toBe(fees);
}
