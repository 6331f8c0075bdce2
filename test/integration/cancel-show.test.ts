import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ShowEnder } from '../../src/modules/cancellations/show-ender.ts';
import type { SeatsUnlocked, ShowEvent } from '../../src/modules/events/events.ts';
import { ShowNotOnSaleError } from '../../src/modules/shows/shows.errors.ts';
import { IllegalStateError, NotFoundError } from '../../src/shared/errors.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { expectRightCounts } from '../kit/checks/area-checks.ts';
import { expectConsistent, expectMapIsTruth } from '../kit/checks/ledger-checks.ts';
import {
  CUSTOMER,
  guest,
  ORGANISER,
  OTHER_ORGANISER,
  openTestBoxOffice,
  type TestBoxOffice,
} from '../kit/product/box-office.ts';
import { openAreaShow } from '../kit/shows/area-show.ts';
import { countLocks, holdAllSeats } from '../kit/shows/many-holds.ts';
import { createAllotment } from '../kit/shows/show-allotment.ts';

const WORKER = 'cancellation worker';

let office: TestBoxOffice;
beforeAll(async () => {
  office = await openTestBoxOffice({ env: { BUYER_MAX_LOCKS: '1000', BUYER_MAX_SEATS: '1000' } });
});
afterAll(() => office?.[Symbol.asyncDispose]());

const cancel = (showId: string) => office.services.cancellations.cancelShow(ORGANISER, { showId });
const lock = (showId: string, seatIds: string[], more: object = {}) =>
  office.services.locks.lockSeats(guest(), { showId, seatIds, ...more });
const readLock = async (id: string) => (await office.services.locks.readLock(id))!;
const isLookedAfter = async (showId: string) =>
  (await office.database.query('SELECT FROM show_cancellations WHERE show_id = $1', [showId])).length > 0;
const eventsOf = async <Event>(topic: string, showId: string) => {
  const rows = await office.database.query<{ payload: Event }>(
    'SELECT payload FROM outbox WHERE topic = $1 AND key = $2 ORDER BY id',
    [topic, showId],
  );
  return rows.map(({ payload }) => payload);
};
const stateOf = async (showId: string) => {
  const { unavailable, areas } = await office.services.seatMap.readTruth(showId);
  return { unavailable, areas };
};

describe('a show that is cancelled', () => {
  it('gives back what locks hold and releases its allotments, at once and with events; bookings and blocked seats stay', async () => {
    const { id: showId } = await openAreaShow(office);
    const { bookings, seatBlocking, allotments } = office.services;
    const allotment = await createAllotment(office, showId, ['Z1-2-1', 'Z1-2-2', 'Z1-2-3']);
    const held = [
      await lock(showId, ['Z1-1-1', 'Z1-1-2'], { areas: [{ areaId: 'front', quantity: 3 }] }),
      await lock(showId, [], { areas: [{ areaId: 'front', quantity: 2 }] }),
      await office.services.locks.lockSeats(ORGANISER, { showId, seatIds: ['Z1-2-1'] }),
    ];
    await seatBlocking.blockSeats(ORGANISER, { showId, seatIds: ['Z1-1-10'] });
    const booked = await lock(showId, ['Z1-1-5'], { areas: [{ areaId: 'front', quantity: 1 }] });
    const booker = { id: booked.ownerId, role: 'customer', email: null } as const;
    const booking = await bookings.createBooking(booker, { lockId: booked.id, customer: CUSTOMER });

    expect(await cancel(showId)).toMatchObject({ status: 'CANCELLED' });

    for (const { id } of held) expect(await readLock(id)).toMatchObject({ status: 'RELEASED', remaining_ms: 0 });
    expect(await stateOf(showId)).toMatchObject({
      unavailable: [
        { seatId: 'Z1-1-10', state: 'BLOCKED' },
        { seatId: 'Z1-1-5', state: 'LOCKED' },
      ],
      areas: [{ areaId: 'front', available: 499, held: 1, booked: 0 }],
    });
    expect(await bookings.getBooking(booker, booking.id)).toMatchObject({ status: 'PENDING_PAYMENT' });
    expect(await allotments.getAllotment(ORGANISER, allotment.id)).toMatchObject({ releasedAt: expect.any(Date) });
    const told = await eventsOf<SeatsUnlocked>('seat-events', showId);
    const [ended, released] = told.slice(-2) as [SeatsUnlocked, SeatsUnlocked];
    expect(ended).toMatchObject({ event_type: 'seat.unlocked', reason: 'SHOW_CANCELLED', actor: ORGANISER.id });
    expect(ended.lock_ids!.toSorted()).toEqual(held.map(({ id }) => id).toSorted());
    expect(released.event_type).toBe('seat.unblocked');
    expect((await eventsOf<ShowEvent>('show-events', showId)).at(-1)).toMatchObject({ event_type: 'show.cancelled' });
    await expectConsistent(office.database, showId);
    await expectRightCounts(office.database);
    await expectMapIsTruth(office, showId);
  });

  it('is not changed when it is cancelled again, and looked after once by a worker', async () => {
    const show = await office.createShow({ zones: 1, rows: 1, seats: 5 });
    await lock(show.id, show.nextSeats(1));
    await cancel(show.id);
    const before = [await eventsOf('seat-events', show.id), await eventsOf('show-events', show.id)];
    const again = await cancel(show.id);
    expect([await eventsOf('seat-events', show.id), await eventsOf('show-events', show.id)]).toEqual(before);
    expect(again.status).toBe('CANCELLED');
    expect(await isLookedAfter(show.id)).toBe(true);
    await office.database.query(
      'UPDATE show_cancellations SET due_at = now() - make_interval(secs => 1) WHERE show_id = $1',
      [show.id],
    );
    const worker = office.worker(WORKER);
    worker.start();
    await worker.idle();
    expect(await isLookedAfter(show.id)).toBe(false);
  });

  it('is its organiser’s business', async () => {
    const show = await office.createShow({ zones: 1, rows: 1, seats: 5 });
    const { cancelShow } = office.services.cancellations;
    await expect(cancelShow(OTHER_ORGANISER, { showId: show.id })).rejects.toThrow('Only the organiser of the show');
    await expect(cancelShow(ORGANISER, { showId: 'show_0' })).rejects.toBeInstanceOf(NotFoundError);
    expect((await lock(show.id, show.nextSeats(1))).status).toBe('ACTIVE');
  });

  it('lets no lock live that is taken at the same moment', async () => {
    const show = await office.createShow({ zones: 1, rows: 10, seats: 20 });
    const wanted = show.nextSeats(150);
    const locks = wanted.map((seatId) => lock(show.id, [seatId]));
    await Promise.race(locks);
    const [answers] = await Promise.all([Promise.allSettled(locks), cancel(show.id)]);
    for (const answer of answers) {
      if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(ShowNotOnSaleError);
      else expect(await readLock(answer.value.id)).toMatchObject({ status: 'RELEASED' });
    }
    expect((await stateOf(show.id)).unavailable).toEqual([]);
    await expect(lock(show.id, show.nextSeats(1))).rejects.toBeInstanceOf(ShowNotOnSaleError);
    await expectConsistent(office.database, show.id);
  });

  it('refuses a hold that has found it on sale, and waits until it is cancelled', async () => {
    const show = await office.createShow({ zones: 1, rows: 1, seats: 5 });
    const { database } = office;
    // The store has its map then: making one takes the head, too.
    await lock(show.id, show.nextSeats(1));
    let holding: Promise<unknown> | null = null;
    await database.transaction(async (tx) => {
      await tx.query('SELECT FROM seat_maps WHERE show_id = $1 FOR UPDATE', [show.id]);
      holding = lock(show.id, show.nextSeats(1)).catch((error: unknown) => error);
      await eventually(async () => {
        const waiting = await database.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
              AND query LIKE '%json_to_recordset($3::json) AS hold%'`,
        );
        expect(waiting).toHaveLength(1);
      });
      await tx.query(`UPDATE shows SET status = 'CANCELLED' WHERE id = $1`, [show.id]);
      await tx.query('UPDATE seat_maps SET closed = true WHERE show_id = $1', [show.id]);
    });
    expect(await holding).toBeInstanceOf(ShowNotOnSaleError);
    expect(await countLocks(database, show.id)).toEqual({ ACTIVE: 1 });
  });

  it('refuses an allotment that has found it on sale, and waits until it is cancelled', async () => {
    const { id: showId } = await openAreaShow(office);
    const { database, services } = office;
    let allotting: Promise<unknown> | null = null;
    await database.transaction(async (tx) => {
      await tx.query('SELECT FROM seat_maps WHERE show_id = $1 FOR UPDATE', [showId]);
      allotting = createAllotment(office, showId, ['Z1-2-1']).catch((error: unknown) => error);
      await eventually(async () => {
        const waiting = await database.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
              AND query LIKE '%FROM seat_maps WHERE show_id%'`,
        );
        expect(waiting).toHaveLength(1);
      });
      await tx.query(`UPDATE shows SET status = 'CANCELLED' WHERE id = $1`, [showId]);
      await tx.query('UPDATE seat_maps SET closed = true WHERE show_id = $1', [showId]);
    });
    expect(await allotting).toBeInstanceOf(IllegalStateError);
    const show = (await services.shows.getShow(showId))!;
    expect(await services.allotments.allotmentsOf(ORGANISER, show)).toEqual([]);
    expect((await stateOf(showId)).unavailable).toEqual([]);
  });
});

describe('a cancelled show of which 20,000 seats are held', () => {
  it('is ended in batches; where that stops in the middle, a worker goes on', async () => {
    const show = await office.createShow({ zones: 1, rows: 200, seats: 100 });
    const held = await holdAllSeats(office.database, show.id);
    expect(held).toBe(20_000);
    await office.services.shows.cancelShow(ORGANISER, { showId: show.id });
    // The worker may run already, from another test.
    await office.database.query('UPDATE show_cancellations SET due_at = now() + make_interval(hours => 1)');
    // As a node would leave it that has died after its second batch.
    let applied = 0;
    const seatMap = {
      async apply() {
        applied += 1;
        if (applied > 15) throw new Error('the node has died');
      },
    };
    const ender = new ShowEnder({ database: office.database, seatMap, allotments: { ofShow: async () => [] } });
    await expect(ender.end(show.id, ORGANISER.id)).rejects.toThrow('the node has died');
    expect(await countLocks(office.database, show.id)).toEqual({ ACTIVE: held - 2_000, RELEASED: 2_000 });
    await office.database.query(
      'UPDATE show_cancellations SET due_at = now() - make_interval(secs => 1) WHERE show_id = $1',
      [show.id],
    );
    const worker = office.worker(WORKER);
    worker.start();
    await worker.idle();
    expect(await countLocks(office.database, show.id)).toEqual({ RELEASED: held });
    expect((await stateOf(show.id)).unavailable).toEqual([]);
    const told = (await eventsOf<SeatsUnlocked>('seat-events', show.id)).flatMap(({ seat_ids }) => seat_ids);
    expect(told).toHaveLength(held);
    expect(new Set(told).size).toBe(held);
  });
});
