import { describe, expect, it } from 'vitest';
import type { BookedContent } from '../bookings/booked-tickets.ts';
import type { PriceLine } from '../pricing/price-lines.ts';
import { NO_CHANGE_RULES } from '../shows/change-rules.ts';
import { bindingRules, cancellableUntil, keptLines, keptMoney } from './cancellation-terms.ts';

const startsAt = new Date('2099-05-01T18:00:00Z');
const before = new Date('2099-04-28T18:00:00Z');
const after = new Date('2099-05-02T18:00:00Z');
const paid = { status: 'CONFIRMED', total: 5_000 } as const;
const showWith = (rules: object, status: 'ON_SALE' | 'CANCELLED' = 'ON_SALE') => ({
  status,
  startsAt,
  changeRules: { ...NO_CHANGE_RULES, ...rules },
});

function line(more: Partial<PriceLine>): PriceLine {
  const one = {
    kind: 'SEAT',
    description: 'Stalls',
    seatId: null,
    ticketTypeId: null,
    quantity: 1,
    unitPrice: 0,
  } as const;
  return { ...one, total: more.unitPrice ?? 0, taxRate: 0, tax: 0, ...more };
}

const seat = { seatId: 'A-1', line: line({ seatId: 'A-1', unitPrice: 4_000 }), discount: 0 };
const reduced = { seatId: 'A-2', line: line({ seatId: 'A-2', unitPrice: 4_000 }), discount: 3_900 };
const places = {
  position: 0,
  areaId: 'front',
  line: line({ kind: 'AREA', areaId: 'front', unitPrice: 1_000, quantity: 2, total: 2_000 }),
  discount: 0,
};
const fee = line({
  kind: 'FEE',
  description: 'Shipping',
  unitPrice: 390,
  fee: { basis: 'PER_BOOKING', percent: null },
});
const earlier = line({
  kind: 'FEE',
  description: 'Exchange fee',
  unitPrice: 200,
  fee: { basis: 'CHANGE', percent: null },
});
const content: BookedContent = {
  lines: [seat.line, reduced.line, places.line, fee, earlier],
  seats: [seat, reduced],
  rows: [places],
};
const rules = { keepsFees: true, returnFee: 250, feeTaxRate: 19_000 };
const told = (lines: readonly PriceLine[]) =>
  lines.map(({ description, quantity, total }) => [description, quantity, total]);

describe('a buyer who cancels a whole booking', () => {
  it('may until the show begins where the show says nothing of what buyers may do', () => {
    expect(cancellableUntil(paid, showWith({ returnFee: 500 }))).toEqual(startsAt);
    expect(bindingRules(paid, showWith({}))).toBeNull();
  });

  it('may until tickets can be given back, and not beyond the beginning of the show', () => {
    expect(cancellableUntil(paid, showWith({ returnsUntil: before }))).toEqual(before);
    expect(cancellableUntil(paid, showWith({ returnsUntil: after }))).toEqual(startsAt);
  });

  it('may not where the show offers exchanges only', () => {
    expect(cancellableUntil(paid, showWith({ exchangesUntil: before }))).toBeNull();
  });

  it('is not bound by rules where nothing was paid, and where the show is cancelled', () => {
    const strict = { returnsUntil: before, returnFee: 500 };
    expect(bindingRules({ ...paid, status: 'PENDING_PAYMENT' }, showWith(strict))).toBeNull();
    expect(bindingRules({ ...paid, total: 0 }, showWith(strict))).toBeNull();
    expect(cancellableUntil(paid, showWith(strict, 'CANCELLED'))).toEqual(startsAt);
    expect(bindingRules(paid, showWith(strict))).toMatchObject(strict);
  });

  it('pays for each ticket no more than it cost, beside the fees that are kept', () => {
    expect(told(keptLines(content, rules, 'en'))).toEqual([
      ['Shipping', 1, 390],
      ['Exchange fee', 1, 200],
      ['Cancellation fee', 3, 750],
      ['Cancellation fee', 1, 100],
    ]);
    expect(keptLines(content, rules, 'de').at(-1)).toMatchObject({
      description: 'Stornogebühr',
      taxRate: 19_000,
      tax: 16,
    });
  });

  it('has the fees of the booking back where the show does not keep them, but not those of earlier changes', () => {
    expect(told(keptLines(content, { ...rules, keepsFees: false, returnFee: 0 }, 'en'))).toEqual([
      ['Exchange fee', 1, 200],
    ]);
  });

  it('gets what is left less what is kept, and never less than nothing', () => {
    expect(keptMoney([], 5_000)).toBeNull();
    expect(keptMoney([fee], 5_000)).toEqual({ refund: 4_610, kept: 390, lines: [fee] });
    expect(keptMoney([fee], 300)).toEqual({ refund: 0, kept: 300, lines: [fee] });
  });
});
