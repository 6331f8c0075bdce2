import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateOf, taxIn } from '../../shared/money/rate.ts';
import { type BookedTickets, differenceOf, lineOf, linesAfter } from './changed-lines.ts';
import type { FeeTerms } from './price-lines.ts';
import { type PriceLine, priceLines, totalOfLines } from './price-lines.ts';

const RATES = [0, 7, 19, 7.7].map(rateOf);

const sums = (lines: readonly PriceLine[]) => ({
  total: totalOfLines(lines),
  tax: lines.reduce((sum, { tax }) => sum + tax, 0),
});

const anyTicket = fc.record({
  price: fc.integer({ min: 0, max: 20_000 }),
  share: fc.integer({ min: 0, max: 100 }),
  taxRate: fc.constantFrom(...RATES),
  quantity: fc.integer({ min: 1, max: 4 }),
  gone: fc.integer({ min: 0, max: 4 }),
});

const anyFee = fc.record({
  basis: fc.constantFrom('PER_TICKET', 'PER_BOOKING'),
  amount: fc.option(fc.integer({ min: 1, max: 900 })),
  percent: fc.integer({ min: 1, max: 40 }),
  taxRate: fc.constantFrom(...RATES),
});

interface Any {
  tickets: { price: number; share: number; taxRate: number; quantity: number; gone: number }[];
  fees: { basis: 'PER_TICKET' | 'PER_BOOKING'; amount: number | null; percent: number; taxRate: number }[];
  hasCode: boolean;
  keepsFees: boolean;
  returnFee: number;
}

const anyChange = fc.record({
  tickets: fc.array(anyTicket, { minLength: 1, maxLength: 6 }),
  fees: fc.array(anyFee, { maxLength: 3 }),
  hasCode: fc.boolean(),
  keepsFees: fc.boolean(),
  returnFee: fc.integer({ min: 0, max: 1_000 }),
});

/** A booking of places, and the change in which some of each are given back. */
function changeOf({ tickets, fees: given, hasCode, keepsFees, returnFee }: Any) {
  const places = tickets.map(({ share, gone: _, ...ticket }, index) => ({
    ...ticket,
    areaId: `A-${index}`,
    tierName: 'Standing',
    ticketType: null,
    discount: hasCode ? Math.floor((ticket.price * share) / 100) : 0,
  }));
  const fees = given.map(({ amount, percent, ...fee }, index): FeeTerms => {
    const money = amount === null ? null : { amount, currency: 'EUR' };
    return { ...fee, name: `Fee ${index}`, amount: money, percent: amount === null ? rateOf(percent) : null };
  });
  const lines = priceLines([], fees, { code: hasCode ? 'SUMMER' : null, places }).map((line) => {
    const fee = fees.find(({ name }) => name === line.description);
    return fee ? { ...line, fee: { basis: fee.basis, percent: fee.percent } } : line;
  });
  const before = places.map(({ discount }, index): BookedTickets => ({ line: lines[index]!, discount }));
  const goneOf = (index: number) => Math.min(tickets[index]!.gone, tickets[index]!.quantity);
  const after = before.flatMap((one, index) => {
    const left = one.line.quantity - goneOf(index);
    return left === 0 ? [] : [{ ...one, line: lineOf(one.line, left) }];
  });
  const amounts = before.flatMap(({ line, discount }, index) =>
    Array<number>(goneOf(index)).fill(Math.min(returnFee, line.unitPrice - discount)),
  );
  const charged = [{ name: 'Cancellation fee', amounts, taxRate: rateOf(19) }];
  return { lines, before, after, keepsFees, fees: charged, terms: fees, places, goneOf };
}

describe('a change of what a booking has', () => {
  it('is told by lines whose sums are what it costs less, in total and in tax', () => {
    fc.assert(
      fc.property(anyChange, (any) => {
        const change = changeOf(any as Any);
        const after = linesAfter(change);
        const difference = sums(differenceOf(change.lines, after));
        expect(difference.total).toBe(sums(after).total - sums(change.lines).total);
        expect(difference.tax).toBe(sums(after).tax - sums(change.lines).tax);
      }),
    );
  });

  it('gives back nothing less than nothing, and never more than was paid', () => {
    fc.assert(
      fc.property(anyChange, (any) => {
        const change = changeOf(any as Any);
        const refund = totalOfLines(change.lines) - totalOfLines(linesAfter(change));
        expect(refund).toBeGreaterThanOrEqual(0);
        expect(refund).toBeLessThanOrEqual(totalOfLines(change.lines));
      }),
    );
  });

  it('leaves what the tickets that stay would have cost by themselves, where fees are not kept and nothing is charged', () => {
    fc.assert(
      fc.property(anyChange, (any) => {
        const change = changeOf({ ...(any as Any), keepsFees: false, returnFee: 0 });
        const places = change.places.flatMap((place, index) => {
          const quantity = place.quantity - change.goneOf(index);
          return quantity === 0 ? [] : [{ ...place, quantity }];
        });
        const code = (any as Any).hasCode ? 'SUMMER' : null;
        const alone = priceLines([], change.terms, { code, places });
        const after = linesAfter(change);
        expect(sums(after)).toEqual(sums(alone));
      }),
    );
  });

  it('keeps the fees where they are kept, and charges what a change costs', () => {
    const seats = ['A-1', 'A-2'].map((seatId) => ({
      seatId,
      tierName: 'Stalls',
      ticketType: null,
      price: 2_000,
      taxRate: 0,
    }));
    const fee = {
      name: 'Service',
      basis: 'PER_TICKET',
      amount: { amount: 150, currency: 'EUR' },
      percent: null,
      taxRate: rateOf(19),
    } as const;
    const lines = priceLines(seats, [fee]);
    const before = lines.slice(0, 2).map((line) => ({ line, discount: 0 }));
    const change = {
      lines,
      before,
      after: before.slice(0, 1),
      fees: [{ name: 'Cancellation fee', amounts: [300], taxRate: rateOf(19) }],
    };
    const told = (keepsFees: boolean) =>
      linesAfter({ ...change, keepsFees }).map(({ description, quantity, total }) => [description, quantity, total]);
    expect(told(true)).toEqual([
      ['Stalls', 1, 2_000],
      ['Service', 2, 300],
      ['Cancellation fee', 1, 300],
    ]);
    // It does not say what it was worked out by; the same on each ticket is a fee per ticket.
    expect(told(false)).toEqual([
      ['Stalls', 1, 2_000],
      ['Service', 1, 150],
      ['Cancellation fee', 1, 300],
    ]);
    expect(differenceOf(lines, linesAfter({ ...change, keepsFees: false }))).toMatchObject([
      { description: 'Stalls', seatId: 'A-2', quantity: -1, unitPrice: 2_000, total: -2_000 },
      { description: 'Service', quantity: -1, total: -150, tax: taxIn(150, rateOf(19)) - taxIn(300, rateOf(19)) },
      { description: 'Cancellation fee', quantity: 1, total: 300, tax: 48 },
    ]);
  });

  it('keeps a fee of an earlier change, and one of which nobody can say how it was worked out', () => {
    const charged = { name: 'Cancellation fee', amounts: [300], taxRate: 0 };
    const seats = ['A-1', 'A-2', 'A-3'].map((seatId) => ({
      seatId,
      tierName: 'Stalls',
      ticketType: null,
      price: 2_000,
      taxRate: 0,
    }));
    const lines = priceLines(seats, [
      { name: 'Shipping', basis: 'PER_BOOKING', amount: { amount: 390, currency: 'EUR' }, percent: null, taxRate: 0 },
    ]);
    const tickets = lines.slice(0, 3).map((line) => ({ line, discount: 0 }));
    const once = linesAfter({ lines, before: tickets, after: tickets.slice(0, 2), keepsFees: false, fees: [charged] });
    const twice = linesAfter({
      lines: once,
      before: tickets.slice(0, 2),
      after: tickets.slice(0, 1),
      keepsFees: false,
      fees: [charged],
    });
    expect(twice.map(({ description, total }) => [description, total])).toEqual([
      ['Stalls', 2_000],
      ['Shipping', 390],
      ['Cancellation fee', 300],
      ['Cancellation fee', 300],
    ]);
  });
});
