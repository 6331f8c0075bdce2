import { type BackoffOptions, backoff_ms } from '../../platform/timing/backoff.ts';
import { pause } from '../../platform/timing/pause.ts';
import { type PaymentProvider, ProviderBusyError } from '../payments/payment-provider.ts';

/** What is only asked, and changes nothing. */
export type AskedProvider = Pick<
  PaymentProvider,
  'name' | 'lookup' | 'lookupRefund' | 'lookupDispute' | 'listPayments' | 'listRefunds' | 'listDisputes'
>;

/** Where the provider does not say for how long it wants to be left alone. */
const PAUSES: BackoffOptions = { first_ms: 1_000, max_ms: 60_000 };
/** Of one question: some minutes. */
const MAX_TRIES = 8;

/** The provider, which is left alone for a while, by all questions, when it says that it is asked too often; then it is asked again. */
export function patientProvider(provider: AskedProvider): AskedProvider {
  let rest: Promise<void> = Promise.resolve();

  async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      await rest;
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof ProviderBusyError) || tries === MAX_TRIES) throw error;
        rest = pause(error.retryAfter_ms ?? backoff_ms(tries, PAUSES));
      }
    }
  }

  return {
    name: provider.name,
    lookup: (payment) => patiently(() => provider.lookup(payment)),
    lookupRefund: (reference) => patiently(() => provider.lookupRefund(reference)),
    lookupDispute: (reference) => patiently(() => provider.lookupDispute(reference)),
    listPayments: (time, after) => patiently(() => provider.listPayments(time, after)),
    listRefunds: (time, after) => patiently(() => provider.listRefunds(time, after)),
    listDisputes: (time, after) => patiently(() => provider.listDisputes(time, after)),
  };
}
