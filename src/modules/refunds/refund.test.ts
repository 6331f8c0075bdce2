import { describe, expect, it } from 'vitest';
import { REFUND_TRANSITIONS, type RefundStatus } from './refund.ts';

const STATUSES: RefundStatus[] = ['PENDING', 'SUCCEEDED', 'FAILED'];

const LEGAL = new Set([
  'PENDING SUCCEEDED',
  'PENDING FAILED',
  'SUCCEEDED FAILED',
  'FAILED PENDING',
  'FAILED SUCCEEDED',
]);

describe('a refund', () => {
  it.each(STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const)))('from %s to %s', (from, to) => {
    expect(REFUND_TRANSITIONS[from].includes(to)).toBe(LEGAL.has(`${from} ${to}`));
  });
});
