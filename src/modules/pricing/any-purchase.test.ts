import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AskedTickets, addedUp, reckon } from '../../../test/kit/checks/price-reckoning.ts';
import { expectWrittenToAddUp } from '../../../test/kit/checks/written-money.ts';
import { taxIn } from '../../shared/money/rate.ts';
import { type CodeTerms, discountOf, ticketsOf } from './code-terms.ts';
import { type FeeTerms, type PriceLine, priceLines, totalOfLines } from './price-lines.ts';

// Seats and places of areas of any prices, taxes and types, with fees and a code, in currencies with no, two and three decimals.

const adult = { id: 'tickettype_1', name: 'Adult' };
const child = { id: 'tickettype_2', name: 'Child' };

const rate = fc.oneof(fc.constantFrom(0, 7_000, 19_000, 8_100, 100_000), fc.integer({ min: 0, max: 100_000 }));
const money = fc.oneof(fc.constantFrom(0, 1, 5, 4_550), fc.integer({ min: 0, max: 1_000_000_000 }));
const quantity = fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5_000 }));
const ticketType = fc.constantFrom(adult, child, null);
const tierId = fc.constantFrom('tier_1', 'tier_2');
const tickets = fc.array(fc.record({ price: money, taxRate: rate, ticketType, tierId, quantity }), {
  minLength: 1,
  maxLength: 12,
});
const percent = fc.integer({ min: 1, max: 100_000 });
const amount = fc.integer({ min: 1, max: 10_000_000 });
const discount = fc.oneof(
  percent.map((off) => ({ percent: off })),
  amount.map((off) => ({ amount: off })),
  money.map((price) => ({ price })),
  fc.constant({ percent: 100_000 }),
);
const code = fc
  .record({
    discount,
    tierIds: fc.subarray(['tier_1', 'tier_2']),
    ticketTypeIds: fc.subarray([adult.id, child.id]),
  })
  .map(({ discount: terms, ...rest }): CodeTerms => {
    const none = { percent: null, amount: null, price: null };
    return { id: 'code_1', code: 'SUMMER20', allotmentId: null, ...none, ...terms, ...rest };
  });
const currency = fc.constantFrom('JPY', 'EUR', 'HUF', 'KWD');
const fee = fc.record({
  basis: fc.constantFrom('PER_TICKET' as const, 'PER_BOOKING' as const),
  charge: fc.oneof(
    amount.map((each) => ({ amount: each, percent: null })),
    percent.map((each) => ({ amount: null, percent: each })),
  ),
  taxRate: rate,
});
const purchase = fc
  .record({ tickets, code: fc.option(code, { freq: 4 }), fees: fc.array(fee, { maxLength: 5 }), currency })
  .map(({ fees, ...one }) => ({
    ...one,
    fees: fees.map(({ charge, ...terms }, index): FeeTerms => {
      const each = charge.amount === null ? null : { amount: charge.amount, currency: one.currency };
      return { ...terms, name: `Fee ${index}`, amount: each, percent: charge.percent };
    }),
  }));

interface Purchase {
  tickets: readonly AskedTickets[];
  code: CodeTerms | null;
  fees: readonly FeeTerms[];
}

/** So much cheaper the code makes one of them. */
function offEach(applied: CodeTerms | null, { price, tierId, ticketType }: AskedTickets): number {
  return applied ? discountOf(applied, { price, tierId, ticketType }) : 0;
}

/** As a lock has them. */
function linesOf({ tickets: asked, code: applied, fees }: Purchase): PriceLine[] {
  const priced = asked.map((ticket, index) => ({
    ...ticket,
    seatId: `A-${index}`,
    areaId: `area ${index}`,
    tierName: 'Stalls',
    discount: offEach(applied, ticket),
  }));
  const places = priced.flatMap(({ quantity: count, ...area }) => (count === null ? [] : { ...area, quantity: count }));
  const seats = priced.flatMap(({ quantity: count, ...seat }) => (count === null ? seat : []));
  return priceLines(seats, fees, { code: applied?.code, places });
}

const runs = (numRuns: number) => ({ numRuns });

describe('of any purchase', () => {
  it('each line is so many at its price, with the tax in it, and all together come to the minor unit to what is reckoned by fractions', () => {
    fc.assert(
      fc.property(purchase, (one) => {
        const lines = linesOf(one);
        for (const line of lines) {
          expect(line.total).toBe(line.quantity * line.unitPrice);
          if (line.kind !== 'DISCOUNT') expect(line.tax).toBe(taxIn(line.total, line.taxRate));
        }
        const kinds = Map.groupBy(lines, ({ kind }) => kind);
        expect(kinds.get('SEAT')?.length ?? 0).toBe(one.tickets.filter((each) => each.quantity === null).length);
        expect(kinds.get('AREA')?.map((line) => line.quantity) ?? []).toEqual(
          one.tickets.flatMap((each) => each.quantity ?? []),
        );
        const expected = reckon(one.tickets, one.code, one.fees);
        const added = addedUp(lines);
        for (const taxRate of new Set([...expected.keys(), ...added.keys()])) {
          const nothing = { total: 0n, tax: 0n };
          expect(added.get(taxRate) ?? nothing, `at ${taxRate}`).toEqual(expected.get(taxRate) ?? nothing);
        }
        const total = [...expected.values()].reduce((sum, each) => sum + each.total, 0n);
        expect(BigInt(totalOfLines(lines))).toBe(total);
        expect(Number.isSafeInteger(totalOfLines(lines))).toBe(true);
      }),
      runs(2_000),
    );
  });

  it('what is written of the lines adds up in its currency, too', () => {
    fc.assert(
      fc.property(purchase, (one) => {
        expectWrittenToAddUp(linesOf(one), one.currency);
      }),
    );
  });

  it('the order of seats and areas changes nothing of what they cost', () => {
    fc.assert(
      fc.property(purchase, (one) => {
        const reversed = { ...one, tickets: one.tickets.toReversed() };
        expect(addedUp(linesOf(reversed))).toEqual(addedUp(linesOf(one)));
      }),
    );
  });

  it('places cost what as many seats cost, with as many tickets of a code', () => {
    const small = purchase.map((one) => ({
      ...one,
      tickets: one.tickets.map((each) => ({ ...each, quantity: each.quantity && Math.min(each.quantity, 20) })),
    }));
    fc.assert(
      fc.property(small, (one) => {
        const seats = one.tickets.flatMap((each) => Array(each.quantity ?? 1).fill({ ...each, quantity: null }));
        // The tax of places is rounded once for all of them, and that of seats for each.
        expect(totalOfLines(linesOf(one))).toBe(totalOfLines(linesOf({ ...one, tickets: seats })));
        const counted = (of: readonly AskedTickets[]) =>
          one.code &&
          ticketsOf(
            one.code,
            of.map(({ quantity: count, ...each }) => ({ ...each, quantity: count ?? 1 })),
          );
        expect(counted(one.tickets)).toBe(counted(seats));
      }),
    );
  });

  it('no ticket and no rate comes out below nothing, and a rate that costs nothing has no tax', () => {
    fc.assert(
      fc.property(purchase, (one) => {
        for (const each of one.tickets) {
          const off = offEach(one.code, each);
          expect(off).toBeGreaterThanOrEqual(0);
          expect(off).toBeLessThanOrEqual(each.price);
        }
        for (const { total, tax } of addedUp(linesOf(one)).values()) expect(tax >= 0n && tax <= total).toBe(true);
      }),
      runs(1_000),
    );
  });

  it('there is one line of discount for each rate of tickets that become cheaper, and they say all that is saved', () => {
    fc.assert(
      fc.property(purchase, (one) => {
        const lines = linesOf(one).filter(({ kind }) => kind === 'DISCOUNT');
        const off = (each: AskedTickets) => offEach(one.code, each);
        const cheaper = one.tickets.filter((each) => off(each) > 0);
        expect(lines.map((line) => line.taxRate).sort()).toEqual(
          [...new Set(cheaper.map((each) => each.taxRate))].sort(),
        );
        expect(totalOfLines(lines)).toBe(0 - cheaper.reduce((sum, each) => sum + (each.quantity ?? 1) * off(each), 0));
      }),
    );
  });
});
