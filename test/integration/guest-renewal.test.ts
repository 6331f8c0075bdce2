import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signToken } from '../../src/modules/identity/token-issuer.ts';
import { bookSeats, lockSeats } from '../kit/callers/buyer.ts';
import { openStream } from '../kit/callers/event-stream.ts';
import { GetBooking } from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

const SECRET = 'of the tests, and long enough for them';
const DAY_MS = 24 * 60 * 60 * 1000;

let app: TestApp;
let showId: string;
beforeAll(async () => {
  app = await startTestApp({ env: { AUTH_JWT_SECRET: SECRET } });
  showId = await openHallShow(app.organiser);
});
afterAll(() => app?.[Symbol.asyncDispose]());

const RENEW = 'mutation { renewGuestSession { token expiresAt viewer { id role } } }';

interface Renewed {
  renewGuestSession: { token: string; expiresAt: string; viewer: { id: string; role: string } };
}

/** A token that ended so long ago. */
async function expiredToken(id: string, ago_ms: number, role: 'customer' | 'organiser' = 'customer') {
  const { token } = await signToken(Buffer.from(SECRET), { id, role, email: null, ttl_ms: -ago_ms });
  return token;
}

describe('a guest whose token has expired', () => {
  it('is the same guest with a renewed one, and finds the bookings', async () => {
    const guest = await app.guest();
    const booking = await bookSeats(guest, showId, ['Z1-1-1']);
    for (const token of [guest.token, await expiredToken(guest.id, 29 * DAY_MS)]) {
      const { renewGuestSession: renewed } = await app.client(token).data<Renewed, object>(RENEW);
      expect(renewed.viewer).toEqual({ id: guest.id, role: 'CUSTOMER' });
      expect(Date.parse(renewed.expiresAt) - Date.now()).toBeGreaterThan(DAY_MS - 60_000);
      const found = await app.client(renewed.token).data(GetBooking, { id: booking.id });
      expect(found.booking!.id).toBe(booking.id);
    }
  });

  it('reads what is public, and is told why the rest is refused', async () => {
    const guest = await app.guest();
    const late = app.client(await expiredToken(guest.id, DAY_MS));
    const map = `query ($id: ID!) { show(id: $id) { title seatMap { version } } }`;
    // Twice: the second answer is ready-made.
    for (let time = 1; time <= 2; time += 1) {
      expect(await late.data<object, object>(map, { id: showId })).toMatchObject({ show: { title: 'The Tempest' } });
    }
    expect((await late.request<object, object>('{ viewer { id } }')).errors).toMatchObject([
      {
        message: 'The token has expired. renewGuestSession gives a guest another one.',
        extensions: { code: 'UNAUTHENTICATED' },
      },
    ]);
  });

  it('follows what is public by server-sent events, and hears each change', async () => {
    const guest = await app.guest();
    const token = await expiredToken(guest.id, DAY_MS);
    const query = `subscription ($showId: ID!) {
      seatMap(showId: $showId) {
        __typename
        ... on SeatMapDelta { changes { seatId state } }
      }
    }`;
    const map = await openStream(app.url, { query, variables: { showId }, token });
    try {
      expect((await map.next()).data).toMatchObject({ data: { seatMap: { __typename: 'SeatMapSnapshot' } } });
      await lockSeats(await app.guest(), showId, ['Z1-1-3']);
      expect((await map.next()).data).toMatchObject({
        data: { seatMap: { __typename: 'SeatMapDelta', changes: [{ seatId: 'Z1-1-3', state: 'LOCKED' }] } },
      });
    } finally {
      map.end();
    }
  });

  it('is told why what is their own is refused by server-sent events', async () => {
    const guest = await app.guest();
    const lock = await lockSeats(guest, showId, ['Z1-1-4']);
    const query = 'subscription ($id: ID!) { seatLock(id: $id) { id status } }';
    const token = await expiredToken(guest.id, DAY_MS);
    const own = await openStream(app.url, { query, variables: { id: lock.id }, token });
    try {
      expect((await own.next()).data).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    } finally {
      own.end();
    }
  });
});

it.each<[string, () => Promise<string>]>([
  ['one that ended long ago', async () => await expiredToken((await app.guest()).id, 31 * DAY_MS)],
  ["an organiser's", async () => app.organiserToken],
  [
    'one of another key',
    async () => {
      const { id } = await app.guest();
      return (await signToken(Buffer.from(SECRET.toUpperCase()), { id, role: 'customer', email: null, ttl_ms: DAY_MS }))
        .token;
    },
  ],
  ['a guest’s with more rights', async () => await expiredToken((await app.guest()).id, DAY_MS, 'organiser')],
  ['what is no token', async () => 'nonsense'],
  ['none', async () => ''],
])('renewGuestSession does not renew %s', async (_what, make) => {
  const { data, errors } = await app.client(await make()).request<Renewed, object>(RENEW);
  expect(data ?? null).toBeNull();
  expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
});
