import { expect, it } from 'vitest';
import type { Booking } from '../api/box-office-types.ts';
import { stepOf } from './step.ts';

const payment = {
  id: 'payment',
  status: 'PENDING',
  pendingReason: null,
  provider: 'stripe',
  failureCode: null,
} as const;

function booking(change: Partial<Booking['payments'][number]>): Booking {
  return { id: 'booking', status: 'PENDING_PAYMENT', payments: [{ ...payment, ...change }] } as unknown as Booking;
}

it.each([
  ['whose outcome is unknown waits', {}, 'waiting'],
  ['whose money is under way waits', { pendingReason: 'PROCESSING' }, 'waiting'],
  ['that waits for the buyer is paid in the form', { pendingReason: 'REQUIRES_ACTION' }, 'paying'],
  ['of the sandbox, which has no form, waits', { pendingReason: 'REQUIRES_ACTION', provider: 'sandbox' }, 'waiting'],
  ['that has failed is paid anew', { status: 'FAILED' }, 'paying'],
] as const)('a payment %s', (_what, change, step) => {
  expect(stepOf({ lock: null, booking: booking(change) })).toBe(step);
});

it('a booking that was paid in the form just now waits, another does not', () => {
  const order = { lock: null, booking: booking({ pendingReason: 'REQUIRES_ACTION' }) };
  expect(stepOf({ ...order, paidInForm: 'booking' })).toBe('waiting');
  expect(stepOf({ ...order, paidInForm: 'another' })).toBe('paying');
});
