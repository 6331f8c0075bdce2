import { expect, it } from 'vitest';
import type { Booking } from '../api/box-office-types.ts';
import { createFormats } from '../i18n/formats.ts';
import { textsIn } from '../i18n/language.ts';
import { keptWords } from './kept-money.ts';

const money = (amount: number) => ({ amount, currency: 'EUR', exponent: 2 });
const english = { texts: textsIn('en'), formats: createFormats('en-GB'), locale: 'en-GB' };
const german = { texts: textsIn('de'), formats: createFormats('de-DE'), locale: 'de-DE' };
/** Of 50 euros, of which 4 are fees. */
const booking = (...refunds: [number, string][]) =>
  ({
    payments: [{ status: 'SUCCEEDED' }],
    total: money(5_000),
    lines: [
      { kind: 'SEAT', total: money(4_600) },
      { kind: 'FEE', total: money(400) },
    ],
    refunds: refunds.map(([amount, refundStatus]) => ({ amount: money(amount), refundStatus })),
  }) as unknown as Booking;

it('says which money of a cancelled booking does not go back, and that it is the fees', () => {
  expect(keptWords(english, booking([4_600, 'PENDING']))).toBe('The fees, €4.00, are not refunded.');
  expect(keptWords(german, booking([4_600, 'SUCCEEDED']))).toMatch(/^Die Gebühren, 4,00\s€, werden nicht erstattet\.$/);
  expect(keptWords(english, booking())).toBe('€50.00 of what you paid is not refunded.');
});

it('says nothing where all goes back, a refund failed, or nothing was paid', () => {
  expect(keptWords(english, booking([5_000, 'PENDING']))).toBeNull();
  expect(keptWords(english, booking([4_600, 'FAILED']))).toBeNull();
  expect(keptWords(english, { ...booking(), payments: [] })).toBeNull();
});
