import type { Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { PaymentProvider } from './payment-provider.ts';

const TELL_ANSWERS = readStatement(new URL('./sql/tell-answers.sql', import.meta.url));
const TAKE_ANSWER = readStatement(new URL('./sql/take-answer.sql', import.meta.url));

/** Says how the next payments of the show are answered, as these tokens would be; in place of what was said before. */
export async function tellAnswers(database: Querier, showId: string, tokens: readonly string[]): Promise<void> {
  await database.query(TELL_ANSWERS, [showId, tokens]);
}

/** The provider, which answers a payment as it was told for its show, whatever the token: for tests of shops. */
export function createToldProvider(database: Querier, provider: PaymentProvider): PaymentProvider {
  return {
    ...provider,
    async createPayment(request) {
      // A payment is charged once: what comes again gets the answer of the first time.
      const isKnown = (await provider.lookup(request)) !== null;
      const [told] = isKnown ? [] : await database.query<{ token: string }>(TAKE_ANSWER, [request.paymentId]);
      const method = told ? ({ kind: 'token', token: told.token } as const) : request.method;
      return await provider.createPayment({ ...request, method });
    },
  };
}
