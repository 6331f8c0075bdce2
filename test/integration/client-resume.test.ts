import { expect, it } from 'vitest';
import { createSeatMap } from '../../packages/client/src/seat-map.ts';
import { untilMap } from '../kit/basics/until.ts';
import { lockSeats, queriedImage } from '../kit/callers/buyer.ts';
import { byId } from '../kit/callers/seat-map-mirror.ts';
import { startTestApp } from '../kit/product/app.ts';
import { startTcpProxy } from '../kit/servers/tcp-proxy.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

it('goes on by its cursor when the server comes back', async () => {
  await using app = await startTestApp();
  const showId = await openHallShow(app.organiser, { standing: 50 });
  // It comes back at another port, which nobody can have taken meanwhile; the client's address stays.
  await using proxy = await startTcpProxy();
  const leadToApp = () => proxy.leadTo(Number(new URL(app.url).port));
  leadToApp();
  const map = createSeatMap({
    url: `http://127.0.0.1:${proxy.port}/graphql`,
    showId,
    followAreas: true,
    retry: { first_ms: 20, max_ms: 100 },
  });
  const seen: string[] = [];
  map.subscribe(() => seen.push(map.status));
  try {
    await untilMap(map, () => map.status === 'live');
    await lockSeats(await app.guest(), showId, ['Z1-2-1'], [{ areaId: 'front', quantity: 1 }]);
    await untilMap(map, () => map.seatState('Z1-2-1') === 'LOCKED');
    const lost = untilMap(map, () => map.status === 'reconnecting');
    await app.restart();
    leadToApp();
    await lost;
    await lockSeats(await app.guest(), showId, ['Z1-2-2'], [{ areaId: 'front', quantity: 2 }]);
    await untilMap(map, () => map.seatState('Z1-2-2') === 'LOCKED');
    const { version, unavailable, areas } = map.getState();
    const image = { version, unavailable: [...unavailable].sort(byId), areas: [...areas] };
    expect(image).toEqual(await queriedImage(app.client(), showId));
    expect(image.areas).toEqual([['front', 47]]);
  } finally {
    map.close();
  }
  expect(seen.at(-1)).toBe('closed');
});
