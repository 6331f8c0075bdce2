import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createRandom } from '../kit/basics/random.ts';
import { CUSTOMER, queriedImage, storedImage, watchSeatMap } from '../kit/callers/buyer.ts';
import { createClient, type TestClient } from '../kit/callers/client.ts';
import { CreateBooking, LockSeats, PayBooking, StartGuestSession } from '../kit/callers/operations.graphql.ts';
import { createPatientClient, type PatientClient } from '../kit/callers/patient-client.ts';
import { openMarket } from '../kit/chaos/chaos.ts';
import { expectBalanced, expectTopicsHoldOutbox, unfinished } from '../kit/checks/books.ts';
import { type Installation, startInstallation } from '../kit/product/installation.ts';
import { describeWithServices } from '../kit/servers/servers.ts';

/** Longer than a buyer insists. */
const LOCK_TTL_MS = 60_000;
const BUYER_PATIENCE_MS = 45_000;
const ROUNDS = 6;
const BETWEEN_MS = 300;
const WITHIN = { timeout: 120_000, interval: 200 };

/** Ends all connections of the nodes to a server. */
type Ending = (installation: Installation) => Promise<unknown>;

const ENDINGS: [string, Ending][] = [
  [
    'PostgreSQL ends all sessions',
    ({ database }) =>
      database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
      ),
  ],
  [
    'Redis ends all its clients',
    async ({ redis }) => {
      const admin = new Redis(redis.url);
      await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await admin.quit();
    },
  ],
  ['a broker’s connections are reset', async ({ nodes }) => nodes[0]!.links.kafka.cut()],
  ['PostgreSQL’s connections are reset', async ({ nodes }) => nodes[0]!.links.postgres.cut()],
  ['the connections to Redis are reset', async ({ nodes }) => nodes[0]!.links.redis.cut()],
];

describeWithServices('a node whose connections somebody ends again and again', () => {
  let installation: Installation;
  let showId: string;
  let seats: string[];
  let watcher: TestClient;

  beforeAll(async () => {
    installation = await startInstallation({ nodeCount: 1, lockTtl_ms: LOCK_TTL_MS });
  }, 150_000);
  afterAll(() => installation?.[Symbol.asyncDispose]());
  // A market of its own for each: what the endings before it have sold is not there.
  beforeEach(async () => {
    const sale = (await openMarket(installation)).sale();
    showId = sale.showId;
    seats = [...sale.wanted];
    watcher = createClient(installation.nodes[0]!.url);
  });
  afterEach(() => watcher?.[Symbol.asyncDispose]());

  async function newBuyer(): Promise<PatientClient> {
    const options = {
      urls: [installation.nodes[0]!.url],
      random: createRandom(),
      signal: AbortSignal.timeout(BUYER_PATIENCE_MS),
    };
    const { startGuestSession } = await createPatientClient(options).insist(StartGuestSession, {});
    return createPatientClient({ ...options, token: startGuestSession.token });
  }

  /**
   * Each step with a key of its own, asked for again until it is answered. How the payment ends may be known later. Resolves with
   * the booking's id.
   */
  async function buy(buyer: PatientClient, seatId: string): Promise<string> {
    const locking = { input: { showId, seatIds: [seatId], idempotencyKey: randomUUID() } };
    const { lockSeats: locked } = await buyer.insist(LockSeats, locking);
    if (locked.__typename !== 'LockSeatsSuccess') throw new Error(JSON.stringify(locked));
    const booking = { input: { lockId: locked.lock.id, customer: CUSTOMER, idempotencyKey: randomUUID() } };
    const { createBooking: booked } = await buyer.insist(CreateBooking, booking);
    if (booked.__typename !== 'CreateBookingSuccess') throw new Error(JSON.stringify(booked));
    const payment = { input: { bookingId: booked.booking.id, paymentToken: 'tok_ok', idempotencyKey: randomUUID() } };
    const { payBooking: paid } = await buyer.insist(PayBooking, payment);
    if (paid.__typename !== 'PayBookingSuccess') throw new Error(JSON.stringify(paid));
    return booked.booking.id;
  }

  async function loggedLines(): Promise<string[]> {
    const folder = await installation.keepLogs();
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(path.join(folder, name), 'utf8')));
    await rm(folder, { recursive: true });
    return files
      .join('\n')
      .split('\n')
      .filter((line) => line !== '');
  }

  it.each(ENDINGS)(
    '(%s) sells on, loses and doubles nothing, and logs no stack',
    { timeout: 240_000 },
    async (_name, end) => {
      const { database, errors } = installation;
      const [errorsBefore, linesBefore] = [errors.length, (await loggedLines()).length];
      const map = await watchSeatMap(watcher, showId);
      let isOver = false;
      const sold: string[] = [];
      const bookingIds: string[] = [];
      const buying = Array.from({ length: 4 }, async () => {
        const buyer = await newBuyer();
        do {
          const [seatId] = seats.splice(0, 1) as [string];
          bookingIds.push(await buy(buyer, seatId));
          sold.push(seatId);
        } while (!isOver);
      });
      const ending = async () => {
        for (let round = 1; round <= ROUNDS; round += 1) {
          await delay(BETWEEN_MS);
          await end(installation);
        }
        isOver = true;
      };
      await Promise.all([...buying, ending()]).catch((cause) => {
        const said = JSON.stringify(errors.slice(errorsBefore));
        throw new Error(`Somebody could not buy; the node said ${said}`, { cause });
      });

      // Nobody helps: the relay, the consumers, the mails and the sweepers have lost theirs, too. Only time passes: a payment that was
      // cut off in the middle is given up after a minute.
      await database.query(
        `UPDATE payments SET created_at = created_at - interval '1 minute' WHERE status = 'PENDING'`,
      );
      await expect.poll(() => unfinished(database), WITHIN).toEqual({});
      const confirmed = await database.query<{ id: string }>(
        `SELECT id FROM bookings WHERE id = ANY ($1) AND status = 'CONFIRMED'`,
        [bookingIds],
      );
      expect(confirmed.map(({ id }) => id).sort()).toEqual(bookingIds.sort());
      await expectBalanced(database);
      await expectTopicsHoldOutbox(database, [installation.kafka.url]);
      const stored = await storedImage(database, showId);
      const booked = sold.map((seatId) => [seatId, 'BOOKED']);
      expect(stored.unavailable).toEqual(expect.arrayContaining(booked));
      await map.untilVersion(stored.version);
      expect(map.image()).toEqual(stored);
      expect(await queriedImage(watcher, showId)).toEqual(stored);

      expect(errors.slice(errorsBefore)).toEqual([]);
      const lines = (await loggedLines()).slice(linesBefore);
      expect(lines.filter((line) => /"stack"|^\s+at /.test(line))).toEqual([]);
    },
  );
});
