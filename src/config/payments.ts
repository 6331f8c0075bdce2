import { z } from 'zod';
import { url, whole } from './setting-kinds.ts';

const STRIPE_API = 'https://api.stripe.com';

const STRIPE_KEYS = ['STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY', 'STRIPE_WEBHOOK_SECRET'] as const;
type StripeKey = (typeof STRIPE_KEYS)[number];
/** What each begins with: they are taken for one another easily. Values are not repeated in messages. */
const BEGINNINGS: Readonly<Record<StripeKey, RegExp>> = {
  STRIPE_SECRET_KEY: /^[sr]k_/,
  STRIPE_PUBLISHABLE_KEY: /^pk_/,
  STRIPE_WEBHOOK_SECRET: /^whsec_/,
};

/** Payments. Stripe's three keys are set together, or none is: the sandbox is the provider then. */
export const payments = z
  .object({
    SLOW_PAYMENTS_UNTIL_DAYS: whole(0, 3_650, 14),
    REFUNDS_PER_SECOND: whole(1, 10_000, 10),
    STRIPE_SECRET_KEY: z.string().optional(),
    STRIPE_PUBLISHABLE_KEY: z.string().optional(),
    STRIPE_WEBHOOK_SECRET: z.string().optional(),
    STRIPE_API_URL: url(['http:', 'https:'], STRIPE_API).default(STRIPE_API),
  })
  .transform((env, context) => {
    const issue = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    const read = (name: StripeKey): string | null => {
      const value = env[name] ?? null;
      if (value !== null && !BEGINNINGS[name].test(value)) issue(name, 'is not such a key of Stripe');
      return value;
    };
    const [secretKey, publishableKey, webhookSecret] = STRIPE_KEYS.map(read) as [
      string | null,
      string | null,
      string | null,
    ];
    const { SLOW_PAYMENTS_UNTIL_DAYS: slowUntilDays, REFUNDS_PER_SECOND: refundsPerSecond } = env;
    const own = { slowUntilDays, refundsPerSecond };
    if (secretKey !== null && publishableKey !== null && webhookSecret !== null) {
      return { ...own, stripe: { secretKey, publishableKey, webhookSecret, apiUrl: env.STRIPE_API_URL } };
    }
    const isSome = [secretKey, publishableKey, webhookSecret].some((key) => key !== null);
    for (const [index, key] of [secretKey, publishableKey, webhookSecret].entries()) {
      if (isSome && key === null) issue(STRIPE_KEYS[index]!, 'must be set with the other keys of Stripe');
    }
    return { ...own, stripe: null };
  });
