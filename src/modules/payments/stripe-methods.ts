import type Stripe from 'stripe';

type Method = Stripe.PaymentIntentCreateParams.ExcludedPaymentMethodType;

/** Methods whose money is under way for days once the buyer has done all: debits of bank accounts. */
export const SLOW_METHODS: Method[] = [
  'acss_debit',
  'au_becs_debit',
  'bacs_debit',
  'nz_bank_account',
  'payto',
  'sepa_debit',
  'sofort',
  'us_bank_account',
];

/**
 * Vouchers and bank transfers, which the buyer pays some day, in cash or at the bank: until then nothing is under way, and no seat can
 * be held for it.
 */
export const NEVER_OFFERED: Method[] = ['boleto', 'customer_balance', 'konbini', 'multibanco', 'oxxo'];
