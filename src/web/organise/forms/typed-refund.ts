import type { FormProblem, Reading } from './form-problem.ts';
import { priceOfText } from './typed-money.ts';

export interface TypedRefund {
  /** In the currency's major unit. */
  amount: string;
  reason: string;
}

export interface RefundInput {
  /** Minor units. */
  amount: number;
  reason?: string;
}

/** As long as the API takes it. */
export const MAX_REASON = 500;

export interface RefundBounds {
  /** Minor units: no more is left of what was paid. */
  most: number;
  exponent: number;
  /** BCP 47. */
  locale: string;
}

/** What was typed of a refund, as the API takes it. */
export function readRefund(
  { amount, reason }: TypedRefund,
  { most, exponent, locale }: RefundBounds,
): Reading<RefundInput> {
  const units = priceOfText(amount, { exponent, locale });
  const problems = new Map<string, FormProblem>();
  if (amount.trim() === '') problems.set('refund-amount', { kind: 'missing' });
  else if (units === null) problems.set('refund-amount', { kind: 'noPrice' });
  else if (units === 0) problems.set('refund-amount', { kind: 'noAmount' });
  else if (units > most) problems.set('refund-amount', { kind: 'tooMuch', most });
  if (reason.length > MAX_REASON) problems.set('refund-reason', { kind: 'tooLong' });
  if (problems.size > 0 || units === null) return { ok: false, problems };
  const fieldOf = new Map([
    ['input.amount', 'refund-amount'],
    ['input.reason', 'refund-reason'],
  ]);
  return { ok: true, input: { amount: units, ...(reason.trim() !== '' && { reason: reason.trim() }) }, fieldOf };
}
