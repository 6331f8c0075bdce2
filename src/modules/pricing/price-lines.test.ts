import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectWrittenToAddUp } from '../../../test/kit/checks/written-money.ts';
import { type FeeTerms, type PricedSeat, type PriceLine, priceLines, totalOfLines } from './price-lines.ts';
import { rateOf } from './rate.ts';

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

/** A fraction, by integers: what is true, without what the product works by. */
const sign = (value: bigint) => (value > 0n ? 1n : value < 0n ? -1n : 0n);

/** Whether `whole` is dividend / divisor, half up and away from zero. */
function isRounded(whole: bigint, dividend: bigint, divisor: bigint): boolean {
  const [amount, of] = [whole * sign(dividend === 0n ? 1n : dividend), dividend * sign(dividend)];
  // amount - 1/2 <= of / divisor < amount + 1/2
  return (2n * amount - 1n) * divisor <= 2n * of && 2n * of < (2n * amount + 1n) * divisor;
}

function expectTax({ total, tax, taxRate }: PriceLine): void {
  expect(isRounded(BigInt(tax), BigInt(total) * BigInt(taxRate), 100_000n + BigInt(taxRate))).toBe(true);
}

const rate = fc.oneof(fc.constantFrom(0, 7_000, 19_000, 8_100, 100_000), fc.integer({ min: 0, max: 100_000 }));
const price = fc.oneof(fc.constantFrom(0, 1, 5, 4_550), fc.integer({ min: 0, max: 100_000_000_000 }));
const ticketType = fc.constantFrom(adult, child, null);
const seats = fc
  .array(fc.record({ price, taxRate: rate, ticketType }), { minLength: 1, maxLength: 12 })
  .map((list) => list.map((one, index) => ({ ...one, seatId: `A-${index}`, tierName: 'Stalls' })));
const currency = fc.constantFrom('EUR', 'JPY', 'KWD', 'HUF');
const fees = fc
  .array(
    fc.record({
      basis: fc.constantFrom('PER_TICKET' as const, 'PER_BOOKING' as const),
      charge: fc.oneof(
        fc.integer({ min: 1, max: 1_000_000 }).map((amount) => ({ amount, percent: null })),
        fc.integer({ min: 1, max: 100_000 }).map((percent) => ({ amount: null, percent })),
      ),
      taxRate: rate,
    }),
    { maxLength: 5 },
  )
  .map((list) => list.map((one, index) => ({ ...one, name: `Fee ${index}` })));

describe('for any prices, types, fees and currencies', () => {
  const cases = fc.record({ seats, fees, currency });
  const linesOf = ({ seats, fees, currency }: { seats: PricedSeat[]; fees: ChargedFee[]; currency: string }) =>
    priceLines(
      seats,
      fees.map(({ charge, ...rest }) => ({
        ...rest,
        percent: charge.percent,
        amount: charge.amount === null ? null : { amount: charge.amount, currency },
      })),
    );
  interface ChargedFee {
    name: string;
    basis: FeeTerms['basis'];
    taxRate: number;
    charge: { amount: number; percent: null } | { amount: null; percent: number };
  }

  it('the lines explain every minor unit, and the tax of each is right', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const lines = linesOf(one);
        for (const line of lines) {
          expect(line.total).toBe(line.quantity * line.unitPrice);
          expectTax(line);
        }
        const tickets = one.seats.reduce((sum, { price }) => sum + BigInt(price), 0n);
        const charged = tickets === 0n ? 0n : one.fees.reduce((sum, fee) => sum + chargedBy(fee, one.seats), 0n);
        expect(BigInt(totalOfLines(lines))).toBe(tickets + charged);
        expect(Number.isSafeInteger(totalOfLines(lines))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('what is written of the lines adds up in the currency, too', () => {
    fc.assert(
      fc.property(cases, (one) => {
        expectWrittenToAddUp(linesOf(one), one.currency);
      }),
    );
  });

  it('the order of the seats changes nothing of what they cost', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const reversed = { ...one, seats: one.seats.toReversed() };
        expect(totalOfLines(linesOf(reversed))).toBe(totalOfLines(linesOf(one)));
      }),
    );
  });

  /** By trying: the whole number that is nearest. */
  function nearest(dividend: bigint, divisor: bigint): bigint {
    const whole = dividend / divisor;
    return isRounded(whole, dividend, divisor) ? whole : whole + 1n;
  }

  function chargedBy({ basis, charge }: ChargedFee, seats: readonly PricedSeat[]): bigint {
    const on = (price: bigint) =>
      charge.percent === null ? BigInt(charge.amount) : nearest(price * BigInt(charge.percent), 100_000n);
    if (basis === 'PER_BOOKING') return on(seats.reduce((sum, { price }) => sum + BigInt(price), 0n));
    return seats.reduce((sum, { price }) => sum + on(BigInt(price)), 0n);
  }
});
