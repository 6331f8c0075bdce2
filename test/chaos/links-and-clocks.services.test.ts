import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBooking, payBooking, queriedImage, storedImage, watchSeatMap } from '../kit/callers/buyer.ts';
import { createClient, type TestClient } from '../kit/callers/client.ts';
import { ListShows, LockSeats, StartGuestSession } from '../kit/callers/operations.graphql.ts';
import { openMarket } from '../kit/chaos/chaos.ts';
import { expectBalanced, unfinished } from '../kit/checks/books.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import {
  type Installation,
  type InstalledNode,
  SERVERS,
  type ServerName,
  startInstallation,
} from '../kit/product/installation.ts';
import { describeWithServices } from '../kit/servers/servers.ts';

const LOCK_TTL_MS = 15_000;
const JUMP_MS = 10 * 60 * 1_000;
const WITHIN = { timeout: 40_000, interval: 200 };
const AWAY = { __typename: 'ServiceUnavailableError', code: 'SERVICE_UNAVAILABLE' };

describeWithServices('a node among two', () => {
  let installation: Installation;
  let showId: string;
  let seats: string[];
  const clients: TestClient[] = [];

  beforeAll(async () => {
    installation = await startInstallation({ nodeCount: 2, lockTtl_ms: LOCK_TTL_MS });
    const sale = (await openMarket(installation)).sale();
    showId = sale.showId;
    seats = [...sale.wanted];
  }, 150_000);
  afterAll(async () => {
    await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
    await installation?.[Symbol.asyncDispose]();
  });

  /** A buyer whose token is of one node, asking another. */
  async function buyerAt(node: number, { tokenOf = node }: { tokenOf?: number } = {}): Promise<TestClient> {
    const { nodes } = installation;
    await using anonymous = createClient(nodes[tokenOf]!.url);
    const { startGuestSession } = await anonymous.data(StartGuestSession, {});
    const client = createClient(nodes[node]!.url, startGuestSession.token);
    clients.push(client);
    return client;
  }

  async function tryLock(buyer: TestClient, seatIds: string[]) {
    return (await buyer.data(LockSeats, { input: { showId, seatIds, idempotencyKey: randomUUID() } })).lockSeats;
  }

  async function lock(buyer: TestClient, seatIds: string[]): Promise<{ id: string; expiresAt: string }> {
    const answer = await tryLock(buyer, seatIds);
    if (answer.__typename !== 'LockSeatsSuccess') throw new Error(JSON.stringify(answer));
    return answer.lock;
  }

  async function sell(buyer: TestClient, seatIds: string[]): Promise<void> {
    const { id } = await lock(buyer, seatIds);
    expect((await payBooking(buyer, (await createBooking(buyer, id)).id)).status).toBe('CONFIRMED');
  }

  async function lockAgain(buyer: TestClient): Promise<void> {
    const seatIds = seats.splice(0, 1);
    await expect.poll(async () => (await tryLock(buyer, seatIds)).__typename, WITHIN).toBe('LockSeatsSuccess');
  }

  it('with slow links is slow, not wrong', async () => {
    const buyer = await buyerAt(0);
    const links = Object.values(installation.nodes[0]!.links);
    for (const link of links) link.slow({ latency_ms: 20, jitter_ms: 20, bytesPerSecond: 300_000 });
    await sell(buyer, seats.splice(0, 2));
    for (const link of links) await link.heal();
  });

  it.each(SERVERS)('whose link to %s is cut goes on at once', async (server) => {
    const [buyer, other] = [await buyerAt(0), await buyerAt(1)];
    const link = installation.nodes[0]!.links[server];
    link.cut();
    await sell(other, seats.splice(0, 1));
    await lockAgain(buyer);
    await sell(buyer, seats.splice(0, 1));
  });

  const silences: [ServerName, object][] = [
    ['postgres', AWAY],
    ['redis', AWAY],
    ['kafka', { __typename: 'LockSeatsSuccess' }],
  ];
  it.each(silences)(
    'to which %s is a black hole says so in types, and finds new connections',
    {
      timeout: 90_000,
    },
    async (server, answer) => {
      const [buyer, other] = [await buyerAt(0), await buyerAt(1)];
      const link = installation.nodes[0]!.links[server];
      link.silence();
      const asked = tryLock(buyer, seats.splice(0, 1));
      // Prisma's reads have an end, too.
      const listed = buyer.request(ListShows, {});
      await sell(other, seats.splice(0, 1));
      expect(await asked).toMatchObject(answer);
      for (const { extensions } of (await listed).errors ?? []) expect(extensions).toMatchObject({ code: AWAY.code });
      await link.heal();
      await lockAgain(buyer);
    },
  );

  it('ends no hold early and none late, with clocks that jump ten minutes ahead and behind', async () => {
    const { nodes, database } = installation;
    const [ahead, behind] = nodes as [InstalledNode, InstalledNode];
    const [buyer, other] = [await buyerAt(0), await buyerAt(1)];
    const maps = [await watchSeatMap(await buyerAt(0), showId), await watchSeatMap(await buyerAt(1), showId)];
    const before = seats.splice(0, 1);
    const held = [await lock(buyer, before)];
    await ahead.shiftClock(JUMP_MS);
    await behind.shiftClock(-JUMP_MS);
    const [ours, theirs] = [seats.splice(0, 1), seats.splice(0, 1)];
    held.push(await lock(buyer, ours), await lock(other, theirs));
    for (const [seatIds, asker] of [
      [before, other],
      [ours, other],
      [theirs, buyer],
    ] as const) {
      expect(await tryLock(asker, seatIds)).toMatchObject({ __typename: 'SeatsUnavailableError' });
    }
    // A token of either counts at the other.
    await sell(await buyerAt(1, { tokenOf: 0 }), seats.splice(0, 1));
    await sell(await buyerAt(0, { tokenOf: 1 }), seats.splice(0, 1));

    const ends = () =>
      database.query<{ status: string; early: boolean }>(
        'SELECT status, ended_at < expires_at AS early FROM seat_locks WHERE id = ANY ($1)',
        [held.map(({ id }) => id)],
      );
    await expect.poll(ends, WITHIN).toEqual(Array(held.length).fill({ status: 'EXPIRED', early: false }));
    // Every node's own feed tells of it: its consumer has to notice the jump.
    const { version } = await storedImage(database, showId);
    for (const map of maps) while (map.version < version) await map.next(WITHIN.timeout);
    for (const node of nodes) await node.shiftClock(0);
    await lockAgain(buyer);
    await lockAgain(other);
  });

  it('is as the other in the end', async () => {
    const { nodes, database, errors } = installation;
    await expect.poll(() => unfinished(database), WITHIN).toEqual({});
    await expectConsistent(database, showId);
    await expectBalanced(database);
    const stored = await storedImage(database, showId);
    for (const { url } of nodes) {
      await using client = createClient(url);
      await expect.poll(() => queriedImage(client, showId), WITHIN).toEqual(stored);
      const map = await watchSeatMap(client, showId);
      while (map.version < stored.version) await map.next(WITHIN.timeout);
      expect(map.image()).toEqual(stored);
    }
    expect(errors).toEqual([]);
  });
});
