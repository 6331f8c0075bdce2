import { describe, expect, it } from 'vitest';
import { PAYMENT_TRANSITIONS, type PaymentStatus } from './payment.ts';

const STATUSES: PaymentStatus[] = ['PENDING', 'SUCCEEDED', 'FAILED', 'REFUNDED'];

const LEGAL = new Set([
  'PENDING SUCCEEDED',
  'PENDING FAILED',
  'SUCCEEDED REFUNDED',
  'FAILED REFUNDED',
  'REFUNDED SUCCEEDED',
  'REFUNDED FAILED',
]);

describe('a payment', () => {
  it.each(STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const)))('from %s to %s', (from, to) => {
    expect(PAYMENT_TRANSITIONS[from].includes(to)).toBe(LEGAL.has(`${from} ${to}`));
  });
});
