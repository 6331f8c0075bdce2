import { describe, expect, it } from 'vitest';
import { rateOf } from '../../shared/money/rate.ts';
import { type FeeTerms, type PricedSeat, priceLines, totalOfLines } from './price-lines.ts';

const adult = { id: 'tickettype_1', name: 'Adult' };
const child = { id: 'tickettype_2', name: 'Child up to 14' };
const seat = (seatId: string, price: number, { ticketType = adult, taxRate = rateOf(7) } = {}): PricedSeat => ({
  seatId,
  tierName: 'Stalls',
  ticketType,
  price,
  taxRate,
});
const fee = (terms: Partial<FeeTerms>): FeeTerms => ({
  name: 'Service fee',
  basis: 'PER_TICKET',
  amount: null,
  percent: null,
  taxRate: rateOf(19),
  ...terms,
});
const euros = (amount: number) => ({ amount, currency: 'EUR' });

describe('the lines of what seats cost', () => {
  it('say each seat with its type, then the fees, each with the tax that is in it', () => {
    const lines = priceLines(
      [seat('A-1', 4_550), seat('A-2', 2_000, { ticketType: child }), seat('A-3', 4_550)],
      [fee({ percent: rateOf(10) }), fee({ name: 'Shipping', basis: 'PER_BOOKING', amount: euros(390) })],
    );
    expect(
      lines.map(({ seatId, description, quantity, unitPrice, total, tax }) => [
        seatId,
        description,
        quantity,
        unitPrice,
        total,
        tax,
      ]),
    ).toEqual([
      ['A-1', 'Stalls, Adult', 1, 4_550, 4_550, 298],
      ['A-2', 'Stalls, Child up to 14', 1, 2_000, 2_000, 131],
      ['A-3', 'Stalls, Adult', 1, 4_550, 4_550, 298],
      [null, 'Service fee', 2, 455, 910, 145],
      [null, 'Service fee', 1, 200, 200, 32],
      [null, 'Shipping', 1, 390, 390, 62],
    ]);
    expect(totalOfLines(lines)).toBe(12_600);
  });

  it('have a percentage per booking of all tickets together', () => {
    const fees = [fee({ basis: 'PER_BOOKING', percent: rateOf(2.5), taxRate: 0 })];
    // 2.5 % of 45 are 1.125, of 15 twice 0.375: rounded once, not per ticket.
    expect(priceLines([seat('A-1', 15), seat('A-2', 15), seat('A-3', 15)], fees).at(-1)).toMatchObject({
      kind: 'FEE',
      quantity: 1,
      total: 1,
      tax: 0,
    });
  });

  it('have fees by amount on free tickets beside others, and none where all are free', () => {
    const fees = [fee({ amount: euros(150) }), fee({ basis: 'PER_BOOKING', amount: euros(300) })];
    expect(totalOfLines(priceLines([seat('A-1', 1_000), seat('A-2', 0)], fees))).toBe(1_600);
    const free = priceLines([seat('A-1', 0), seat('A-2', 0)], fees);
    expect([free.length, totalOfLines(free)]).toEqual([2, 0]);
  });

  it('name the tier alone where the show has no types', () => {
    expect(priceLines([{ ...seat('A-1', 100), ticketType: null }], [])).toMatchObject([
      { description: 'Stalls', ticketTypeId: null },
    ]);
  });
});
