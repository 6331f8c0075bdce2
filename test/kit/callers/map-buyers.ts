import { setTimeout as delay } from 'node:timers/promises';
import type { LockSeatsInput } from '../../../src/generated/graphql/graphql.ts';
import type { Random } from '../basics/random.ts';
import { CUSTOMER } from './buyer.ts';
import { createClient, type TestClient } from './client.ts';
import { CreateBooking, LockSeats, PayBooking, ReleaseLock, StartGuestSession } from './operations.graphql.ts';

export interface MapBuyersOptions {
  urls: readonly string[];
  showId: string;
  seatIds: readonly string[];
  /** Some take places of it, with their seats or alone. */
  areaId: string;
  random: Random;
  buyers: number;
  signal: AbortSignal;
}

const PAUSE_MS = 60;
const MAX_SEATS = 3;
const MAX_PLACES = 3;

/** Buyers who lock, release, book and pay at random, at any node, until the signal; a failure is tomorrow's try. Resolves with how many changes they made. */
export async function buyAtRandom({ buyers, random, ...options }: MapBuyersOptions): Promise<number> {
  const made = await Promise.all(Array.from({ length: buyers }, () => buy(options, random.fork())));
  return made.reduce((sum, changes) => sum + changes, 0);
}

async function buy(
  { urls, showId, seatIds, areaId, signal }: Omit<MapBuyersOptions, 'random' | 'buyers'>,
  random: Random,
): Promise<number> {
  let token: string | undefined;
  let changes = 0;
  while (!signal.aborted) {
    const client = createClient(urls[random.integer(0, urls.length - 1)]!, token);
    try {
      token ??= (await client.data(StartGuestSession)).startGuestSession.token;
      const quantity = Math.max(0, random.integer(-MAX_PLACES, MAX_PLACES));
      changes += await oneTurn(client, {
        showId,
        seatIds: random.sample(seatIds, random.integer(quantity > 0 ? 0 : 1, MAX_SEATS)),
        areas: quantity > 0 ? [{ areaId, quantity }] : [],
        random,
      });
    } catch {
      // A node or a server is away.
    }
    await client[Symbol.asyncDispose]();
    await delay(PAUSE_MS);
  }
  return changes;
}

async function oneTurn(
  client: TestClient,
  { random, ...choice }: Pick<LockSeatsInput, 'showId' | 'seatIds' | 'areas'> & { random: Random },
): Promise<number> {
  const { lockSeats } = await client.data(LockSeats, { input: choice });
  if (lockSeats.__typename !== 'LockSeatsSuccess') return 0;
  const lockId = lockSeats.lock.id;
  const intent = random.integer(1, 10);
  // Left to expire.
  if (intent === 1) return 1;
  if (intent <= 6) {
    await client.data(ReleaseLock, { input: { lockId } });
    return 2;
  }
  const { createBooking } = await client.data(CreateBooking, { input: { lockId, customer: CUSTOMER } });
  if (createBooking.__typename !== 'CreateBookingSuccess') return 1;
  await client.data(PayBooking, { input: { bookingId: createBooking.booking.id, paymentToken: 'tok_ok' } });
  return 2;
}
