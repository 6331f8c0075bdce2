import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type PaymentRequest,
  type ProviderFact,
  UnknownPaymentTokenError,
} from '../../src/modules/payments/payment-provider.ts';
import { createSandboxProvider } from '../../src/modules/payments/sandbox-provider.ts';
import { createSandboxWebhooks, type SandboxWebhooks } from '../../src/modules/payments/sandbox-webhooks.ts';
import { createPaymentWebhookRoute } from '../../src/modules/payments/webhook-route.ts';
import { SIGNATURE_HEADER, signWebhook } from '../../src/modules/payments/webhook-signature.ts';
import { newId } from '../../src/platform/ids.ts';
import { sharedSecret } from '../../src/platform/postgres/shared-secret.ts';
import { NotFoundError } from '../../src/shared/errors.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';

const logger = pino({ level: 'silent' });
const AMOUNT = { amount: 9_100, currency: 'EUR' };

describe('the sandbox payment provider', () => {
  let db: TestDatabase;
  let secret: string;
  let server: Server;
  let url: string;
  let onWebhook: (webhook: ProviderFact) => Promise<void>;
  const received: ProviderFact[] = [];
  const running: SandboxWebhooks[] = [];

  beforeAll(async () => {
    db = await createTestDatabase();
    secret = await sharedSecret(db.database, 'sandbox_webhook');
    const route = createPaymentWebhookRoute({
      provider: provider(),
      logger,
      onFact: (fact) => onWebhook(fact),
    });
    server = createServer((req, res) => {
      void route(req, res).then((mine) => mine || res.writeHead(404).end('not mine'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((webhooks) => webhooks.stop()));
    received.splice(0);
    await db.database.query('DELETE FROM sandbox_refunds');
    await db.database.query('DELETE FROM sandbox_charges');
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await db[Symbol.asyncDispose]();
  });

  function startWebhooks(): SandboxWebhooks {
    const webhooks = createSandboxWebhooks({ database: db.database, secret, logger });
    running.push(webhooks);
    webhooks.start(url);
    return webhooks;
  }

  /** Resolves once so many webhooks were taken. */
  function takes(count: number): Promise<void> {
    return new Promise((resolve) => {
      onWebhook = async (webhook) => {
        received.push(webhook);
        if (received.length === count) resolve();
      };
    });
  }

  function provider(options: { wake?: () => void; delay_ms?: number } = {}) {
    const { wake = () => {}, delay_ms = 20 } = options;
    return createSandboxProvider({
      database: db.database,
      secret,
      onWebhookQueued: wake,
      clientTimeout_ms: delay_ms,
      timeoutWebhookDelay_ms: delay_ms,
      lateWebhookDelay_ms: delay_ms,
    });
  }

  function charge(token: string, { paymentId = newId('payment'), holdExpiresAt = new Date() } = {}): PaymentRequest {
    const about = { paymentId, reference: null, bookingId: newId('booking'), amount: AMOUNT, holdExpiresAt };
    return { ...about, method: { kind: 'token', token }, noteReference: async () => undefined };
  }

  function refundOf({ paymentId }: Pick<PaymentRequest, 'paymentId'>, amount = AMOUNT.amount) {
    const payment = { paymentId, reference: null };
    return { refundId: newId('refund'), round: 1, payment, amount: { ...AMOUNT, amount }, ticketIds: [] };
  }

  describe('a charge', () => {
    it.each(['tok_ok', 'tok_twice'])('with %s succeeds at once', async (token) => {
      for (let round = 0; round < 20; round += 1) {
        expect(await provider().createPayment(charge(token))).toEqual({
          status: 'SUCCEEDED',
          reference: expect.stringMatching(/^sandbox_/),
        });
      }
    });

    it.each([
      ['tok_declined', 'card_declined'],
      ['tok_insufficient_funds', 'insufficient_funds'],
    ])('with %s fails: %s', async (token, failureCode) => {
      const result = await provider().createPayment(charge(token));
      expect(result).toEqual({ status: 'FAILED', reference: expect.any(String), failureCode });
    });

    it('with an unknown token is refused and leaves nothing behind', async () => {
      const request = charge('tok_stolen');
      expect(provider().acceptsToken('tok_stolen')).toBe(false);
      await expect(provider().createPayment(request)).rejects.toBeInstanceOf(UnknownPaymentTokenError);
      expect(await provider().lookup(request)).toBeNull();
    });

    it('is made once, however often and at once it is asked for', async () => {
      const request = charge('tok_ok');
      const results = await Promise.all(Array.from({ length: 10 }, () => provider().createPayment(request)));
      expect(new Set(results.map((result) => result.reference)).size).toBe(1);
      expect(await provider().createPayment({ ...request, method: { kind: 'token', token: 'tok_declined' } })).toEqual(
        results[0],
      );
      expect(await provider().lookup(request)).toEqual(results[0]);
      await expect(provider().createPayment({ ...request, amount: { ...AMOUNT, amount: 1 } })).rejects.toThrow(
        /amount/,
      );
    });

    it('that times out is pending, and can be looked up', async () => {
      const request = charge('tok_timeout');
      expect(await provider({ delay_ms: 60 }).createPayment(request)).toEqual({ status: 'PENDING', reference: null });
      expect(await provider().lookup(request)).toMatchObject({ reference: expect.any(String) });
    });

    it('that comes late is pending until after the hold’s end', async () => {
      const request = charge('tok_late', { holdExpiresAt: new Date(Date.now() + 60_000) });
      expect(await provider().createPayment(request)).toMatchObject({ status: 'PENDING' });
      expect(await provider().lookup(request)).toMatchObject({ status: 'PENDING' });
      const past = charge('tok_late', { holdExpiresAt: new Date(Date.now() - 60_000) });
      await provider().createPayment(past);
      expect(await provider().lookup(past)).toMatchObject({ status: 'SUCCEEDED' });
    });
  });

  describe('a refund', () => {
    it('can be repeated', async () => {
      const request = charge('tok_ok');
      await provider().createPayment(request);
      const refund = refundOf(request);
      await provider().refund(refund);
      const [first] = await db.database.query('SELECT refunded_at FROM sandbox_charges');
      await provider().refund(refund);
      expect(await db.database.query('SELECT refunded_at FROM sandbox_charges')).toEqual([first]);
    });

    it('is of a part, several times, and never of more than was charged', async () => {
      const { paymentId } = charge('tok_ok');
      await provider().createPayment(charge('tok_ok', { paymentId }));
      const refund = (amount: number) => provider().refund(refundOf({ paymentId }, amount));
      expect(await refund(9_000)).toMatchObject({ status: 'SUCCEEDED', reference: expect.any(String) });
      const asked = await Promise.allSettled(Array.from({ length: 4 }, () => refund(50)));
      expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
      await expect(refund(1)).rejects.toThrow(/no such money/);
      expect(await db.database.query('SELECT refunded FROM sandbox_charges')).toEqual([{ refunded: AMOUNT.amount }]);
    });

    it('under a key that is known with another amount is refused', async () => {
      const { paymentId } = charge('tok_ok');
      await provider().createPayment(charge('tok_ok', { paymentId }));
      const request = refundOf({ paymentId }, 10);
      await provider().refund(request);
      await expect(provider().refund({ ...request, amount: { ...AMOUNT, amount: 11 } })).rejects.toThrow(
        /another amount/,
      );
    });

    it('of tok_refund_fails is refused once, for good under its key', async () => {
      const { paymentId } = charge('tok_refund_fails');
      await provider().createPayment(charge('tok_refund_fails', { paymentId }));
      const request = refundOf({ paymentId });
      const refused = { status: 'FAILED', failureCode: 'insufficient_balance' };
      for (let time = 0; time < 2; time += 1) expect(await provider().refund(request)).toMatchObject(refused);
      const again = { ...request, round: 2 };
      expect(await provider().refund(again)).toMatchObject({ status: 'SUCCEEDED' });
    });

    it('needs a charge that succeeded', async () => {
      const declined = charge('tok_declined');
      const pending = charge('tok_late', { holdExpiresAt: new Date(Date.now() + 60_000) });
      for (const request of [declined, pending]) {
        await provider().createPayment(request);
        const refund = provider().refund(refundOf(request));
        await expect(refund).rejects.toThrow(/no such money/);
      }
      const unknown = refundOf({ paymentId: newId('payment') });
      await expect(provider().refund(unknown)).rejects.toThrow(/no such money/);
    });
  });

  describe('webhooks', () => {
    it.each([
      ['tok_timeout', 1],
      ['tok_late', 1],
      ['tok_twice', 2],
    ])('of %s come %i time(s)', async (token, count) => {
      const taken = takes(count);
      const webhooks = startWebhooks();
      const { paymentId } = charge(token);
      await provider({ wake: webhooks.wake }).createPayment(charge(token, { paymentId }));
      await taken;
      await webhooks.idle();
      const { reference } = (await provider().lookup({ paymentId, reference: null }))!;
      const webhook = { kind: 'payment', paymentId, status: 'SUCCEEDED', reference };
      expect(received).toEqual(Array.from({ length: count }, () => webhook));
    });

    it('that were queued before a restart come after it', async () => {
      await provider().createPayment(charge('tok_twice'));
      const taken = takes(2);
      startWebhooks();
      await taken;
    });

    it('come once from many nodes', async () => {
      const taken = takes(40);
      const nodes = [startWebhooks(), startWebhooks(), startWebhooks()];
      await Promise.all(Array.from({ length: 20 }, () => provider().createPayment(charge('tok_twice'))));
      for (const node of nodes) node.wake();
      await taken;
      await Promise.all(nodes.map((node) => node.idle()));
      expect(received).toHaveLength(40);
      const perPayment = Map.groupBy(received, (fact) => (fact.kind === 'payment' ? fact.paymentId : ''));
      expect([...perPayment.values()].map((it) => it.length)).toEqual(Array.from({ length: 20 }, () => 2));
    });

    it('come again until they were taken', async () => {
      let tries = 0;
      const taken = Promise.withResolvers<void>();
      onWebhook = async () => {
        tries += 1;
        if (tries === 1) throw new Error('the database is away');
        if (tries === 2) throw new NotFoundError('Payment', 'paymentId');
        taken.resolve();
      };
      const webhooks = startWebhooks();
      await provider({ wake: webhooks.wake, delay_ms: 1 }).createPayment(charge('tok_late'));
      await taken.promise;
      await webhooks.idle();
      expect(tries).toBe(3);
      expect(await db.database.query('SELECT webhooks_left, webhook_due_at FROM sandbox_charges')).toEqual([
        { webhooks_left: 0, webhook_due_at: null },
      ]);
    });
  });

  describe('what happens after a payment', () => {
    it('of tok_requires_action waits for the buyer, and can be ended until then', async () => {
      const [acted, ended] = [charge('tok_requires_action'), charge('tok_requires_action')];
      const waiting = { status: 'PENDING', pendingReason: 'REQUIRES_ACTION' };
      const slow = provider({ delay_ms: 60_000 });
      expect(await provider({ delay_ms: 0 }).createPayment(acted)).toMatchObject({ reference: expect.any(String) });
      expect(await slow.createPayment(ended)).toMatchObject(waiting);
      expect(await slow.cancelPayment(ended)).toMatchObject({ status: 'FAILED', failureCode: 'canceled' });
      expect(await slow.lookup(ended)).toMatchObject({ status: 'FAILED' });
      expect(await slow.openSession(ended)).toBeNull();
      expect(await slow.cancelPayment(acted)).toMatchObject({ status: 'SUCCEEDED' });
    });

    it.each([
      ['tok_processing', { status: 'SUCCEEDED' }],
      ['tok_processing_fails', { status: 'FAILED', failureCode: 'debit_not_authorized' }],
    ])('of %s is told after the hold’s end', async (token, outcome) => {
      const request = charge(token, { holdExpiresAt: new Date(Date.now() + 60_000) });
      const underWay = { status: 'PENDING', pendingReason: 'PROCESSING' };
      expect(await provider().createPayment(request)).toMatchObject(underWay);
      expect(await provider().cancelPayment(request)).toMatchObject(underWay);
      await db.database.query('UPDATE sandbox_charges SET settled_at = now() - make_interval(secs => 1)');
      expect(await provider().lookup(request)).toMatchObject(outcome);
    });

    it('of tok_disputed is disputed, and told twice', async () => {
      const taken = takes(2);
      const webhooks = startWebhooks();
      const request = charge('tok_disputed');
      const { reference } = await provider({ wake: webhooks.wake }).createPayment(request);
      await taken;
      const dispute = `${reference}_dispute`;
      const fact = { kind: 'dispute', reference: dispute, status: 'NEEDS_RESPONSE' };
      expect(received).toEqual([fact, fact]);
      const { paymentId } = request;
      expect(await provider().lookupDispute(dispute)).toMatchObject({
        paymentId,
        amount: AMOUNT,
        reason: 'fraudulent',
      });
      expect(await provider().lookupDispute(String(reference))).toBeNull();
    });

    it('of tok_refund_reversed has its refund come back, told doubled and out of order', async () => {
      const taken = takes(3);
      const webhooks = startWebhooks();
      const payment = charge('tok_refund_reversed');
      await provider().createPayment(payment);
      const request = refundOf(payment);
      const made = await provider({ wake: webhooks.wake, delay_ms: 200 }).refund(request);
      expect(made).toMatchObject({ status: 'SUCCEEDED' });
      await taken;
      expect(received.map(({ status }) => status).sort()).toEqual(['FAILED', 'FAILED', 'SUCCEEDED']);
      const { refundId } = request;
      expect(await provider().lookupRefund(made.reference!)).toEqual({
        status: 'FAILED',
        failureCode: 'lost_or_stolen_card',
        reference: made.reference,
        paymentId: payment.paymentId,
        key: { refundId, round: 1 },
        amount: AMOUNT,
      });
      const again = await provider().refund({ ...request, round: 2 });
      expect(await provider().lookupRefund(again.reference!)).toMatchObject({
        status: 'SUCCEEDED',
        key: { refundId, round: 2 },
      });
    });
  });

  it('gives a webhook up that nobody has taken for days', async () => {
    onWebhook = async () => {
      throw new NotFoundError('Payment', 'paymentId');
    };
    await provider().createPayment(charge('tok_twice'));
    await db.database.query(`UPDATE sandbox_charges SET settled_at = now() - interval '4 days'`);
    const webhooks = startWebhooks();
    await webhooks.idle();
    expect(await db.database.query('SELECT webhooks_left, webhook_due_at FROM sandbox_charges')).toEqual([
      { webhooks_left: 0, webhook_due_at: null },
    ]);
  });

  describe('the webhook route', () => {
    const path = '/webhooks/payments/sandbox';
    const webhook = { provider: 'sandbox', paymentId: 'payment_1', status: 'FAILED', reference: 'r', failureCode: 'x' };

    function post(body: string | Buffer, signature = signWebhook(secret, Buffer.from(body)), to = path) {
      return fetch(`${url}${to}`, {
        method: 'POST',
        body: Buffer.from(body),
        headers: { [SIGNATURE_HEADER]: signature },
      });
    }

    it('takes what is signed', async () => {
      const taken = takes(1);
      expect((await post(JSON.stringify(webhook))).status).toBe(204);
      await taken;
      expect(received).toEqual([{ kind: 'payment', paymentId: 'payment_1', status: 'FAILED', reference: 'r' }]);
    });

    it('refuses what is not signed, signed otherwise, altered, or old', async () => {
      const body = Buffer.from(JSON.stringify(webhook));
      const old = signWebhook(secret, body, new Date(Date.now() - 600_000));
      const other = signWebhook('another secret', body);
      const altered = signWebhook(secret, Buffer.from(`${body} `));
      for (const signature of ['', 'v1=00', old, other, altered]) {
        const response = await post(body, signature);
        expect(response.status).toBe(401);
        expect(await response.json()).toEqual({ error: expect.stringContaining('signature') });
      }
      expect(received).toEqual([]);
    });

    it('refuses what is not a webhook of this provider', async () => {
      const wrong = ['', 'null', '{', '{}', JSON.stringify({ ...webhook, provider: 'other' })];
      wrong.push(
        JSON.stringify({ ...webhook, failureCode: undefined }),
        JSON.stringify({ ...webhook, status: 'PENDING' }),
        JSON.stringify({ ...webhook, paymentId: 'payment_\u0000' }),
        JSON.stringify({ ...webhook, reference: 'x'.repeat(256) }),
        JSON.stringify({ ...webhook, failureCode: '\u0000' }),
      );
      for (const body of wrong) expect((await post(body)).status, body).toBe(400);
    });

    it('refuses large bodies and other methods, and leaves other paths alone', async () => {
      expect((await post(Buffer.alloc(300_000))).status).toBe(413);
      const get = await fetch(`${url}${path}`);
      expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
      const elsewhere = await post('{}', '', `${path}2`);
      expect(await elsewhere.text()).toBe('not mine');
    });

    it('says when the payment is unknown, and when it can not take it now', async () => {
      onWebhook = () => Promise.reject(new NotFoundError('Payment', 'paymentId'));
      expect((await post(JSON.stringify(webhook))).status).toBe(404);
      onWebhook = () => Promise.reject(new Error('the database is away'));
      const response = await post(JSON.stringify(webhook));
      expect(response.status).toBe(500);
      expect(await response.text()).not.toContain('database');
    });
  });

  it('shares one secret between nodes', async () => {
    expect(secret.length).toBeGreaterThanOrEqual(43);
    const again = await Promise.all([1, 2, 3].map(() => sharedSecret(db.database, 'sandbox_webhook')));
    expect(new Set([secret, ...again]).size).toBe(1);
    expect(await sharedSecret(db.database, 'another')).not.toBe(secret);
  });
});
