import type { Refundable } from './refund-writer.ts';

export interface RefundShare {
  payment: Refundable;
  /** Minor units, more than nothing. */
  amount: number;
}

/** What can be given back of all of them together. */
export function sumOfRefundable(payments: readonly Refundable[]): number {
  return payments.reduce((sum, { amount }) => sum + amount, 0);
}

/** The bank may give the money of those that are contested to the buyer by itself: the others have to do, as far as they can. Those that paid for nothing stay last. */
export function undisputedFirst(payments: readonly Refundable[]): Refundable[] {
  const rank = ({ isSurplus, isDisputed }: Refundable) => Number(isSurplus) * 2 + Number(isDisputed);
  return payments.toSorted((one, other) => rank(one) - rank(other));
}

/**
 * Which payments an amount goes back of: as much of the first as it has left, the rest of the next, and so on. The caller has seen to it that
 * all of them together have so much.
 */
export function refundShares(amount: number, payments: readonly Refundable[]): RefundShare[] {
  let rest = amount;
  const shares = payments.map((payment) => {
    const share = { payment, amount: Math.min(rest, payment.amount) };
    rest -= share.amount;
    return share;
  });
  if (rest > 0) throw new Error(`${rest} more than is left of the payments was to go back`);
  return shares.filter((share) => share.amount > 0);
}
