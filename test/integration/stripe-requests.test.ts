import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import Stripe from 'stripe';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PaymentRequest } from '../../src/modules/payments/payment-provider.ts';
import { createStripeProvider } from '../../src/modules/payments/stripe-provider.ts';
import { newId } from '../../src/platform/ids.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { freePorts } from '../../src/platform/processes/free-ports.ts';
import { describeWithTools } from '../kit/examples/describe-with-tools.ts';
import { run } from '../kit/examples/example-tools.ts';
import { WEBHOOK_SECRET } from '../kit/product/fake-stripe.ts';
import { ROOT } from '../kit/product/product-process.ts';

/** Stripe's own mock: it refuses a request that its API does not have, and answers with a fixture. It keeps no state. */
const VERSION = 'v0.203.0';
/** Kept between runs. */
const FOLDER = path.join(ROOT, 'node_modules/.cache/seatwire', `stripe-mock-${VERSION}`);

const logger = createLogger({ level: 'silent', nodeId: 'test' });

/** Installs it once; a build that was interrupted leaves nothing. */
async function installed(): Promise<string> {
  const program = path.join(FOLDER, 'stripe-mock');
  if (!existsSync(program)) {
    await mkdir(FOLDER, { recursive: true });
    await run('go', ['install', `github.com/stripe/stripe-mock@${VERSION}`], FOLDER, { GOBIN: FOLDER });
  }
  return program;
}

describeWithTools(['go'], 'what Stripe is asked for', () => {
  let mock: ChildProcess;
  let apiUrl: string;
  const settings = { secretKey: 'sk_test_123', publishableKey: 'pk_test_1', webhookSecret: WEBHOOK_SECRET };
  const provider = () => createStripeProvider({ ...settings, apiUrl }, logger);

  beforeAll(async () => {
    const program = await installed();
    const [port] = await freePorts(1);
    mock = spawn(program, ['-http-addr', `127.0.0.1:${port}`], { stdio: ['ignore', 'pipe', 'inherit'] });
    apiUrl = `http://127.0.0.1:${port}`;
    await new Promise<void>((resolve, reject) => {
      mock.once('exit', () => reject(new Error('stripe-mock has ended')));
      mock.stdout!.on('data', (chunk) => String(chunk).includes('Listening') && resolve());
    });
  }, 300_000);
  afterAll(async () => {
    if (!mock) return;
    const ended = new Promise((resolve) => mock.once('exit', resolve));
    mock.kill();
    await ended;
  });

  const request = (method: PaymentRequest['method'], amount = { amount: 5_000, currency: 'EUR' }): PaymentRequest => ({
    ...{ paymentId: newId('payment'), reference: null, bookingId: newId('booking'), amount, method },
    ...{ holdExpiresAt: new Date(), noteReference: async () => undefined },
  });
  /** The mock knows no thing by its id: it answers any. */
  const payment = { paymentId: newId('payment'), reference: 'pi_1' };

  it.each([
    { kind: 'token', token: 'pm_card_visa' },
    { kind: 'token', token: 'ctoken_1' },
    { kind: 'session', allowsSlow: true },
    { kind: 'session', allowsSlow: false },
  ] as const)('is a payment that its API has, by %j', async (method) => {
    const state = await provider().createPayment(request(method));
    expect(state).toMatchObject({ status: 'PENDING', reference: expect.stringMatching(/^pi_/) });
  });

  it('is a look at it, its session, and its end', async () => {
    expect(await provider().lookup(payment)).toMatchObject({ reference: expect.stringMatching(/^pi_/) });
    expect(await provider().openSession(payment)).toMatchObject({ clientSecret: expect.stringMatching(/^pi_/) });
    expect(await provider().cancelPayment(payment)).not.toBeNull();
  });

  it('is a refund with its metadata, refunds and disputes with the payment', async () => {
    const refund = { refundId: newId('refund'), round: 1, payment, amount: { amount: 100, currency: 'EUR' } };
    const ticketIds = Array.from({ length: 30 }, () => newId('ticket'));
    expect(await provider().refund({ ...refund, ticketIds })).toMatchObject({
      reference: expect.stringMatching(/^re_/),
    });
    expect(await provider().lookupRefund('re_1')).toMatchObject({ amount: expect.any(Object) });
    expect(await provider().lookupDispute('du_1')).toMatchObject({ reason: expect.any(String) });
  });

  it('is a list of each by when it was made', async () => {
    const time = { from: new Date('2027-03-14T00:00:00Z'), to: new Date('2027-03-15T00:00:00Z') };
    const { listPayments, listRefunds, listDisputes } = provider();
    // What the mock has in its lists is none of ours.
    const known = {
      items: [{ paymentId: null, amount: expect.any(Object), reference: expect.any(String) }],
      next: null,
    };
    for (const list of [listPayments, listRefunds, listDisputes]) {
      expect(await list(time, null)).toMatchObject(known);
      expect(await list(time, 'pi_1')).toMatchObject(known);
    }
  });

  it('is refused by the mock where its API has no such thing', async () => {
    const { hostname: host, port } = new URL(apiUrl);
    const stripe = new Stripe('sk_test_123', { host, port, protocol: 'http' });
    const wrong = { amount: 1, currency: 'eur', no_such_parameter: 'x' } as unknown as Stripe.PaymentIntentCreateParams;
    await expect(stripe.paymentIntents.create(wrong)).rejects.toMatchObject({ type: 'StripeInvalidRequestError' });
  });
});
