import { randomUUID } from 'node:crypto';
import type { SeatState } from '../../../src/generated/graphql/graphql.ts';
import type { Database } from '../../../src/platform/postgres/database.ts';
import type { TestClient } from './client.ts';
import { CreateBooking, GetUnavailableSeats, LockSeats, PayBooking, WatchSeatMap } from './operations.graphql.ts';
import { byId, type MapImage, SeatMapMirror } from './seat-map-mirror.ts';

// What buyers do when all goes well: each of these throws, with the whole answer, when it does not.

export const CUSTOMER = { name: 'Ada Lovelace', email: 'ada@example.org' };

/** `areas`: places beside the seats. */
export async function lockSeats(
  buyer: TestClient,
  showId: string,
  seatIds: readonly string[],
  areas?: { areaId: string; quantity: number }[],
) {
  const input = { showId, seatIds: [...seatIds], ...(areas && { areas }), idempotencyKey: randomUUID() };
  const { lockSeats: answer } = await buyer.data(LockSeats, { input });
  if (answer.__typename !== 'LockSeatsSuccess') throw unexpected(answer);
  return answer.lock;
}

export async function createBooking(buyer: TestClient, lockId: string) {
  const input = { lockId, customer: CUSTOMER, idempotencyKey: randomUUID() };
  const { createBooking: answer } = await buyer.data(CreateBooking, { input });
  if (answer.__typename !== 'CreateBookingSuccess') throw unexpected(answer);
  return answer.booking;
}

export async function payBooking(buyer: TestClient, bookingId: string, paymentToken = 'tok_ok') {
  const input = { bookingId, paymentToken, idempotencyKey: randomUUID() };
  const { payBooking: answer } = await buyer.data(PayBooking, { input });
  if (answer.__typename !== 'PayBookingSuccess') throw unexpected(answer);
  return answer.booking;
}

/** Lock and booking at once. */
export async function bookSeats(buyer: TestClient, showId: string, seatIds: readonly string[]) {
  const lock = await lockSeats(buyer, showId, seatIds);
  return await createBooking(buyer, lock.id);
}

export interface WatchOptions {
  zones?: string[];
  /** Goes on where that mirror is: with its cursor. */
  after?: SeatMapMirror;
  over?: 'websocket' | 'sse';
}

/** A live seat map; a new one has its snapshot when this resolves. */
export async function watchSeatMap(
  watcher: TestClient,
  showId: string,
  { zones, after, over = 'websocket' }: WatchOptions = {},
): Promise<SeatMapMirror> {
  const variables = { showId, zones: zones ?? null, after: after?.cursor ?? null };
  const subscription =
    over === 'sse' ? watcher.subscribeSse(WatchSeatMap, variables) : watcher.subscribe(WatchSeatMap, variables);
  const mirror = new SeatMapMirror(subscription, after);
  if (!after) await mirror.next();
  return mirror;
}

/** The map as the query answers it, as `SeatMapMirror.image` has it. */
export async function queriedImage(client: TestClient, showId: string): Promise<MapImage> {
  const { show } = await client.data(GetUnavailableSeats, { id: showId });
  const { version, unavailable, areas } = show!.seatMap;
  const pairs = unavailable.map(({ seatId, state }): [string, SeatState] => [seatId, state]);
  const counts = areas.map(({ areaId, available }): [string, number] => [areaId, available]);
  return { version, unavailable: pairs.sort(byId), areas: counts.sort(byId) };
}

/** The map as PostgreSQL has it at one moment, as `SeatMapMirror.image` has it. */
export async function storedImage(database: Database, showId: string): Promise<MapImage> {
  const [map] = await database.query<MapImage>(
    `SELECT version, (SELECT coalesce(json_agg(json_build_array(seat_id, state)), '[]') FROM seat_states s
                       WHERE s.show_id = m.show_id) AS unavailable,
            (SELECT coalesce(json_agg(json_build_array(area_id, capacity - held - booked - allotted)), '[]')
               FROM area_states a WHERE a.show_id = m.show_id) AS areas
       FROM seat_maps m WHERE show_id = $1`,
    [showId],
  );
  const { version, unavailable, areas } = map!;
  return { version, unavailable: unavailable.sort(byId), areas: areas.sort(byId) };
}

function unexpected(answer: object): Error {
  return new Error(`unexpected answer: ${JSON.stringify(answer)}`);
}
