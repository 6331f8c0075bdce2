import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { inParallel } from '../basics/in-parallel.ts';
import type { Random } from '../basics/random.ts';
import { PayBooking, StartGuestSession } from '../callers/operations.graphql.ts';
import { createPatientClient, GaveUpError } from '../callers/patient-client.ts';
import { HistoryRecorder } from '../checks/history.ts';
import { buyUntilGivingUp } from './chaos-buyer.ts';
import { type Purchase, readBooking } from './chaos-purchase.ts';
import { readUntil } from './chaos-reader.ts';
import type { Sale } from './chaos-sale.ts';

export interface CrowdOptions {
  /** The nodes' addresses. */
  urls: readonly string[];
  /** Of the nodes. */
  lockTtl_ms: number;
  random: Random;
  buyerCount: number;
  sale(): Sale;
}

/** Buyers, and a reader of the map, who come at once and write down what they are answered. */
export interface Crowd {
  readonly history: HistoryRecorder;
  /** Aborted when nobody comes any more: after `goHome`, or a complaint. */
  readonly closing: AbortSignal;
  /** How often a buyer was told to try again, so far. */
  readonly refusals: number;
  /** Lets everybody finish. Rejects with what a buyer had to complain of. */
  goHome(): Promise<void>;
  /** Each buyer reads each of their bookings, at one node after the other, and can't pay for those that are not there. */
  readBack(): Promise<void>;
}

const PATIENCE_AFTER_MS = 15_000;
const READ_BACK_WITHIN_MS = 60_000;
const READ_BACK_AT_ONCE = 8;
const READ_EVERY_MS = 250;
const READ_WITHIN_MS = 2_000;

export function gatherCrowd({ urls, lockTtl_ms, random, buyerCount, sale }: CrowdOptions): Crowd {
  const history = new HistoryRecorder();
  const closing = new AbortController();
  const givingUp = new AbortController();
  const purchases: { purchase: Purchase; token: string }[] = [];
  let refusals = 0;
  const onRefused = () => {
    refusals += 1;
  };
  const patient = { urls, random, signal: givingUp.signal, onRefused };
  const buyers = Array.from({ length: buyerCount }, async () => {
    const { startGuestSession } = await createPatientClient(patient).insist(StartGuestSession, {});
    const { token } = startGuestSession;
    await buyUntilGivingUp({
      client: createPatientClient({ ...patient, token }),
      history,
      random,
      lockTtl_ms,
      onBooked: (purchase) => purchases.push({ purchase, token }),
      sale() {
        if (closing.signal.aborted) throw new GaveUpError();
        return sale();
      },
    });
  });
  const reader = readUntil(closing.signal, {
    history,
    every_ms: READ_EVERY_MS,
    sale,
    client() {
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(READ_WITHIN_MS)]);
      return createPatientClient({ urls, random, signal });
    },
  });
  const everybody = Promise.all([...buyers, reader]);
  everybody.catch(() => closing.abort());
  return {
    history,
    closing: closing.signal,
    get refusals() {
      return refusals;
    },
    async goHome() {
      closing.abort();
      const timer = setTimeout(() => givingUp.abort(), PATIENCE_AFTER_MS);
      try {
        await everybody;
      } finally {
        clearTimeout(timer);
        givingUp.abort();
      }
    },
    async readBack() {
      const signal = AbortSignal.timeout(READ_BACK_WITHIN_MS);
      let turn = 0;
      const inTurn = { integer: () => turn++ % urls.length };
      await inParallel(purchases, READ_BACK_AT_ONCE, async ({ purchase, token }) => {
        const client = createPatientClient({ urls, token, random: inTurn, signal });
        if ((await readBooking({ client, history }, purchase)) !== 'lost') return;
        // Nobody pays for what is not there.
        const input = { bookingId: purchase.bookingId, paymentToken: 'tok_ok', idempotencyKey: randomUUID() };
        const { payBooking: answer } = await client.insist(PayBooking, { input });
        expect(answer, 'the answer to a payment of a booking that was lost').toMatchObject({
          __typename: 'NotFoundError',
        });
      });
    },
  };
}
