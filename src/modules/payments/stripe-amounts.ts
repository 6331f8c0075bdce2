import type { PaymentAmount } from './payment-provider.ts';

/**
 * Stripe counts some currencies in other units than ISO 4217 does: by how many of Stripe's one of ours is more, or
 * (negative) less. https://docs.stripe.com/currencies#special-cases
 */
const POWERS: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: -2 };
/** Of these Stripe takes only whole tens of the minor unit. */
const IN_TENS = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/** An amount as Stripe counts it. Throws where Stripe can't charge it to the minor unit. */
export function toStripe({ amount, currency }: PaymentAmount): { amount: number; currency: string } {
  const counted = amount * 10 ** (POWERS[currency] ?? 0);
  if (!Number.isSafeInteger(counted) || (IN_TENS.has(currency) && counted % 10 !== 0)) {
    throw new UnchargeableAmountError(`Stripe can't charge ${amount} minor units of ${currency}.`);
  }
  return { amount: counted, currency: currency.toLowerCase() };
}

/** An amount that Stripe tells. */
export function fromStripe(counted: number, currency: string): PaymentAmount {
  const code = currency.toUpperCase();
  return { amount: Math.round(counted / 10 ** (POWERS[code] ?? 0)), currency: code };
}

export class UnchargeableAmountError extends Error {
  override readonly name = 'UnchargeableAmountError';
}
