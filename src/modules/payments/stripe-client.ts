import Stripe from 'stripe';
import { ProviderBusyError } from './payment-provider.ts';

/** How the installation reaches its Stripe account. */
export interface StripeSettings {
  secretKey: string;
  publishableKey: string;
  webhookSecret: string;
  /** Where Stripe's API is; another one only in tests. */
  apiUrl: string;
}

/** Longer than Stripe takes for any call; a buyer waits for some of them. */
const TIMEOUT_MS = 20_000;
/** Made by the client itself, with the same idempotency key. */
const NETWORK_RETRIES = 1;

/** Connects to nothing before it is used. */
export function createStripeClient({ secretKey, apiUrl }: Pick<StripeSettings, 'secretKey' | 'apiUrl'>): Stripe {
  const { protocol, hostname, port } = new URL(apiUrl);
  return new Stripe(secretKey, {
    protocol: protocol === 'http:' ? 'http' : 'https',
    host: hostname,
    ...(port !== '' && { port }),
    timeout: TIMEOUT_MS,
    maxNetworkRetries: NETWORK_RETRIES,
    // It tells Stripe how long our requests took, and nothing that we need.
    telemetry: false,
    appInfo: { name: 'Seatwire' },
  });
}

/** Whether Stripe refused the request itself, which changes nothing however often it is made, with that code (any by default). */
export function isRefusal(error: unknown, code?: string): error is Stripe.errors.StripeInvalidRequestError {
  return error instanceof Stripe.errors.StripeInvalidRequestError && (code === undefined || error.code === code);
}

/** What the call answers; null where Stripe has no such thing. */
export async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (isRefusal(error, 'resource_missing')) return null;
    throw error;
  }
}

/** What the call answers. Throws ProviderBusyError where Stripe is asked more often than it allows. */
export async function orBusy<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeRateLimitError)) throw error;
    const seconds = Number(error.headers?.['retry-after']);
    throw new ProviderBusyError(seconds > 0 ? seconds * 1_000 : null);
  }
}
