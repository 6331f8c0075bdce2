import { afterAll, beforeAll, expect, it } from 'vitest';
import { SeatsUnavailableError } from '../../src/modules/seat-map/seat-map.errors.ts';
import { ServiceUnavailableError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { createRandom } from '../kit/basics/random.ts';
import { expectConsistent, expectMapIsTruth } from '../kit/checks/ledger-checks.ts';
import { refusalOf } from '../kit/checks/refusals.ts';
import { guest, ORGANISER, type TestBoxOffice, type TestShow } from '../kit/product/box-office.ts';
import { type OfficesOnRedis, openOfficesOnRedis } from '../kit/product/offices-on-redis.ts';
import { describeWithRedis } from '../kit/servers/servers.ts';
import { createAllotment } from '../kit/shows/show-allotment.ts';
import { createCode } from '../kit/shows/show-code.ts';

const RELEASER = 'allotment releaser';

// Its own Redis: it is emptied and killed.
describeWithRedis('allotments on two nodes and a Redis that loses its memory', () => {
  let on: OfficesOnRedis;
  let nodes: OfficesOnRedis['nodes'];
  beforeAll(async () => {
    on = await openOfficesOnRedis();
    nodes = on.nodes;
  });
  afterAll(() => on?.[Symbol.asyncDispose]());

  const allot = (showId: string, seatIds: readonly string[], releaseAt: Date | null = null) =>
    createAllotment(nodes[0].office, showId, seatIds, { access: 'CODE', releaseAt });

  it('are blocked and held as they were, on both nodes, once Redis knows nothing any more', async () => {
    const show = await nodes[0].office.createShow({ zones: 1, rows: 2, seats: 10 });
    const seatIds = show.nextSeats(2);
    await allot(show.id, seatIds);
    const held = { showId: show.id, seatIds: seatIds.slice(0, 1) };
    const lock = await nodes[0].office.services.locks.lockSeats(ORGANISER, held);
    await on.forget();
    const { locks } = nodes[1].office.services;
    const wanted = { showId: show.id, seatIds };
    expect(await refusalOf(locks.lockSeats(guest(), wanted))).toBe('LOCKED_BY_OTHER,BLOCKED');
    expect(await refusalOf(locks.lockSeats(ORGANISER, wanted))).toBe('LOCKED_BY_YOU');
    await on.forget();
    await locks.releaseLock(ORGANISER, { lockId: lock.id });
    expect(await refusalOf(locks.lockSeats(guest(), wanted))).toBe('BLOCKED,BLOCKED');
    await expectMapIsTruth(nodes[1].office, show.id);
    await expectConsistent(on.database, show.id);
  });

  it('are released by the other node when the first one is gone, once by both', async () => {
    const show = await nodes[0].office.createShow({ zones: 1, rows: 2, seats: 10 });
    const [first, second] = nodes.map(({ office }) => office.worker(RELEASER)) as [
      ReturnType<TestBoxOffice['worker']>,
      ReturnType<TestBoxOffice['worker']>,
    ];
    first.start();
    second.start();
    for (let i = 0; i < 5; i += 1) await allot(show.id, show.nextSeats(1), new Date(Date.now() + 300));
    const versionOf = () => nodes[0].office.services.seatMap.versionOf(show.id);
    await eventually(async () => expect(await versionOf()).toBe(10));
    await first.stop();
    await allot(show.id, show.nextSeats(1), new Date(Date.now() + 300));
    await eventually(async () => expect(await versionOf()).toBe(12));
    expect((await nodes[0].office.services.seatMap.readTruth(show.id)).unavailable).toEqual([]);
    await expectConsistent(on.database, show.id);
  });

  it('never let a seat go to who may not have it, whatever is taken, given back and forgotten at the same time', async () => {
    const random = createRandom();
    const show = await nodes[0].office.createShow({ zones: 1, rows: 2, seats: 8 });
    const allotted = new Set(show.seatIds.slice(0, 8));
    const { id: allotmentId } = await allot(show.id, [...allotted]);
    const { code } = await createCode(nodes[0].office, show.id, { code: 'PRESS', discount: null, allotmentId });
    const taken: string[] = [];
    const buyers = Array.from({ length: 9 }, (_, index) => ({
      principal: index % 3 === 0 ? ORGANISER : guest(),
      // Each third is staff, has the code, or has nothing.
      code: index % 3 === 1 ? code : null,
      mayHave: index % 3 !== 2,
    }));
    const buy = async ({ principal, code: entered, mayHave }: (typeof buyers)[number], round: number) => {
      const { locks } = nodes[random.integer(0, 1)]!.office.services;
      const from = random.integer(0, show.seatIds.length - 3);
      const seatIds = show.seatIds.slice(from, from + random.integer(1, 3));
      const lock = await locks.lockSeats(principal, { showId: show.id, seatIds, code: entered }).catch(known);
      if (!lock) return;
      if (!mayHave) taken.push(...seatIds.filter((seatId) => allotted.has(seatId)));
      const kept = random.integer(1, 3);
      if (kept === 1) await nodes[0].office.makeOverdue('seat_locks', lock.id);
      else if (kept === 2 && seatIds.length > 1) {
        await locks.updateLock(principal, { lockId: lock.id, removeSeatIds: seatIds.slice(1) }).catch(known);
      } else await locks.releaseLock(principal, { lockId: lock.id });
      if (round % 4 === 0) await nodes[0].office.sweep();
    };
    for (let round = 0; round < 25; round += 1) {
      if (random.integer(1, 5) === 1) await on.forget();
      await Promise.all(buyers.map((buyer) => buy(buyer, round)));
    }
    expect(taken).toEqual([]);
    await endAll(show);
    const { unavailable } = await nodes[1].office.services.seatMap.readTruth(show.id);
    expect(Object.fromEntries(unavailable.map(({ seatId, state }) => [seatId, state]))).toEqual(
      Object.fromEntries([...allotted].map((seatId) => [seatId, 'BLOCKED'])),
    );
    await expectConsistent(on.database, show.id);
    for (const { office } of nodes) await expectMapIsTruth(office, show.id);
  });

  /** Whatever is refused there: a seat that another has, a map that is being made anew. */
  function known(error: unknown): null {
    if (error instanceof SeatsUnavailableError || error instanceof ServiceUnavailableError) return null;
    // Expired on its way.
    if (error instanceof Error && error.name === 'LockNotActiveError') return null;
    throw error;
  }

  async function endAll(show: TestShow): Promise<void> {
    const running = await on.database.query<{ id: string; owner_id: string }>(
      `SELECT id, owner_id FROM seat_locks WHERE show_id = $1 AND status = 'ACTIVE'`,
      [show.id],
    );
    for (const { id } of running) await nodes[0].office.makeOverdue('seat_locks', id);
    await nodes[0].office.sweep();
    await nodes[0].office.settled();
  }

  it('are released on time while Redis is away', async () => {
    const show = await nodes[0].office.createShow({ zones: 1, rows: 1, seats: 4 });
    const principal: Principal = guest();
    await allot(show.id, show.seatIds, new Date(Date.now() + 700));
    await on.server.stop();
    const { seatMap, locks } = nodes[1].office.services;
    await eventually(async () => expect((await seatMap.readTruth(show.id)).unavailable).toEqual([]));
    const locking = locks.lockSeats(principal, { showId: show.id, seatIds: show.seatIds });
    await expect(locking).rejects.toThrow();
    await expectConsistent(on.database, show.id);
  });
});
