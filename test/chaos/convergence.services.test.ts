import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createRandom, type Random } from '../kit/basics/random.ts';
import { storedImage } from '../kit/callers/buyer.ts';
import { buyAtRandom } from '../kit/callers/map-buyers.ts';
import { gatherCrowd } from '../kit/callers/map-crowd-client.ts';
import { expectRightCounts } from '../kit/checks/area-checks.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import { type Installation, startInstallation } from '../kit/product/installation.ts';
import { pauseProcess, resumeProcess } from '../kit/product/process-pause.ts';
import { connectRedis } from '../kit/servers/redis-harness.ts';
import { describeWithServices } from '../kit/servers/servers.ts';
import { openShowOf } from '../kit/shows/installed-show.ts';

const SECONDS = Number(process.env.CONVERGENCE_SECONDS ?? 20);
const MAPS = Number(process.env.CONVERGENCE_MAPS ?? 500);
const MISBEHAVIOURS_PER_SECOND = 20;
const LOCK_TTL_MS = 3_000;
const SETTLED_WITHIN_MS = 120_000;
const KAFKA_PAUSE_MS = { least: 1_000, greatest: 3_000 };
const QUIET_MS = { least: 500, greatest: 1_500 };

const ROWS = 20;
const SEATS = 20;
/** Sold out at times. */
const PLACES = 200;
const SEAT_IDS = Array.from({ length: ROWS * SEATS }, (_, n) => `Z1-${Math.floor(n / SEATS) + 1}-${(n % SEATS) + 1}`);

/** What happens to the installation, each in turn, again from the front. */
const INCIDENTS: Record<string, (installation: Installation, random: Random) => Promise<void>> = {
  async 'a node is killed'({ nodes }, random) {
    await nodes[random.integer(0, nodes.length - 1)]!.restart();
  },
  async 'Kafka stands still'({ kafka }, random) {
    pauseProcess(kafka.pid);
    await delay(random.integer(KAFKA_PAUSE_MS.least, KAFKA_PAUSE_MS.greatest));
    resumeProcess(kafka.pid);
  },
  async 'Redis forgets everything'({ redis }) {
    const connection = connectRedis([redis.url]);
    await connection.run((client) => client.flushall()).finally(() => connection.close());
  },
  async 'a node is stopped and started'({ nodes }, random) {
    const node = nodes[random.integer(0, nodes.length - 1)]!;
    process.kill(node.pid, 'SIGTERM');
    await node.exited;
    await node.restart();
  },
  async 'Redis is killed, its data lost'({ redis }) {
    await redis.restartEmpty();
  },
};

describeWithServices('open seat maps, whatever happens', () => {
  it(`come all to the server's map: ${MAPS} clients that drop and stall, two nodes, ${SECONDS} s of bookings and incidents`, {
    timeout: SECONDS * 1_000 + 420_000,
  }, async () => {
    const random = createRandom();
    await using installation = await startInstallation({ nodeCount: 2, lockTtl_ms: LOCK_TTL_MS });
    const { database, nodes } = installation;
    const showId = await openShowOf(installation, { rows: ROWS, seats: SEATS, standing: PLACES });
    const urls = nodes.map(({ url }) => url);
    const endpoints = urls.map((url) => `${url}/graphql`);
    await using crowd = await gatherCrowd({
      urls: endpoints,
      showId,
      count: MAPS,
      seed: random.integer(0, 2 ** 31 - 1),
    });

    const over = new AbortController();
    const buying = buyAtRandom({
      urls,
      showId,
      seatIds: SEAT_IDS,
      areaId: 'front',
      random: random.fork(),
      buyers: 6,
      signal: over.signal,
    });
    crowd.misbehave(MISBEHAVIOURS_PER_SECOND);
    const happened: string[] = [];
    const end_ms = performance.now() + SECONDS * 1_000;
    while (performance.now() < end_ms || happened.length < Object.keys(INCIDENTS).length) {
      for (const [name, happen] of Object.entries(INCIDENTS)) {
        await delay(random.integer(QUIET_MS.least, QUIET_MS.greatest));
        await happen(installation, random);
        happened.push(name);
      }
    }
    over.abort();
    const changes = await buying;

    // Locks that nobody books any more end; from then on the map does not change.
    const locked = () =>
      database.query(
        `SELECT 1 FROM seat_states WHERE show_id = $1 AND state = 'LOCKED'
         UNION ALL SELECT 1 FROM area_states WHERE show_id = $1 AND held > 0`,
        [showId],
      );
    await expect.poll(async () => (await locked()).length, { timeout: SETTLED_WITHIN_MS, interval: 200 }).toBe(0);
    const image = await storedImage(database, showId);
    const { stray, drops, stalls, reconnects, connections } = await crowd.settle(image, SETTLED_WITHIN_MS);
    console.log(
      `${happened.length} incidents, ${changes} changes by buyers, version ${image.version}; ${drops} drops, ${stalls} stalls, ` +
        `${reconnects} reconnections; at the end ${connections.join(' and ')} maps at the nodes`,
    );
    expect(stray).toEqual([]);
    expect(image.version).toBeGreaterThan(0);
    await expectConsistent(database, showId);
    await expectRightCounts(database);
    const [[, available]] = image.areas as [[string, number]];
    expect(available, 'places that nobody has bought').toBeLessThan(PLACES);
    expect(drops).toBeGreaterThan(0);
    expect(stalls).toBeGreaterThan(0);
    expect(connections.reduce((sum, count) => sum + count)).toBe(MAPS);
  });
});
