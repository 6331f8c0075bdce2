import { describe, expect, it } from 'vitest';
import { rateOf } from '../../shared/money/rate.ts';
import { type CodeTerms, discountOf, ticketsOf } from './code-terms.ts';
import { type FeeTerms, type PriceLine, priceLines } from './price-lines.ts';

const adult = { id: 'tickettype_1', name: 'Adult' };
const child = { id: 'tickettype_2', name: 'Child' };
const NO_DISCOUNT: CodeTerms = {
  id: 'code_1',
  code: 'SUMMER20',
  percent: null,
  amount: null,
  price: null,
  tierIds: [],
  ticketTypeIds: [],
  allotmentId: null,
};
const codeOf = (terms: Partial<CodeTerms>): CodeTerms => ({ ...NO_DISCOUNT, ...terms });
const ticket = (price: number, { ticketType = adult, tierId = 'tier_1' } = {}) => ({ price, ticketType, tierId });

interface Ticket {
  price: number;
  taxRate: number;
  ticketType: { id: string; name: string } | null;
  tierId: string;
}

/** The lines of tickets with a code: as a lock has them. */
function linesWith(code: CodeTerms | null, tickets: readonly Ticket[], fees: readonly FeeTerms[]): PriceLine[] {
  const seats = tickets.map((one, index) => ({
    ...one,
    seatId: `A-${index}`,
    tierName: 'Stalls',
    discount: code ? discountOf(code, one) : 0,
  }));
  return priceLines(seats, fees, { code: code?.code });
}

describe('a code', () => {
  it.each([
    ['a percentage, rounded half up', { percent: rateOf(20) }, [4_550, 3, 2, 0], [910, 1, 0, 0]],
    ['an amount, never more than the price', { amount: 500 }, [4_550, 500, 499, 0], [500, 500, 499, 0]],
    ['what is above a price, never raising one', { price: 1_000 }, [4_550, 1_000, 999, 0], [3_550, 0, 0, 0]],
    ['all of it', { percent: rateOf(100) }, [4_550, 1], [4_550, 1]],
    ['nothing where it is no discount', {}, [4_550], [0]],
  ])('takes off %s', (_what, terms, prices, discounts) => {
    expect(prices.map((price) => discountOf(codeOf(terms), ticket(price)))).toEqual(discounts);
  });

  it('is for tickets of its tiers and of its types alone', () => {
    const code = codeOf({ amount: 1, tierIds: ['tier_2'], ticketTypeIds: [child.id] });
    const tickets = [
      ticket(5),
      ticket(5, { tierId: 'tier_2' }),
      ticket(5, { ticketType: child }),
      ticket(5, { ticketType: child, tierId: 'tier_2' }),
    ];
    expect(tickets.map((one) => discountOf(code, one))).toEqual([0, 0, 0, 1]);
    expect(discountOf(codeOf({ amount: 1, ticketTypeIds: [child.id] }), { ...ticket(5), ticketType: null })).toBe(0);
  });

  it('is used by the tickets that it makes cheaper; where it is no discount, by none but those of its allotment', () => {
    const tickets = [ticket(0), ticket(100), ticket(200, { ticketType: child })];
    expect(ticketsOf(codeOf({ percent: rateOf(10) }), tickets)).toBe(2);
    expect(ticketsOf(codeOf({ price: 100 }), tickets)).toBe(1);
    const opening = codeOf({ allotmentId: 'allotment_1' });
    expect(ticketsOf(opening, tickets)).toBe(0);
    const seats = ['A', 'B'].map((seatId) => ({ ...ticket(100), seatId }));
    expect(ticketsOf(opening, [...tickets, ...seats], [{ seatId: 'B', allotmentId: 'allotment_1' }])).toBe(1);
  });

  it('counts seats of its own allotment whatever they cost, each ticket once', () => {
    const code = codeOf({ percent: rateOf(10), tierIds: ['tier_2'], allotmentId: 'allotment_1' });
    const tickets = ['A', 'B', 'C'].map((seatId) => ({ ...ticket(0), seatId }));
    const cheaper = { ...ticket(100, { tierId: 'tier_2' }), seatId: 'D' };
    const allotted = [
      { seatId: 'A', allotmentId: 'allotment_1' },
      { seatId: 'B', allotmentId: 'allotment_2' },
      { seatId: 'D', allotmentId: 'allotment_1' },
    ];
    expect(ticketsOf(code, [...tickets, cheaper], allotted)).toBe(2);
    expect(ticketsOf({ ...code, allotmentId: null }, [...tickets, cheaper], allotted)).toBe(1);
  });

  it('counts of each area at least the places of its allotment, and no more than there are', () => {
    const code = codeOf({ percent: rateOf(10), ticketTypeIds: [child.id], allotmentId: 'allotment_1' });
    const places = (quantity: number, more = {}) => ({ ...ticket(100, more), areaId: 'front', quantity });
    const tickets = [places(2), places(3, { ticketType: child }), { ...places(4), areaId: 'back' }];
    const of = (quantity: number, areaId = 'front', allotmentId = 'allotment_1') => ({ areaId, quantity, allotmentId });
    expect(ticketsOf(code, tickets, [of(3)])).toBe(3);
    expect(ticketsOf(code, tickets, [of(4)])).toBe(4);
    expect(ticketsOf(code, tickets, [of(9)])).toBe(5);
    expect(ticketsOf(code, tickets, [of(9, 'front', 'allotment_2')])).toBe(3);
    expect(ticketsOf(code, tickets, [of(1), of(2, 'back'), of(1, 'side')])).toBe(5);
  });
});

it('is told in a line for each tax rate, before the fees, which are on what is left to pay', () => {
  const tickets = [
    { ...ticket(4_550), taxRate: rateOf(7) },
    { ...ticket(4_550), taxRate: rateOf(7) },
    { ...ticket(2_000), taxRate: rateOf(19) },
  ];
  const fees: FeeTerms[] = [
    { name: 'Service', basis: 'PER_BOOKING', amount: null, percent: rateOf(10), taxRate: rateOf(19) },
  ];
  const lines = linesWith(codeOf({ amount: 1_000 }), tickets, fees);
  const told = lines.slice(3).map(({ kind, description, quantity, unitPrice, total, tax }) => {
    return [kind, description, quantity, unitPrice, total, tax];
  });
  expect(told).toEqual([
    // 45.50 has 2.98 of tax and 35.50 has 2.32, twice; 20.00 has 3.19 and 10.00 has 1.60.
    ['DISCOUNT', 'SUMMER20', 1, -2_000, -2_000, -132],
    ['DISCOUNT', 'SUMMER20', 1, -1_000, -1_000, -159],
    ['FEE', 'Service', 1, 810, 810, 129],
  ]);
});
