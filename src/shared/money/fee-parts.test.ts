import fc from 'fast-check';
import { expect, it } from 'vitest';
import { priceLines, totalOfLines } from '../../modules/pricing/price-lines.ts';
import { feesOn } from './fee-parts.ts';

it('comes to the minor unit to the fees of what is sold, for any prices and fees', () => {
  const price = fc.integer({ min: 0, max: 100_000 });
  const tickets = fc.array(fc.record({ unitPrice: price, quantity: fc.integer({ min: 1, max: 9 }) }));
  const charge = fc.oneof(
    fc.record({ amount: price, percent: fc.constant(null) }),
    fc.record({ amount: fc.constant(null), percent: price }),
  );
  const fee = fc.record({ basis: fc.constantFrom('PER_TICKET' as const, 'PER_BOOKING' as const), charge });
  fc.assert(
    fc.property(tickets, fc.array(fee, { maxLength: 4 }), (sold, terms) => {
      const fees = terms.map(({ basis, charge: { amount, percent } }) => ({ basis, amount, percent }));
      const money = (amount: number | null) => (amount === null ? null : { amount, currency: 'EUR' });
      const lines = priceLines(
        [],
        fees.map((one) => ({ ...one, amount: money(one.amount), name: 'Fee', taxRate: 0 })),
        {
          places: sold.map(({ unitPrice, quantity }) => ({
            ...{ areaId: 'pit', tierName: 'Pit', ticketType: null, taxRate: 0 },
            ...{ price: unitPrice, quantity },
          })),
        },
      );
      expect(feesOn(fees, sold)).toBe(totalOfLines(lines.filter(({ kind }) => kind === 'FEE')));
    }),
  );
});
