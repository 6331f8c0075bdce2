import { randomUUID } from 'node:crypto';
import { now_ms } from '../checks/history.ts';
import { ApplyChange, QuoteChange, ReadTickets } from './chaos.graphql.ts';
import {
  beginLocks,
  CROWDED_SEATS,
  type HoldingBuyer,
  NOT_FOUND,
  refuse,
  since,
  unexpected,
  withdrawAll,
} from './chaos-holds.ts';
import { isMade, lostBooking, noteMade, type OpenChange, type Purchase } from './chaos-purchase.ts';
import { seatOf } from './chaos-sale.ts';

const TOKENS = ['tok_ok', 'tok_ok', 'tok_ok', 'tok_declined', 'tok_timeout'] as const;
/** Answered to who quotes a change of a booking that was, or is, not what its buyer was answered. */
const OF_WHAT_WAS_LOST = [NOT_FOUND, 'BookingNotChangeableError', 'InvalidInputError'];

interface Wanted {
  /** Of which it gives the seats back. */
  givenIds: string[];
  /** In place of the first of them; none: it gives all of them back. */
  takenIds: string[];
}

interface Quoted extends Wanted {
  quoteId: string;
  charge: number;
}

/**
 * The buyer of a booking that is paid wants another seat in place of one, or gives one back, or both, and pays what that costs more. Resolves
 * once that is done, or is not to be had.
 */
export async function changePurchase(buyer: HoldingBuyer, purchase: Purchase): Promise<void> {
  const wanted = wantedBy(buyer, purchase);
  if (wanted === null) return;
  const quoted = await quote(buyer, purchase, wanted);
  if (quoted !== null) await apply(buyer, purchase, quoted);
}

function wantedBy({ random }: HoldingBuyer, { sale, seatIds }: Purchase): Wanted | null {
  const [first, ...more] = random.sample(seatIds, seatIds.length);
  if (first === undefined) return null;
  // Near, or at the other end of the house, where seats cost something else.
  const near = random.integer(1, 2) === 1;
  const others = near ? sale.wanted.slice(0, CROWDED_SEATS) : sale.wanted.slice(-CROWDED_SEATS);
  const takenIds = random.sample(
    others.filter((seatId) => !seatIds.includes(seatId)),
    1,
  );
  if (more.length > 0 && random.integer(1, 3) === 1) return { givenIds: [first], takenIds: [] };
  if (takenIds.length === 0) return null;
  return { givenIds: more.length > 0 && random.integer(1, 4) === 1 ? [first, more[0]!] : [first], takenIds };
}

/** Null: it is not to be had. */
async function quote(
  { client, history, lockTtl_ms }: HoldingBuyer,
  purchase: Purchase,
  wanted: Wanted,
): Promise<Quoted | null> {
  const { sale, bookingId, made } = purchase;
  const { givenIds, takenIds } = wanted;
  const { booking } = await client.insist(ReadTickets, { id: bookingId });
  const good = (booking?.tickets ?? []).filter(({ voidedAt }) => voidedAt === null);
  const ending = givenIds.map((seatId) => good.find((ticket) => ticket.seatId === seatId)?.id);
  if (ending.some((id) => id === undefined)) throw lostBooking(history, purchase);
  const [exchanged, ...cancelled] = takenIds.length > 0 ? ending : [undefined, ...ending];
  const from_ms = now_ms();
  const intended = { lockId: `unanswered ${randomUUID()}`, deadline_ms: from_ms + lockTtl_ms };
  const seats = beginLocks(history, sale, takenIds, intended, made);
  const { quoteBookingChange: answer } = await client.insist(QuoteChange, {
    input: {
      bookingId,
      cancelTicketIds: cancelled.map((id) => id!),
      exchange: takenIds.map((toSeatId) => ({ ticketId: exchanged!, toSeatId })),
    },
  });
  if (answer.__typename === 'QuoteBookingChangeSuccess') {
    const { id: quoteId, expiresAt, charge } = answer.quote;
    const got = { kind: 'lock', lockId: quoteId, deadline_ms: Date.parse(expiresAt) } as const;
    for (const operation of seats.values()) operation.end(got);
    made.push(since(from_ms));
    return { ...wanted, quoteId, charge: charge.amount };
  }
  if (answer.__typename === 'SeatsUnavailableError') {
    refuse(seats, answer.conflicts);
    return null;
  }
  withdrawAll([...seats.values()]);
  if (OF_WHAT_WAS_LOST.includes(answer.__typename)) throw lostBooking(history, purchase);
  if (answer.__typename !== 'OrphanSeatsError') throw unexpected('quoteBookingChange', answer);
  return null;
}

async function apply({ client, history, random }: HoldingBuyer, purchase: Purchase, quoted: Quoted): Promise<void> {
  const { sale, lockId, made } = purchase;
  const { quoteId, charge, givenIds, takenIds } = quoted;
  const [given, taken] = [givenIds, takenIds].map((seatIds) => seatIds.map((seatId) => seatOf(sale, seatId)));
  const action: OpenChange['action'] = { kind: 'exchange', lockId, quoteId, given: given!, taken: taken! };
  const open: OpenChange = { action, givenIds, takenIds, operation: history.begin([given![0]!], action, made) };
  purchase.open = open;
  const [paymentToken] = random.sample(TOKENS, 1) as [string];
  const from_ms = now_ms();
  const input = { quoteId, ...(charge > 0 && { paymentToken }), idempotencyKey: randomUUID() };
  const { applyBookingChange: answer } = await client.insist(ApplyChange, { input });
  // The money of a change is undecided, or was when it was asked for again: it may be made later.
  if (answer.__typename === 'PaymentInProgressError') return;
  if (answer.__typename === 'ApplyBookingChangeSuccess') {
    const seatIds = answer.booking.seats.map(({ seatId }) => seatId);
    if (!isMade(open, seatIds)) return;
    noteMade(purchase, open);
    made.push(since(from_ms));
    return;
  }
  open.operation.withdraw();
  purchase.open = null;
  const isRefused = ['QuoteNotUsableError', 'PaymentDeclinedError', 'RefundNotPossibleError'];
  if (OF_WHAT_WAS_LOST.includes(answer.__typename)) throw lostBooking(history, purchase);
  if (!isRefused.includes(answer.__typename)) throw unexpected('applyBookingChange', answer);
}
