import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../src/platform/postgres/database.ts';
import type { Benchmark, Figures } from './benchmark.ts';
import { Buyers, type BuyersInput } from './buyers.ts';
import { graphqlRequest, sendLoad } from './http-load-client.ts';
import { SEATS_PER_LOCK } from './lock-requests.ts';
import { startedProcesses_ms } from './processor-time.ts';
import { startProduct } from './product.ts';
import { untilPublished } from './published.ts';
import { createShows } from './shows.ts';

const CONNECTIONS = 20;
const POLL_MS = 50;

type Counted = 'bookings_created' | 'bookings_confirmed';

const LOCK = /* GraphQL */ `
  mutation LockSeats($input: LockSeatsInput!) {
    lockSeats(input: $input) { __typename ... on LockSeatsSuccess { lock { id } } }
  }
`;
const BOOK = /* GraphQL */ `
  mutation CreateBooking($input: CreateBookingInput!) {
    createBooking(input: $input) { __typename ... on CreateBookingSuccess { booking { id reference } } }
  }
`;
const PAY = /* GraphQL */ `
  mutation PayBooking($input: PayBookingInput!) {
    payBooking(input: $input) { __typename ... on PayBookingSuccess { booking { id } } }
  }
`;

export const benchmark: Benchmark = {
  id: 'P21',
  title:
    'Processor time over all parts of a booking (made, paid, its events, consumers and mail), and of a lock of as many seats',
  needs: ['postgres', 'redis', 'kafka'],
  async prepare(stand) {
    const database = await stand.createDatabase();
    const count = stand.size(1_000, 100);
    const shows = await createShows(database, count * SEATS_PER_LOCK);
    const { port, buyerToken } = await startProduct(stand, database, { SEAT_LOCK_TTL_MS: '7200000' });

    async function send(query: string, expected: string, asked: BuyersInput[]): Promise<void> {
      const requests = asked.map(({ token, input }) => graphqlRequest({ port, token, query, variables: { input } }));
      await sendLoad({ port, connections: CONNECTIONS, requests, expected: `"${expected}"` });
    }

    /** Processor time in ms for each of what `work` does `count` times, until nothing is left to do. */
    async function cost(work: () => Promise<void>, untilCounted?: () => Promise<void>): Promise<number> {
      const before_ms = startedProcesses_ms();
      await work();
      await untilPublished(database);
      await untilCounted?.();
      return (startedProcesses_ms() - before_ms) / count;
    }

    return {
      async measure(): Promise<Figures> {
        const showId = await shows.open();
        const buyers = new Buyers(await Promise.all(Array.from({ length: count }, buyerToken)));
        const toLock = buyers.locksOf(showId, shows.seatIds);
        const lock = await cost(() => send(LOCK, 'LockSeatsSuccess', toLock));
        const toBook = await buyers.bookingsOf(database, showId);
        const booked = await cost(
          () => send(BOOK, 'CreateBookingSuccess', toBook),
          () => untilDone(database, showId, 'bookings_created', count),
        );
        const bookings = await database.query<{ id: string; owner: string }>(
          'SELECT id, owner_id AS owner FROM bookings WHERE show_id = $1',
          [showId],
        );
        const toPay = bookings.map(({ id, owner }) => ({
          token: buyers.tokenOf(owner),
          input: { bookingId: id, paymentToken: 'tok_ok', idempotencyKey: `pay-${id}` },
        }));
        const paid = await cost(
          () => send(PAY, 'PayBookingSuccess', toPay),
          () => untilDone(database, showId, 'bookings_confirmed', count),
        );
        return { booking: booked + paid, lock, booked, paid };
      },
      comparisons: [
        {
          name: 'a booking / lockSeats of as many seats',
          unit: 'ms',
          ours: 'booking',
          reference: 'lock',
          goal: { most: 2 },
        },
      ],
      remarks: [
        { figure: 'booked', name: 'of it createBooking', unit: 'ms' },
        { figure: 'paid', name: 'of it payBooking, with tickets and mail', unit: 'ms' },
      ],
    };
  },
};

/** Until the sales figures have counted as many, and no mail waits. */
async function untilDone(database: Database, showId: string, counted: Counted, count: number): Promise<void> {
  for (;;) {
    const [done] = await database.query<{ counted: number; waiting: number }>(
      `SELECT (SELECT ${counted} FROM show_metrics WHERE show_id = $1) AS counted,
         (SELECT count(*)::int FROM notifications WHERE status = 'QUEUED') AS waiting`,
      [showId],
    );
    if (done!.counted === count && done!.waiting === 0) return;
    await delay(POLL_MS);
  }
}
