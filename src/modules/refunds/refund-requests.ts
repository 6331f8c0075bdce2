import { newId } from '../../platform/ids.ts';
import type { Querier } from '../../platform/postgres/database.ts';
import type { Booking } from '../bookings/booking.ts';
import type { BookingCache } from '../bookings/booking-cache.ts';
import { noteRefund } from '../bookings/booking-refunds.ts';
import type { RefundRequests } from '../bookings/refund-requests.ts';
import { leftOf, refundOfEnd } from './left.ts';
import { readOwed } from './owed.ts';
import { DISPUTED, findRefundsOf, lockRefundsNotAskedFor, type Refund } from './refund.ts';
import { refundShares, sumOfRefundable, undisputedFirst } from './refund-shares.ts';
import {
  changeRefund,
  feesLeftOf,
  insertRefund,
  insertRefunds,
  lockRefundable,
  lockRefundableOf,
  type NewRefund,
  type Refundable,
} from './refund-writer.ts';
import { RefundNotPossibleError } from './refunds.errors.ts';

export interface RefundRequestsDeps {
  cache: BookingCache;
  /** Called after a commit that may have left money to be given back. */
  wake: () => void;
}

const HELD = { status: 'FAILED', reference: null, failureCode: DISPUTED } as const;

/** Asks for the refunds that follow from what becomes of bookings and payments. */
export function createRefundRequests({ cache, wake }: RefundRequestsDeps): RefundRequests {
  return {
    wake,
    async request(tx, bookings, terms = 'FULL') {
      const ids = bookings.map(({ id }) => id);
      const refundable = await lockRefundableOf(tx, ids);
      const fees = terms === 'WITHOUT_FEES' ? await feesLeftOf(tx, ids) : null;
      const asked: NewRefund[] = [];
      for (const ended of bookings) {
        let booking = ended;
        const left = refundable.get(booking.id);
        if (!left) await closeIfAllIsBack(tx, cache, booking);
        if (!left || terms === 'NONE') continue;
        for (const { payment, ...share } of sharesOf(left, fees?.get(booking.id) ?? null)) {
          const refund = refundOf(booking, payment, share);
          if (payment.isDisputed) booking = await hold(tx, cache, booking, refund);
          else asked.push(refund);
        }
      }
      await insertRefunds(tx, asked);
    },
    async requestOfChange(tx, changed, { changeId, amount, ticketIds }) {
      let booking = changed;
      const left = undisputedFirst(await refundableOf(tx, booking, amount));
      for (const { payment, amount: share } of refundShares(amount, left)) {
        const refund = { ...refundOf(booking, payment, { amount: share }), changeId, ticketIds };
        if (payment.isDisputed) booking = await hold(tx, cache, booking, refund);
        else await insertRefund(tx, refund);
      }
    },
    leftOf: (tx, { id }) => leftOf(tx, id),
    ofEnd: (tx, { id }) => refundOfEnd(tx, id),
    async assertRefundable(tx, booking, amount) {
      await refundableOf(tx, booking, amount);
    },
    async requestSurplus(tx, booking, payment) {
      const earlier = (await findRefundsOf(tx, [booking.id])).get(booking.id) ?? [];
      if (earlier.some(({ paymentId }) => paymentId === payment.id)) return;
      const { id: bookingId, showId } = booking;
      const { amount, lost, currency } = payment;
      const left = Math.max(0, amount - lost);
      const about = { bookingId, showId, amount: left || amount, currency, payment };
      const refund: NewRefund = { ...about, id: newId('refund'), reason: null, isSurplus: true, ticketIds: [] };
      // It says that the money came for nothing, whoever has it now.
      if (left === 0) await hold(tx, cache, booking, refund);
      else await insertRefund(tx, refund);
    },
    async withhold(tx, booking, payment) {
      let excess = payment.refunding + payment.lost - payment.amount;
      if (excess <= 0) return;
      const provider = { provider: payment.provider };
      for (const refund of await lockRefundsNotAskedFor(tx, payment.id)) {
        if (excess <= 0) return;
        await changeRefund(tx, refund, HELD, { showId: booking.showId, ...provider });
        excess -= refund.amount;
        booking = await noteHeld(tx, cache, booking, refund);
      }
    },
  };
}

/** Of which payments how much goes back, if that is all but for the fees; null: all of it. */
function sharesOf(left: readonly Refundable[], fees: number | null) {
  // Money that paid for nothing has no fees in it.
  const keepsFees = fees !== null && !left[0]!.isSurplus;
  const sum = sumOfRefundable(left);
  const amount = keepsFees ? sum - Math.min(Math.max(fees, 0), sum) : sum;
  return refundShares(amount, left).map((share) => ({ ...share, keepsFees }));
}

/** A refund that is asked for here, of all tickets that the booking has. */
function refundOf(
  { id: bookingId, showId, currency }: Pick<Booking, 'id' | 'showId' | 'currency'>,
  { paymentId, provider, isSurplus }: Refundable,
  { amount, keepsFees = false }: { amount: number; keepsFees?: boolean },
): NewRefund {
  const about = { id: newId('refund'), bookingId, showId, amount, currency, payment: { id: paymentId, provider } };
  return { ...about, reason: null, isSurplus, ticketIds: isSurplus ? [] : 'all', keepsFees };
}

/** Of the payments that paid for the booking and its changes: without what earlier changes still owe. */
async function refundableOf(
  tx: Querier,
  { id, currency }: Pick<Booking, 'id' | 'currency'>,
  amount: number,
): Promise<Refundable[]> {
  const left = (await lockRefundable(tx, id)).filter(({ isSurplus }) => !isSurplus);
  const refundable = await leftOf(tx, id);
  if (refundable < amount) throw new RefundNotPossibleError(refundable, currency);
  return left;
}

/**
 * Nobody is asked for it before the organiser has it tried: it FAILED, as any that is theirs to see to. Resolves with the booking as it is
 * then.
 */
async function hold(tx: Querier, cache: BookingCache, booking: Booking, refund: NewRefund): Promise<Booking> {
  await insertRefund(tx, { ...refund, failureCode: DISPUTED });
  return await noteHeld(tx, cache, booking, refund);
}

/** Resolves with the booking as it is then. */
async function noteHeld(
  tx: Querier,
  cache: BookingCache,
  booking: Booking,
  { isSurplus }: Pick<Refund, 'isSurplus'>,
): Promise<Booking> {
  const owed = await readOwed(tx, booking.id);
  return await noteRefund(tx, cache, booking, { ...owed, outcome: 'FAILED', amount: 0, isSurplus });
}

/** A cancelled booking whose money went back before, by refunds that the organiser asked for, is refunded at once. */
async function closeIfAllIsBack(tx: Querier, cache: BookingCache, booking: Booking): Promise<void> {
  const owed = await readOwed(tx, booking.id);
  if (!owed.wasPaid || owed.isOwed) return;
  await noteRefund(tx, cache, booking, { ...owed, outcome: 'SUCCEEDED', amount: 0, isSurplus: false });
}
