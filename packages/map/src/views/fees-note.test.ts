import type { LiveFee } from '@seatwire/client/show-map';
import { expect, it } from 'vitest';
import { contextIn } from '../element/settings.ts';
import { feesNote } from './fees-note.ts';

const FEES: readonly LiveFee[] = [
  { name: 'Service', basis: 'PER_TICKET', percent: 7.5, amount: null },
  { name: 'Post', basis: 'PER_BOOKING', percent: null, amount: { amount: 390, currency: 'EUR', exponent: 2 } },
];

const euros = (amount: number) => ({ amount, currency: 'EUR', exponent: 2 });

it('says the fees that come on top with what they are charged on', () => {
  expect(feesNote(contextIn(['en-GB']), { fees: FEES, total: euros(4_000) })).toBe(
    'Plus fees: Service 7.5% per ticket, Post €3.90',
  );
  expect(feesNote(contextIn(['de-DE']), { fees: FEES, total: null })?.replaceAll('\u00a0', ' ')).toBe(
    'Zuzüglich Gebühren: Service 7,5 % je Ticket, Post 3,90 €',
  );
  expect(feesNote(contextIn(['en']), { fees: [], total: euros(4_000) })).toBeNull();
});

it('says nothing of fees while all that is picked is free', () => {
  expect(feesNote(contextIn(['en']), { fees: FEES, total: euros(0) })).toBeNull();
  expect(feesNote(contextIn(['en']), { fees: FEES, total: euros(1) })).not.toBeNull();
});
