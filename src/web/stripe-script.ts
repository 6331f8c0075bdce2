import type { Stripe } from '@stripe/stripe-js';

/** Where Stripe's script and what it loads come from; the Content-Security-Policy names the same (see src/app/page-route.ts). */
const STRIPE_SCRIPTS = /^https:\/\/(?:[a-z0-9-]+\.)?js\.stripe\.com\//;

/** The package's own types of its ES module name files without their endings, so that TypeScript finds nothing in them. */
type Loader = Pick<typeof import('@stripe/stripe-js'), 'loadStripe'>;

interface TrustedTypes {
  createPolicy(name: 'default', policy: { createScriptURL(url: string): string }): unknown;
}

let loading: Promise<Stripe | null> | null = null;

/**
 * Stripe's script with that publishable key; loaded when it is first asked for, and again after a failure. It has to come from
 * Stripe's own host. Rejects when it can't be loaded.
 */
export async function loadStripeScript(publishableKey: string): Promise<Stripe> {
  loading ??= load(publishableKey);
  try {
    const stripe = await loading;
    if (!stripe) throw new Error('Stripe has no script here.');
    return stripe;
  } catch (error) {
    loading = null;
    throw error;
  }
}

async function load(publishableKey: string): Promise<Stripe | null> {
  allowStripeScripts();
  const { loadStripe } = (await import('@stripe/stripe-js/pure/index.mjs')) as unknown as Loader;
  return await loadStripe(publishableKey);
}

let isAllowed = false;

/** The page lets scripts be loaded by a policy only, and Stripe's script loads more of its own by the default one. */
function allowStripeScripts(): void {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  if (!trustedTypes || isAllowed) return;
  isAllowed = true;
  trustedTypes.createPolicy('default', {
    createScriptURL(url) {
      if (STRIPE_SCRIPTS.test(url)) return url;
      throw new TypeError(`${url} is no script of Stripe.`);
    },
  });
}
