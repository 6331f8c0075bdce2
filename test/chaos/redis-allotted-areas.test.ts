import { afterAll, beforeAll, expect, it } from 'vitest';
import { SeatsUnavailableError } from '../../src/modules/seat-map/seat-map.errors.ts';
import { ServiceUnavailableError } from '../../src/shared/errors.ts';
import { createRandom } from '../kit/basics/random.ts';
import { expectRightCounts } from '../kit/checks/area-checks.ts';
import { guest, ORGANISER } from '../kit/product/box-office.ts';
import { type OfficesOnRedis, openOfficesOnRedis } from '../kit/product/offices-on-redis.ts';
import { describeWithRedis } from '../kit/servers/servers.ts';
import { areaPlan, openAreaShow } from '../kit/shows/area-show.ts';
import { createAllotment } from '../kit/shows/show-allotment.ts';
import { createCode } from '../kit/shows/show-code.ts';

const CAPACITY = 30;
const QUOTA = 10;
const STEPS = 40;
const AT_ONCE = 6;

// Its own Redis: it is emptied.
describeWithRedis('places of an allotment on two nodes and a Redis that loses its memory', () => {
  let on: OfficesOnRedis;
  beforeAll(async () => {
    on = await openOfficesOnRedis();
  });
  afterAll(() => on?.[Symbol.asyncDispose]());

  async function openSponsored() {
    const { office } = on.nodes[0];
    const { id: showId } = await openAreaShow(office, { plan: areaPlan({ capacity: CAPACITY, seats: 0 }) });
    const areas = [{ areaId: 'front', quantity: QUOTA }];
    const { id: allotmentId } = await createAllotment(office, showId, [], { areas, access: 'CODE' });
    await createCode(office, showId, { code: 'SPONSOR', discount: null, allotmentId });
    /** How many are available, held, and free in the allotment, as PostgreSQL has them. */
    const countsOf = async () => {
      const [row] = await on.database.query<{ available: number; held: number; allotted: number }>(
        'SELECT capacity - held - booked - allotted AS available, held, allotted FROM area_states WHERE show_id = $1',
        [showId],
      );
      return row!;
    };
    return { showId, allotmentId, countsOf };
  }

  it('are set aside as they were, on both nodes, once Redis knows nothing any more', async () => {
    const { showId, countsOf } = await openSponsored();
    const locks = on.nodes.map(({ office }) => office.services.locks);
    const front = (quantity: number) => ({ showId, areas: [{ areaId: 'front', quantity }] });
    const sponsor = guest();
    const lock = await locks[0]!.lockSeats(sponsor, { ...front(4), code: 'sponsor' });
    await on.forget();
    await expect(locks[1]!.lockSeats(guest(), front(21))).rejects.toMatchObject({
      shortAreas: [{ areaId: 'front', available: 20 }],
    });
    await locks[1]!.lockSeats(guest(), front(20));
    await on.forget();
    await expect(locks[0]!.lockSeats(guest(), front(1))).rejects.toThrow(SeatsUnavailableError);
    await locks[1]!.lockSeats(guest(), { ...front(6), code: 'sponsor' });
    await locks[1]!.releaseLock(sponsor, { lockId: lock.id });
    expect(await countsOf()).toEqual({ available: 0, held: 26, allotted: 4 });
    await expect(locks[0]!.lockSeats(guest(), front(1))).rejects.toThrow(SeatsUnavailableError);
    await expectRightCounts(on.database);
  });

  it('go to nobody who may not have them, whatever is taken, given back and forgotten at the same time', async () => {
    const random = createRandom();
    const anyOf = <T>(list: readonly T[]): T => list[random.integer(0, list.length - 1)]!;
    const { showId, allotmentId, countsOf } = await openSponsored();
    const held: { buyer: ReturnType<typeof guest>; lockId: string }[] = [];
    const take = async () => {
      const { services } = anyOf(on.nodes).office;
      const buyer = guest();
      const areas = [{ areaId: 'front', quantity: random.integer(1, 4) }];
      const code = random.integer(0, 1) === 0 ? 'sponsor' : null;
      try {
        held.push({ buyer, lockId: (await services.locks.lockSeats(buyer, { showId, areas, code })).id });
      } catch (error) {
        if (!(error instanceof SeatsUnavailableError || error instanceof ServiceUnavailableError)) throw error;
      }
    };
    const giveBack = async () => {
      const [one] = held.splice(0, 1);
      if (one) await anyOf(on.nodes).office.services.locks.releaseLock(one.buyer, { lockId: one.lockId });
    };
    const resize = async () => {
      const areas = [{ areaId: 'front', quantity: random.integer(4, QUOTA) }];
      try {
        await on.nodes[0].office.services.allotments.updateAllotment(ORGANISER, { allotmentId, areas });
      } catch (error) {
        if (!(error instanceof SeatsUnavailableError || error instanceof ServiceUnavailableError)) throw error;
      }
    };
    for (let step = 0; step < STEPS; step += 1) {
      await Promise.all(Array.from({ length: AT_ONCE }, () => anyOf([take, take, take, giveBack, giveBack, resize])()));
      if (random.integer(0, 9) === 0) await on.forget();
      const { available, allotted } = await countsOf();
      expect(Math.min(available, allotted)).toBeGreaterThanOrEqual(0);
    }
    await expectRightCounts(on.database);
    await on.nodes[0].office.settled();
    const truth = await on.nodes[0].office.services.seatMap.readTruth(showId);
    expect((await on.nodes[1].office.services.seatMap.read(showId)).areas).toEqual(truth.areas);
  });
});
