import { describe, expect, it } from 'vitest';
import type { LedgerSum } from './ledger-reader.ts';
import { statementOf } from './statement.ts';

const ALL = { from: null, to: null };

function sum(fields: Partial<LedgerSum> & Pick<LedgerSum, 'kind' | 'account' | 'amount'>): LedgerSum {
  return {
    method: 'ONLINE',
    tierId: null,
    ticketTypeId: null,
    taxRate: null,
    description: null,
    quantity: 0,
    ...fields,
  };
}

/** Two tickets of 50.00 with 7 % in them, a tenth off; a fee of 5.00 with 19 % in it. */
const stalls = { tierId: 'stalls', taxRate: 7_000 } as const;
const fee = { description: 'Service', taxRate: 19_000 } as const;
const SALE: LedgerSum[] = [
  sum({ kind: 'SALE', account: 'PROVIDER', amount: 9_500 }),
  sum({ kind: 'SALE', account: 'TICKETS', amount: -9_346, quantity: 2, ...stalls }),
  sum({ kind: 'SALE', account: 'DISCOUNTS', amount: 935, ...stalls }),
  sum({ kind: 'SALE', account: 'TAX', amount: -589, ...stalls }),
  sum({ kind: 'SALE', account: 'FEES', amount: -420, ...fee }),
  sum({ kind: 'SALE', account: 'TAX', amount: -80, ...fee }),
];

describe('a statement', () => {
  it('of nothing is nothing, and no zero is negative', () => {
    const { tickets, feeRows, taxRows, methodRows, ...figures } = statementOf(ALL, []);
    expect([tickets, feeRows, taxRows, methodRows]).toEqual([[], [], [], []]);
    expect(figures).toEqual({
      ...ALL,
      sold: 0,
      refunded: 0,
      tax: 0,
      ticketsSold: 0,
      ticketsCancelled: 0,
      discounts: 0,
      writeOffs: 0,
      fees: 0,
      surplus: 0,
      lostDisputes: 0,
    });
  });

  it('has what was charged, by tier, fee, rate and method', () => {
    expect(statementOf(ALL, SALE)).toMatchObject({
      ticketsSold: 2,
      sold: 9_500,
      refunded: 0,
      tax: 669,
      fees: 500,
      discounts: 935,
      tickets: [{ tierId: 'stalls', ticketTypeId: null, method: 'ONLINE', ticketsSold: 2, sold: 9_000, tax: 589 }],
      feeRows: [{ name: 'Service', taxRate: 19_000, sold: 500, tax: 80 }],
      taxRows: [
        { taxRate: 7_000, sold: 9_000, tax: 589 },
        { taxRate: 19_000, sold: 500, tax: 80 },
      ],
      methodRows: [{ method: 'ONLINE', ticketsSold: 2, received: 9_500, paidBack: 0 }],
    });
  });

  it('is nothing but for what was kept once all went back, reversals taken back', () => {
    const back = (kind: 'REFUND' | 'REFUND_REVERSAL', sign: number) =>
      SALE.map((one) => ({ ...one, kind, amount: sign * one.amount, quantity: 0 }));
    const cancelled = sum({ kind: 'CANCELLATION', account: 'TICKETS', amount: 0, quantity: -2, ...stalls });
    const statement = statementOf(ALL, [...SALE, cancelled, ...back('REFUND', -2), ...back('REFUND_REVERSAL', 1)]);
    expect(statement).toMatchObject({
      sold: 9_500,
      refunded: 9_500,
      tax: 0,
      fees: 0,
      discounts: 0,
      ticketsCancelled: 2,
    });
    expect(statement.methodRows).toMatchObject([{ received: 9_500, paidBack: 9_500 }]);
  });

  it('tells money that paid for nothing apart, until it is back', () => {
    const late = [
      sum({ kind: 'SURPLUS', account: 'PROVIDER', amount: 700 }),
      sum({ kind: 'SURPLUS', account: 'SURPLUS', amount: -700 }),
    ];
    const gone = late.map((one) => ({ ...one, kind: 'REFUND' as const, amount: -one.amount }));
    const before = statementOf(ALL, [...SALE, ...late]);
    expect(before).toMatchObject({ sold: 9_500, surplus: 700, methodRows: [{ received: 10_200, paidBack: 0 }] });
    expect(statementOf(ALL, [...SALE, ...late, ...gone])).toMatchObject({
      sold: 9_500,
      refunded: 0,
      surplus: 0,
      methodRows: [{ received: 10_200, paidBack: 700 }],
    });
  });

  it('tells what banks gave to buyers apart from refunds, until it comes back', () => {
    const lost = [
      sum({ kind: 'LOST_DISPUTE', account: 'PROVIDER', amount: -9_500 }),
      sum({ kind: 'LOST_DISPUTE', account: 'LOST_DISPUTES', amount: 9_500 }),
    ];
    const back = lost.map((one) => ({ ...one, kind: 'LOST_DISPUTE_REVERSAL' as const, amount: -one.amount }));
    expect(statementOf(ALL, [...SALE, ...lost])).toMatchObject({
      sold: 9_500,
      refunded: 0,
      tax: 669,
      lostDisputes: 9_500,
      methodRows: [{ received: 9_500, paidBack: 9_500 }],
    });
    expect(statementOf(ALL, [...SALE, ...lost, ...back])).toMatchObject({
      lostDisputes: 0,
      methodRows: [{ received: 9_500, paidBack: 0 }],
    });
  });

  it('has what was given away, and the box office by its methods', () => {
    const given = [
      sum({ method: 'FREE', kind: 'SALE', account: 'TICKETS', amount: -4_673, quantity: 1, ...stalls }),
      sum({ method: 'FREE', kind: 'SALE', account: 'WRITE_OFFS', amount: 4_673, ...stalls }),
    ];
    const cash = [
      sum({ method: 'CASH', kind: 'SALE', account: 'CASH', amount: 5_000 }),
      sum({ method: 'CASH', kind: 'SALE', account: 'TICKETS', amount: -4_673, quantity: 1, ...stalls }),
      sum({ method: 'CASH', kind: 'SALE', account: 'TAX', amount: -327, ...stalls }),
    ];
    expect(statementOf(ALL, [...given, ...cash])).toMatchObject({
      ticketsSold: 2,
      sold: 5_000,
      writeOffs: 4_673,
      tickets: [
        { method: 'FREE', ticketsSold: 1, sold: 0, writeOffs: 4_673 },
        { method: 'CASH', ticketsSold: 1, sold: 5_000 },
      ],
      methodRows: [
        { method: 'CASH', received: 5_000 },
        { method: 'FREE', received: 0, ticketsSold: 1 },
      ],
    });
  });
});
