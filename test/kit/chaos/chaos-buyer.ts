import { randomUUID } from 'node:crypto';
import { CUSTOMER } from '../callers/buyer.ts';
import { ApplyCode } from '../callers/codes.graphql.ts';
import { PayBooking } from '../callers/operations.graphql.ts';
import { GaveUpError, type PatientClient } from '../callers/patient-client.ts';
import { now_ms } from '../checks/history.ts';
import { Book, CancelPurchase, ReadTerms } from './chaos.graphql.ts';
import { changePurchase } from './chaos-changes.ts';
import {
  CROWDED_SEATS,
  change,
  extend,
  type HeldLock,
  type HoldingBuyer,
  hold,
  holdBest,
  LostError,
  lostLock,
  NOT_FOUND,
  refuseUses,
  release,
  since,
  unexpected,
  type Wish,
  withdrawAll,
} from './chaos-holds.ts';
import { lostBooking, type Purchase, readBooking, subjectsOf } from './chaos-purchase.ts';
import { placesOf, type Sale, seatOf, usesOf } from './chaos-sale.ts';

export interface ChaosBuyerOptions extends HoldingBuyer {
  sale(): Sale;
  /** Called with each booking that was made. */
  onBooked?(purchase: Purchase): void;
}

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
  const wish = wishIn(options, sale);
  if (wish.seatIds.length === 0) return;
  const isChosen = sale.best !== undefined && random.integer(1, 3) === 1;
  const held = await (isChosen ? holdBest(options, sale, wish) : hold(options, sale, wish));
  if (held === null) return;
  if (random.integer(1, 4) === 1) await change(options, held);
  if (random.integer(1, 4) === 1) await extend(options, held);
  const mood = random.integer(1, 100);
  if (mood <= 45) return await release(options, held);
  // Left to its deadline.
  if (mood <= 60) return;
  const purchase = await book(options, held);
  if (purchase === null) return;
  if ((await readBooking(options, purchase)) !== 'as answered' || mood <= 70) return;
  if (!(await pay(options, purchase))) return;
  const inSale = takeFromSale(held);
  if ((await readBooking(options, purchase)) !== 'as answered') return;
  if (purchase.sale.isChangeable && random.integer(1, 2) === 1) {
    await changePurchase(options, purchase);
    inSale.isNow(purchase.seatIds);
    if ((await readBooking(options, purchase)) !== 'as answered' || purchase.open) return;
  }
  if (random.integer(1, 5) > 1) return;
  await cancel(options, purchase);
  await readBooking(options, purchase);
  inSale.isNow([]);
}

/** Some seats; some come with others who stand, with a promo code, or for seats that a code opens to them. */
function wishIn({ random }: ChaosBuyerOptions, sale: Sale): Wish {
  const { allotted, promoCode, standing, best } = sale;
  const count = random.integer(1, 3);
  if (allotted && !best && random.integer(1, 6) === 1) {
    const { areaId, code } = allotted;
    return { seatIds: random.sample(allotted.seatIds, count), places: random.integer(0, 4), areaId, code };
  }
  const seatIds = random.sample(sale.wanted.slice(0, CROWDED_SEATS), count);
  const places = standing !== undefined && random.integer(1, 3) === 1 ? random.integer(1, 4) : 0;
  return {
    seatIds,
    places,
    areaId: standing,
    code: promoCode !== undefined && random.integer(1, 3) === 1 ? promoCode : null,
  };
}

/** What was sold is not wanted any more; what it has instead, or what it has no more, is told by `isNow`. */
function takeFromSale({ sale, seatIds }: HeldLock): { isNow(seatIds: readonly string[]): void } {
  const { allotted } = sale;
  const ofAllotment = new Set(allotted?.seatIds.filter((seatId) => seatIds.includes(seatId)));
  let sold = seatIds;
  const take = (taken: readonly string[]) => {
    const isLeft = (seatId: string) => !taken.includes(seatId);
    if (allotted) allotted.seatIds = allotted.seatIds.filter(isLeft);
    sale.wanted = sale.wanted.filter(isLeft);
  };
  take(sold);
  return {
    isNow(left) {
      take(left);
      const free = sold.filter((seatId) => !left.includes(seatId));
      allotted?.seatIds.push(...free.filter((seatId) => ofAllotment.has(seatId)));
      sale.wanted.unshift(...free.filter((seatId) => !ofAllotment.has(seatId)));
      sold = [...left];
    },
  };
}

async function book(options: ChaosBuyerOptions, held: HeldLock): Promise<Purchase | null> {
  const { client, history, onBooked } = options;
  const { sale, lockId, code, made } = held;
  const from_ms = now_ms();
  const isReduced = code !== null && code === sale.promoCode;
  const using = { kind: 'take', lockId, quantity: 1 } as const;
  const uses = isReduced ? history.begin([usesOf(sale)], { ...using, deadline_ms: from_ms }, made) : null;
  const input = { lockId, customer: CUSTOMER, idempotencyKey: randomUUID() };
  const { createBooking: answer } = await client.insist(Book, { input });
  if (answer.__typename === 'CreateBookingSuccess') {
    const { id: bookingId, payableUntil } = answer.booking;
    // Answered again when it was over, it is payable no more: it was as long as its lock ran.
    const deadline_ms = payableUntil === null ? held.deadline_ms : Date.parse(payableUntil);
    uses?.end({ ...using, deadline_ms });
    const { seatIds, areaId, places } = held;
    const purchase: Purchase = {
      ...{ sale, bookingId, lockId, seatIds: [...seatIds], formerSeatIds: [], open: null },
      others: [...(places > 0 ? [placesOf(sale, areaId)] : []), ...(isReduced ? [usesOf(sale)] : [])],
      made: [...made, since(from_ms)],
    };
    onBooked?.(purchase);
    return purchase;
  }
  if (answer.__typename === 'CodeNotApplicableError') {
    refuseUses(uses, answer.reason);
    return (await takeCodeOff(options, held)) ? await book(options, held) : null;
  }
  uses?.withdraw();
  if (answer.__typename === NOT_FOUND) throw lostLock(history, held);
  if (answer.__typename !== 'LockNotActiveError') throw unexpected('createBooking', answer);
  return null;
}

/** Resolves with whether the lock still runs. */
async function takeCodeOff({ client, history }: ChaosBuyerOptions, held: HeldLock): Promise<boolean> {
  const from_ms = now_ms();
  const input = { lockId: held.lockId, code: null, idempotencyKey: randomUUID() };
  const { applyCode: answer } = await client.insist(ApplyCode, { input });
  if (answer.__typename === 'ApplyCodeSuccess') {
    held.code = null;
    held.made.push(since(from_ms));
    return true;
  }
  if (answer.__typename === NOT_FOUND) throw lostLock(history, held);
  if (answer.__typename !== 'LockNotActiveError') throw unexpected('applyCode', answer);
  return false;
}

/** Whether it was paid, and is known to be. */
async function pay({ client, history, random }: ChaosBuyerOptions, purchase: Purchase): Promise<boolean> {
  const { bookingId, lockId, made } = purchase;
  const operation = history.begin(subjectsOf(purchase), { kind: 'sale', lockId }, made);
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

/** For what the buyer is told that goes back: should less by now, as a change of the booking is lost, they are told anew. */
async function cancelAsTold(client: PatientClient, bookingId: string) {
  for (;;) {
    const { booking } = await client.insist(ReadTerms, { id: bookingId });
    const minimumRefund = booking?.cancellationTerms?.refund.amount ?? null;
    const input = { bookingId, reason: 'ill', minimumRefund, idempotencyKey: randomUUID() };
    const { cancelBooking: answer } = await client.insist(CancelPurchase, { input });
    const isLess =
      answer.__typename === 'BookingNotCancellableError' && answer.cancellationObstacle === 'LESS_GOES_BACK';
    if (!isLess) return answer;
  }
}

/** Of seats that it had before the booking is cancelled where the change of it is lost by then. */
async function cancel({ client, history }: ChaosBuyerOptions, purchase: Purchase): Promise<void> {
  const { sale, bookingId, lockId, seatIds, formerSeatIds, others, made } = purchase;
  const action = { kind: 'cancellation', lockId } as const;
  const begin = (seatId: string) => [seatId, history.begin([seatOf(sale, seatId)], action, made)] as const;
  const seats = new Map([...seatIds, ...formerSeatIds].map(begin));
  const rest = history.begin(others, action, made);
  const answer = await cancelAsTold(client, bookingId);
  if (answer.__typename === 'CancelBookingSuccess') {
    const had = answer.booking.seats.map(({ seatId }) => seatId);
    for (const [seatId, operation] of seats) {
      if (had.includes(seatId)) operation.end(action);
      else operation.withdraw();
    }
    return rest.end(action);
  }
  withdrawAll([...seats.values(), rest]);
  // Not cancellable: its payment is lost, and it has expired since.
  if ([NOT_FOUND, 'BookingNotCancellableError'].includes(answer.__typename)) throw lostBooking(history, purchase);
  throw unexpected('cancelBooking', answer);
}
