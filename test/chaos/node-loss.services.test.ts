import { expect, it } from 'vitest';
import { createRandom } from '../kit/basics/random.ts';
import { lockSeats, storedImage } from '../kit/callers/buyer.ts';
import { createClient } from '../kit/callers/client.ts';
import { gatherCrowd } from '../kit/callers/map-crowd-client.ts';
import { ReleaseLock, StartGuestSession } from '../kit/callers/operations.graphql.ts';
import { startInstallation } from '../kit/product/installation.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { openShowOf } from '../kit/shows/installed-show.ts';

/** `NODE_LOSS_MAPS=1000` for the real thing. */
const MAPS_PER_NODE = Number(process.env.NODE_LOSS_MAPS ?? 300);
const ALL = MAPS_PER_NODE * 2;
const SETTLED_WITHIN_MS = 120_000;

describeWithServices('open seat maps of a node that goes', () => {
  it(`go on by cursor at the other one: killed, then stopped, with about ${MAPS_PER_NODE} maps each`, {
    timeout: 480_000,
  }, async () => {
    const random = createRandom();
    await using installation = await startInstallation({ nodeCount: 2, lockTtl_ms: 600_000 });
    const { database, nodes } = installation;
    const [first, second] = nodes as [(typeof nodes)[0], (typeof nodes)[0]];
    const showId = await openShowOf(installation, { rows: 10, seats: 10 });
    const urls = [`${first.url}/graphql`, `${second.url}/graphql`];
    const seed = random.integer(0, 2 ** 31 - 1);
    await using crowd = await gatherCrowd({ urls, showId, count: ALL, seed });
    const begun = await crowd.settle(await storedImage(database, showId), SETTLED_WITHIN_MS);
    expect(begun).toMatchObject({ stray: [], snapshots: ALL });
    for (const connections of begun.connections) expect(connections).toBeGreaterThan(MAPS_PER_NODE / 2);

    /** Some changes, made at that node. */
    async function change(url: string, row: number): Promise<void> {
      const { startGuestSession } = await createClient(url).data(StartGuestSession);
      await using buyer = createClient(url, startGuestSession.token);
      for (let seat = 1; seat <= 4; seat += 1) {
        const lock = await lockSeats(buyer, showId, [`Z1-${row}-${seat}`]);
        if (seat % 2 === 0) await buyer.data(ReleaseLock, { input: { lockId: lock.id } });
      }
    }

    await first.kill();
    await change(second.url, 1);
    const afterKill = await crowd.settle(await storedImage(database, showId), SETTLED_WITHIN_MS);
    expect(afterKill).toMatchObject({ stray: [], connections: [0, ALL] });

    await first.restart();
    process.kill(second.pid, 'SIGTERM');
    await second.exited;
    await change(first.url, 2);
    const afterStop = await crowd.settle(await storedImage(database, showId), SETTLED_WITHIN_MS);
    expect(afterStop).toMatchObject({ stray: [], connections: [ALL, 0] });
    // Nobody needed the whole map again.
    expect(afterStop.snapshots).toBe(ALL);
  });
});
