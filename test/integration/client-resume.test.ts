import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { createSeatMap } from '../../src/client/seat-map.ts';
import { untilMap } from '../kit/basics/until.ts';
import { lockSeats, queriedImage } from '../kit/callers/buyer.ts';
import { startTestApp } from '../kit/product/app.ts';

/** A free port that a restarted app can take again. */
async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

it('goes on by its cursor when the server comes back', async () => {
  await using app = await startTestApp({ env: { PORT: await freePort() } });
  const map = createSeatMap({
    url: `${app.url}/graphql`,
    showId: app.demoShowId,
    retry: { first_ms: 20, max_ms: 100 },
  });
  const seen: string[] = [];
  map.subscribe(() => seen.push(map.status));
  try {
    await untilMap(map, () => map.status === 'live');
    await lockSeats(await app.guest(), app.demoShowId, ['A-2-1']);
    await untilMap(map, () => map.seatState('A-2-1') === 'LOCKED');
    const lost = untilMap(map, () => map.status === 'reconnecting');
    await app.restart();
    await lost;
    await lockSeats(await app.guest(), app.demoShowId, ['A-2-2']);
    await untilMap(map, () => map.seatState('A-2-2') === 'LOCKED');
    expect(map.getState().version).toBe((await queriedImage(app.client(), app.demoShowId)).version);
    expect(map.seatState('A-2-1')).toBe('LOCKED');
  } finally {
    map.close();
  }
  expect(seen.at(-1)).toBe('closed');
});
