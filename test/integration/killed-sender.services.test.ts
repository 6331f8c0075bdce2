import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../kit/basics/eventually.ts';
import { bookSeats, CUSTOMER, payBooking } from '../kit/callers/buyer.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { type ProductProcess, runProduct } from '../kit/product/product-process.ts';
import { MailServer } from '../kit/servers/mail-server.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

/** For so long a mail is with the node that sends it. */
const CLAIM_MS = 120_000;

describeWithServices('a mail whose node is killed while it hands it over', () => {
  let server: MailServer;
  let api: TestApp;
  let showId: string;
  const workers: ProductProcess[] = [];

  beforeAll(async () => {
    server = await new MailServer().start();
    const env = { ROLE: 'api', DEMO: 'false', SMTP_URL: server.url };
    api = await startTestApp({ mode: 'services', env });
    showId = await openHallShow(api.organiser);
  });
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.stop('SIGKILL')));
    await api?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  async function startWorker(): Promise<ProductProcess> {
    const NODE_ID = `worker-${workers.length + 1}`;
    const worker = runProduct('src/main.ts', { ...api.env, ROLE: 'worker', NODE_ID });
    workers.push(worker);
    await worker.line(/Seatwire is running/);
    return worker;
  }

  const rows = () =>
    api.database.query<{ kind: string; status: string; attempts: number; wait_ms: number }>(
      `SELECT kind, status, attempts, (extract(epoch FROM next_attempt_at - now()) * 1000)::float8 AS wait_ms
         FROM notifications ORDER BY revision`,
    );

  it('is sent by another two minutes later at most, and the mail behind it then; none is lost', {
    timeout: 180_000,
  }, async () => {
    const killed = await startWorker();
    server.onStep = (step) => {
      if (step === 'recipient') killed.child.kill('SIGKILL');
    };
    const buyer = await api.guest();
    const booking = await bookSeats(buyer, showId, ['Z1-1-1']);
    await killed.ended;
    const [claimed] = await rows();
    expect(claimed).toMatchObject({ kind: 'order', status: 'QUEUED', attempts: 1 });
    expect(claimed!.wait_ms).toBeGreaterThan(0);
    expect(claimed!.wait_ms).toBeLessThanOrEqual(CLAIM_MS);

    server.onStep = () => {};
    await payBooking(buyer, booking.id);
    await startWorker();
    // Its consumers are at work: the tickets are queued behind the order, which is the dead node's still.
    await eventually(async () => expect(await rows()).toMatchObject([{ kind: 'order' }, { kind: 'ticket' }]));
    expect(await rows()).toMatchObject([
      { status: 'QUEUED', attempts: 1 },
      { status: 'QUEUED', attempts: 0 },
    ]);
    expect(server.received).toEqual([]);

    await api.database.query(`UPDATE notifications SET next_attempt_at = next_attempt_at - $1 * interval '1 ms'`, [
      CLAIM_MS,
    ]);
    await eventually(async () =>
      expect(await rows()).toMatchObject([
        { status: 'SENT', attempts: 2 },
        { status: 'SENT', attempts: 1 },
      ]),
    );
    expect(server.received.map(({ recipient }) => recipient)).toEqual([CUSTOMER.email, CUSTOMER.email]);
    const subjects = server.received.map(({ mail }) => mail.subject);
    expect(subjects).toEqual([expect.stringMatching(/order/i), expect.stringMatching(/ticket/i)]);
  });
});
