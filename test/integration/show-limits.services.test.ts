import { afterAll, beforeAll, expect, it } from 'vitest';
import { LimitExceededError } from '../../src/shared/errors.ts';
import { expectRightCounts } from '../kit/checks/area-checks.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import { guest, ORGANISER } from '../kit/product/box-office.ts';
import { type OfficesOnRedis, openOfficesOnRedis } from '../kit/product/offices-on-redis.ts';
import { describeWithRedis } from '../kit/servers/servers.ts';
import { areaPlan, openAreaShow } from '../kit/shows/area-show.ts';

const REQUESTS = 60;
const LIMITS = { seatsPerLock: 4, seatsPerBuyer: 6, locksPerBuyer: 5 };

// Its own Redis: it is emptied.
describeWithRedis('limits of a show on two nodes', () => {
  let on: OfficesOnRedis;
  beforeAll(async () => {
    on = await openOfficesOnRedis();
  });
  afterAll(() => on?.[Symbol.asyncDispose]());

  /** Each for one place or two seats, on both nodes at the same time; a limit is the only reason to refuse one. */
  async function lockAtOnce(showId: string, firstRow: number): Promise<{ granted: number; held: number }> {
    const buyer = guest();
    const answers = await Promise.allSettled(
      Array.from({ length: REQUESTS }, (_, index) => {
        const { lockSeats } = on.nodes[index % 2]!.office.services.locks;
        const place = { showId, areas: [{ areaId: 'front', quantity: 1 }] };
        const first = (index % 10) * 2;
        const row = Math.floor(first / 10) + firstRow;
        const seatIds = [1, 2].map((number) => `Z1-${row}-${(first % 10) + number}`);
        return lockSeats(buyer, index < REQUESTS - 10 ? place : { showId, seatIds });
      }),
    );
    const refusals = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(LimitExceededError);
    const [row] = await on.database.query<{ held: number }>(
      `SELECT sum(cardinality(seat_ids) + coalesce((areas -> 0 ->> 'quantity')::int, 0))::int AS held
         FROM seat_locks WHERE owner_id = $1 AND status = 'ACTIVE'`,
      [buyer.id],
    );
    return { granted: REQUESTS - refusals.length, held: row!.held };
  }

  it('hold however many requests of one buyer come at a time, also after Redis has lost its memory', async () => {
    const { id: showId } = await openAreaShow(on.nodes[0].office, { plan: areaPlan({ rows: 4 }), limits: LIMITS });
    for (const isEmptied of [false, true]) {
      if (isEmptied) await on.forget();
      const { granted, held } = await lockAtOnce(showId, isEmptied ? 3 : 1);
      expect(granted).toBeGreaterThanOrEqual(LIMITS.seatsPerBuyer / 2);
      expect(granted).toBeLessThanOrEqual(LIMITS.locksPerBuyer);
      expect(held).toBeGreaterThanOrEqual(LIMITS.seatsPerBuyer - 1);
      expect(held).toBeLessThanOrEqual(LIMITS.seatsPerBuyer);
    }
    await expectRightCounts(on.database);
    await expectConsistent(on.database, showId);
  });

  it('apply on the other node a second after they were changed, while the show is on sale', async () => {
    const [{ office }, other] = on.nodes;
    const { id: showId } = await openAreaShow(office);
    const { locks, shows } = other.office.services;
    expect(locks.limitsIn((await shows.getShow(showId))!).seatsPerLock).toBe(50);
    const limits = { seatsPerLock: 2 };
    await office.services.shows.updateShow(ORGANISER, { showId, limits });
    await expect
      .poll(async () => locks.limitsIn((await shows.getShow(showId))!).seatsPerLock, { timeout: 5_000 })
      .toBe(2);
    await expect(locks.lockSeats(guest(), { showId, areas: [{ areaId: 'front', quantity: 3 }] })).rejects.toThrow(
      'at most 2 seats',
    );
  });
});
