import type { Database } from '../../platform/postgres/database.ts';

/** Money that came for a booking, or went back. Minor units of the booking's currency. */
export interface MoneyMove {
  amount: number;
  /** Who moved it: a payment provider, `cash` or `card_terminal`. */
  provider: string;
  at: Date;
}

export interface ReceiptMoney {
  /** What was charged, the first first. */
  paid: MoneyMove[];
  /** What is back with the customer. */
  refunded: MoneyMove[];
  /** What is on its way there. */
  refunding: MoneyMove[];
}

/** What was paid for the booking and given back of it, money that came too late or twice as well. */
export async function findReceiptMoney({ prisma }: Database, bookingId: string): Promise<ReceiptMoney> {
  const [payments, refunds] = await Promise.all([
    prisma.payment.findMany({
      where: { bookingId, OR: [{ status: { in: ['SUCCEEDED', 'REFUNDED'] } }, { refunded: { gt: 0 } }] },
      select: { amount: true, provider: true, createdAt: true },
      orderBy: { createdAt: 'asc' },
    }),
    prisma.refund.findMany({
      where: { bookingId, status: { in: ['SUCCEEDED', 'PENDING'] } },
      select: { amount: true, status: true, updatedAt: true, payment: { select: { provider: true } } },
      orderBy: { createdAt: 'asc' },
    }),
  ]);
  const moves = refunds.map(({ amount, status, updatedAt, payment: { provider } }) => ({
    status,
    move: { amount: Number(amount), provider, at: updatedAt },
  }));
  const of = (wanted: string) => moves.flatMap(({ status, move }) => (status === wanted ? [move] : []));
  return {
    paid: payments.map(({ amount, provider, createdAt }) => ({ amount: Number(amount), provider, at: createdAt })),
    refunded: of('SUCCEEDED'),
    refunding: of('PENDING'),
  };
}
