import { afterAll, beforeAll, expect, it } from 'vitest';
import { lockSeats, queriedImage, storedImage } from '../kit/callers/buyer.ts';
import { GetSeatMap, PauseShow, ReleaseLock } from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { createHallShow, openHallShow } from '../kit/shows/hall-show.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.[Symbol.asyncDispose]());

const QUERY =
  'query ($id: ID!, $zones: [String!]) { show(id: $id) { title status seatMap(zones: $zones) { version seats { id state } } } }';
const get = (variables: object, headers: Record<string, string> = {}) =>
  fetch(`${app.url}/graphql?${new URLSearchParams({ query: QUERY, variables: JSON.stringify(variables) })}`, {
    headers,
  });

it('is answered the same from ready-made bytes, at each version', async () => {
  const showId = await openHallShow(app.organiser, { zones: 2 });
  const buyer = await app.guest();
  for (const seatIds of [['Z1-1-1'], ['Z1-1-2'], ['Z2-1-1']]) {
    const lock = await lockSeats(buyer, showId, seatIds);
    for (let time = 1; time <= 3; time += 1) {
      expect(await queriedImage(app.client(), showId)).toEqual(await storedImage(app.database, showId));
      const whole = await app.client().data(GetSeatMap, { id: showId, zones: ['Zone 1'] });
      const { seats, unavailable } = whole.show!.seatMap;
      expect(seats.filter(({ state }) => state !== 'AVAILABLE').map(({ seatId }) => seatId)).toEqual(
        unavailable.map(({ seatId }) => seatId),
      );
    }
    if (seatIds[0] === 'Z1-1-1') await buyer.data(ReleaseLock, { input: { lockId: lock.id } });
  }
});

it('follows many who buy while many look', async () => {
  const showId = await openHallShow(app.organiser, { zones: 1, rows: 5, seats: 10 });
  const buyers = await Promise.all(Array.from({ length: 5 }, () => app.guest()));
  const looker = app.client();
  await Promise.all(
    buyers.map(async (buyer, row) => {
      for (let seat = 1; seat <= 10; seat += 1) {
        const seatId = `Z1-${row + 1}-${seat}`;
        await lockSeats(buyer, showId, [seatId]);
        // Whoever was told that it is theirs sees it so.
        const { unavailable } = await queriedImage(looker, showId);
        expect(unavailable).toContainEqual([seatId, 'LOCKED']);
      }
    }),
  );
  expect(await queriedImage(looker, showId)).toEqual(await storedImage(app.database, showId));
});

it('tells of the show as it is now', async () => {
  const showId = await openHallShow(app.organiser);
  const status = async () => {
    const answer = (await (await get({ id: showId })).json()) as { data: { show: { status: string } } };
    return answer.data.show.status;
  };
  expect([await status(), await status(), await status()]).toEqual(['ON_SALE', 'ON_SALE', 'ON_SALE']);
  await app.organiser.data(PauseShow, { input: { showId } });
  expect(await status()).toBe('PAUSED');
});

it('shows drafts to organisers only, also when they have just looked', async () => {
  const showId = await createHallShow(app.organiser);
  const ask = async (token?: string) =>
    (await (await get({ id: showId }, token ? { authorization: `Bearer ${token}` } : {})).json()) as {
      data: { show: object | null };
    };
  for (let time = 1; time <= 3; time += 1) {
    expect((await ask(app.organiserToken)).data.show).toMatchObject({ status: 'DRAFT' });
    expect((await ask()).data.show).toBeNull();
    expect((await ask((await app.guest()).token)).data.show).toBeNull();
  }
});

it('is compressed, tagged, and not sent again to who has it', async () => {
  const showId = await openHallShow(app.organiser, { zones: 1, rows: 10, seats: 50 });
  await get({ id: showId });
  const plain = await get({ id: showId }, { 'accept-encoding': 'identity' });
  const text = await plain.text();
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(Number(plain.headers.get('content-length'))).toBe(Buffer.byteLength(text));
  for (const coding of ['gzip', 'br']) {
    const packed = await get({ id: showId }, { 'accept-encoding': coding });
    expect(packed.headers.get('content-encoding')).toBe(coding);
    expect(await packed.text()).toBe(text);
  }
  const etag = plain.headers.get('etag')!;
  const same = await get({ id: showId }, { 'if-none-match': etag });
  expect([same.status, await same.text()]).toEqual([304, '']);
  await lockSeats(await app.guest(), showId, ['Z1-1-1']);
  expect((await get({ id: showId }, { 'if-none-match': etag })).status).toBe(200);
});

it('is refused as any other query is', async () => {
  const showId = await openHallShow(app.organiser);
  for (let time = 1; time <= 3; time += 1) {
    await get({ id: showId });
    const badZone = (await (await get({ id: showId, zones: ['nowhere'] })).json()) as {
      errors: { extensions: object }[];
    };
    expect(badZone.errors[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(await (await get({ id: 'show_none' })).json()).toMatchObject({ data: { show: null } });
    expect((await get({ id: showId }, { authorization: 'Bearer nonsense' })).status).toBe(401);
    const media = await get({ id: showId }, { accept: 'application/graphql-response+json' });
    expect(media.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
    expect((await get({ id: showId }, { accept: 'application/json' })).headers.get('content-type')).toBe(
      'application/json; charset=utf-8',
    );
    expect((await get({ id: showId }, { accept: 'image/png' })).status).toBe(406);
  }
});
