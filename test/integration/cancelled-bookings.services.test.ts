import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '../../src/platform/processes/free-ports.ts';
import { until } from '../kit/basics/until.ts';
import { createBooking, payBooking, queriedImage } from '../kit/callers/buyer.ts';
import { CancelShow } from '../kit/callers/operations.graphql.ts';
import { LockTickets } from '../kit/callers/ticket-types.graphql.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import { expectLedgerBalanced } from '../kit/checks/money-checks.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { type ProductProcess, runProduct } from '../kit/product/product-process.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { sellAllSeatsLike } from '../kit/shows/many-bookings.ts';
import { createPricedShow } from '../kit/shows/priced-show.ts';
import { WatchCancellation } from './cancelled-bookings.graphql.ts';
import { ReadStatement } from './statement.graphql.ts';

/** CANCELLED_BOOKINGS=2000 for a large hall, by the hundred: some minutes. */
const BOOKINGS = Number(process.env.CANCELLED_BOOKINGS ?? 200);
const ROWS = BOOKINGS / 100;
/** Each booking has events of its own, which are taken in one by one. */
const EVENTS_WITHIN_MS = 70_000 + BOOKINGS * 100;
/** The node is killed after so many refunds more. */
const KILLED_EVERY = BOOKINGS / 10;
/** 45.50, a tenth of it for service, and 3.90 for shipping. */
const TICKET = 4_550;
const FEES = 455 + 390;
const REASON = 'The singer is ill';

describeWithServices(`a show with ${BOOKINGS} paid bookings that is cancelled`, () => {
  let api: TestApp;
  const workers = new Set<ProductProcess>();
  beforeAll(async () => {
    const env = { ROLE: 'api', DEMO: 'false', REFUNDS_PER_SECOND: '400' };
    api = await startTestApp({ mode: 'services', env });
  });
  afterAll(async () => {
    await Promise.all([...workers].map((worker) => worker.stop()));
    await api?.[Symbol.asyncDispose]();
  });

  async function startWorker(): Promise<ProductProcess> {
    const [port] = await freePorts(1);
    const worker = runProduct('src/main.ts', {
      ...api.env,
      ROLE: 'worker',
      NODE_ID: `worker-${port}`,
      PORT: `${port}`,
    });
    workers.add(worker);
    await worker.line(/Seatwire is running/);
    return worker;
  }

  async function sellAll(): Promise<string> {
    const show = await createPricedShow(api.organiser, { zones: 1, rows: ROWS, seats: 100 });
    const buyer = await api.guest();
    const ticketTypeId = show.ticketTypes.find(({ name }) => name === 'Adult')!.id;
    const { lockSeats } = await buyer.data(LockTickets, {
      input: { showId: show.id, seats: [{ seatId: 'Z1-1-1', ticketTypeId }] },
    });
    if (lockSeats.__typename !== 'LockSeatsSuccess') throw new Error(JSON.stringify(lockSeats));
    const { id } = await createBooking(buyer, lockSeats.lock.id);
    await payBooking(buyer, id);
    // Its seat is BOOKED by an event.
    await expect
      .poll(async () => (await queriedImage(buyer, show.id)).unavailable.map(([, state]) => state), { timeout: 30_000 })
      .toEqual(['BOOKED']);
    expect(await sellAllSeatsLike(api.database, id)).toBe(BOOKINGS);
    await expectLedgerBalanced(api.database, { showId: show.id });
    return show.id;
  }

  /** What a node that was killed was asking for is left to it for 20 seconds: that is over. */
  async function letLeasesEnd(): Promise<void> {
    await api.database.query(`UPDATE refunds SET due_at = least(due_at, now()) WHERE status = 'PENDING'`);
  }

  it('refunds each buyer once though the node is killed three times, and keeps nothing but fees', {
    timeout: 600_000,
  }, async () => {
    let worker = await startWorker();
    const showId = await sellAll();
    await using news = api.organiser.subscribe(WatchCancellation, { id: showId });
    const killAndStart = async () => {
      workers.delete(worker);
      await worker.stop('SIGKILL');
      await letLeasesEnd();
      worker = await startWorker();
    };
    const progress = async (isFar: (seen: { cancelled: number; refundsSucceeded: number }) => boolean) => {
      const { show } = await until(news, ({ show: { cancellation } }) => cancellation !== null && isFar(cancellation));
      return show.cancellation!;
    };
    await api.organiser.data(CancelShow, { input: { showId, refund: 'WITHOUT_FEES', reason: REASON } });
    const first = await progress(({ cancelled }) => cancelled > 0);
    expect(first).toMatchObject({ bookings: BOOKINGS, refund: 'WITHOUT_FEES', finishedAt: null });
    await killAndStart();
    const second = await progress(({ refundsSucceeded }) => refundsSucceeded >= KILLED_EVERY);
    await killAndStart();
    const third = await progress(({ refundsSucceeded }) => refundsSucceeded > second.refundsSucceeded + KILLED_EVERY);
    expect(third.refundsSucceeded).toBeLessThan(BOOKINGS);
    await killAndStart();
    await startWorker();
    const { show } = await until(news, ({ show: { cancellation } }) => cancellation!.finishedAt !== null);
    expect(show.cancellation).toMatchObject({
      reason: REASON,
      bookings: BOOKINGS,
      cancelled: BOOKINGS,
      refundsPending: 0,
      refundsSucceeded: BOOKINGS,
      refundsFailed: 0,
      refunded: { amount: BOOKINGS * TICKET },
    });
    // The provider's own book.
    const made = await api.database.query(
      `SELECT refunds, amount, refunded, count(*)::int AS charges FROM (
           SELECT c.refunded, count(r.*)::int AS refunds, sum(r.amount)::bigint AS amount
             FROM sandbox_charges c LEFT JOIN sandbox_refunds r ON r.payment_id = c.payment_id GROUP BY c.payment_id) AS each
          GROUP BY 1, 2, 3`,
    );
    expect(made).toEqual([{ refunds: 1, amount: TICKET, refunded: TICKET, charges: BOOKINGS }]);

    const { show: read } = await api.organiser.data(ReadStatement, { id: showId });
    expect(read!.statement).toMatchObject({
      ticketsSold: BOOKINGS,
      ticketsCancelled: BOOKINGS,
      balance: { amount: BOOKINGS * FEES },
      feeTotal: { amount: BOOKINGS * FEES },
      tickets: [{ balance: { amount: 0 }, tax: { amount: 0 } }],
    });
    await expectLedgerBalanced(api.database, null);

    // Seats are freed, and mails sent, by events.
    // (The map that was read when one was sold does not know of the others.)
    const seatsLeft = async () =>
      await api.database.query(`SELECT seat_id FROM seat_states WHERE show_id = $1 AND state = 'BOOKED'`, [showId]);
    await expect.poll(seatsLeft, { timeout: EVENTS_WITHIN_MS, interval: 250 }).toEqual([]);
    expect((await queriedImage(api.organiser, showId)).unavailable).toEqual([]);
    // Each is told once that the show is cancelled, and once that the money is on its way; they are sent one after the other.
    const mails = async () =>
      await api.database.query(
        `SELECT kind, count(*)::int AS count, count(DISTINCT recipient)::int AS recipients, bool_or(status = 'SENT') AS "areSent"
             FROM notifications WHERE show_id = $1 AND kind IN ('cancellation', 'partial_refund') AND status IN ('QUEUED', 'SENT')
            GROUP BY kind ORDER BY kind`,
        [showId],
      );
    const all = { count: BOOKINGS, recipients: BOOKINGS, areSent: true };
    await expect.poll(mails, { timeout: EVENTS_WITHIN_MS, interval: 250 }).toEqual([
      { kind: 'cancellation', ...all },
      { kind: 'partial_refund', ...all },
    ]);
    await expectConsistent(api.database, showId);
  });
});
