import { describe, expect, it } from 'vitest';
import type { BookingDetails, KeptByRules } from '../notifications/booking-details.ts';
import { receipt } from './receipt.ts';
import type { ReceiptMoney } from './receipt-money.ts';

const booking: BookingDetails = {
  id: 'booking_1',
  reference: 'K7Q2-M9XD',
  revision: 3,
  updatedAt: new Date('2027-01-05T09:55:00Z'),
  locale: 'en',
  status: 'CANCELLED',
  customerName: 'Ada Lovelace',
  total: 10_400,
  paid: 10_400,
  refunded: 8_100,
  refunding: 0,
  refundsMade: 1,
  isHeld: false,
  isPaidAtDoor: false,
  showId: 'show_1',
  linkVersion: 1,
  currency: 'EUR',
  expiresAt: null,
  places: [],
  cancelReason: null,
  endedWithShow: null,
  keptByRules: null,
  show: { title: 'The Tempest', startsAt: new Date('2027-03-14T18:30:00Z'), isCancelled: false },
  venue: { name: 'Riethsporthalle', city: 'Erfurt', timezone: 'Europe/Berlin' },
  seats: [],
  charges: [{ description: 'Service fee', quantity: 2, total: 910 }],
  taxes: [{ rate: 19_000, amount: 1_660 }],
  wasConfirmed: true,
};

const kept: KeptByRules = {
  refund: 8_100,
  earlier: 0,
  kept: 2_300,
  lines: [
    { description: 'Service fee', quantity: 2, total: 910 },
    { description: 'Shipping', quantity: 1, total: 390 },
    { description: 'Cancellation fee', quantity: 2, total: 1_000 },
  ],
  taxes: [{ rate: 19_000, amount: 367 }],
};

const move = (amount: number) => ({ amount, provider: 'sandbox', at: new Date('2027-01-04T12:00:00Z') });
const money: ReceiptMoney = { paid: [move(10_400)], refunded: [move(8_100)], refunding: [] };
const seller = { name: null, address: null, taxId: null };

function rowsOf(more: Partial<BookingDetails>): string[] {
  const { blocks } = receipt({ ...booking, ...more }, money, seller);
  const rows = blocks.flatMap((block) => (block.kind === 'table' ? block.rows : []));
  return rows.map(({ name, amount, tone }) =>
    [name, amount, tone]
      .filter((one) => one !== 'ink')
      .join(' ')
      .trim(),
  );
}

describe('the receipt of a booking that its buyer has cancelled for fees', () => {
  it('has what went back, and each line that was kept with their sum and the taxes in it', () => {
    const rows = rowsOf({ keptByRules: kept });
    expect(rows.slice(rows.indexOf('Refunded -€81.00'))).toEqual([
      'Refunded -€81.00',
      'Paid, less refunds €23.00 total',
      'Kept for the cancellation:  soft',
      'Service fee × 2 €9.10',
      'Shipping €3.90',
      'Cancellation fee × 2 €10.00',
      'Kept €23.00 total',
      'Includes 19% tax: €3.67  soft',
    ]);
  });

  it('says so where less was there, or was given back since, and nothing where all of it was', () => {
    const some = rowsOf({ keptByRules: { ...kept, kept: 2_000 } });
    expect(some).toContain('Not charged, or given back since -€3.00');
    expect(some).toContain('Kept €20.00 total');
    expect(rowsOf({ keptByRules: { ...kept, kept: 0 } }).join()).not.toContain('Kept');
    expect(rowsOf({}).join()).not.toContain('Kept');
  });

  it('is in the language of its customer', () => {
    const german = rowsOf({ locale: 'de', keptByRules: kept }).map((row) => row.replaceAll('\u00a0', ' '));
    expect(german).toContain('Bei der Stornierung einbehalten:  soft');
    expect(german).toContain('Einbehalten 23,00 € total');
  });
});
