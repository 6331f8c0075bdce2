import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemorySeatLockStore } from '../../src/embedded/locks/memory-seat-lock-store.ts';
import { drawOrder, hashOf } from '../../src/modules/waiting-room/draw.ts';
import { LiveRooms } from '../../src/modules/waiting-room/live-rooms.ts';
import type { Entry } from '../../src/modules/waiting-room/room.ts';
import { NotAdmittedError } from '../../src/modules/waiting-room/waiting-room.errors.ts';
import { newId } from '../../src/platform/ids.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import type { Database } from '../../src/platform/postgres/database.ts';
import { ForbiddenError, IllegalStateError, LimitExceededError, NotFoundError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { issuesOf } from '../kit/checks/input-issues.ts';
import {
  CUSTOMER,
  guest,
  ORGANISER,
  OTHER_ORGANISER,
  openTestBoxOffice,
  type TestBoxOffice,
  type TestShow,
} from '../kit/product/box-office.ts';

let office: TestBoxOffice;
/** The lock store's clock: admissions are idle by it. */
let passed_ms = 0;
beforeAll(async () => {
  office = await openTestBoxOffice({ store: createMemorySeatLockStore({ now: () => performance.now() + passed_ms }) });
  office.worker('waiting room worker').start();
});
afterAll(() => office?.[Symbol.asyncDispose]());

const SOON = new Date(Date.now() + 3_600_000);
const BEFORE = new Date(Date.now() - 60_000);

interface Settings {
  maxActive?: number;
  perMinute?: number;
  idleSeconds?: number;
  opensAt?: Date;
}

/** A show whose room is open. `startsLater`: its sales start when `startSales` says so. */
async function openRoom(settings: Settings = {}, { startsLater = false } = {}): Promise<TestShow> {
  const show = await office.createShow({ rows: 4, seats: 10 });
  if (startsLater) await office.services.shows.updateShow(ORGANISER, { showId: show.id, salesStartAt: SOON });
  const fast = { opensAt: BEFORE, perMinute: 60_000, maxActive: 100 };
  await office.services.waitingRooms.setRoom(ORGANISER, { showId: show.id, ...fast, ...settings });
  return show;
}

const startSales = (show: TestShow) =>
  office.services.shows.updateShow(ORGANISER, { showId: show.id, salesStartAt: BEFORE });
const join = (show: TestShow, caller: Principal = guest()) =>
  office.services.waitingRooms.join(caller, { showId: show.id });
const lock = (show: TestShow, caller: Principal) =>
  office.services.locks.lockSeats(caller, { showId: show.id, seatIds: show.nextSeats(1) });
const entryOf = async (caller: Principal, { id }: Entry) => (await office.services.waitingRooms.getEntry(caller, id))!;
const roomOf = async (show: TestShow) =>
  (await office.services.waitingRooms.setRoom(ORGANISER, { showId: show.id })) ?? null;

async function admitted(show: TestShow, caller = guest()): Promise<{ caller: Principal; entry: Entry }> {
  const { id } = await join(show, caller);
  return { caller, entry: await eventually(async () => await expectStatus(caller, id, 'ADMITTED')) };
}

async function expectStatus(caller: Principal, entryId: string, status: Entry['status']): Promise<Entry> {
  const entry = (await office.services.waitingRooms.getEntry(caller, entryId))!;
  expect(entry.status).toBe(status);
  return entry;
}

/** Has the room ticked in that time. Resolves with when that was said. */
async function tickIn({ id }: TestShow, interval: string): Promise<Date> {
  const [row] = await office.database.query<{ at: Date }>(
    `UPDATE waiting_rooms SET next_tick_at = now() + $2::interval WHERE show_id = $1 RETURNING clock_timestamp() AS at`,
    [id, interval],
  );
  return row!.at;
}

/** Resolves once a tick that began after this has been done. */
async function tickAgain(show: TestShow): Promise<void> {
  const saidAt = await tickIn(show, '0 s');
  await eventually(async () => {
    const rooms = await office.database.query('SELECT FROM waiting_rooms WHERE show_id = $1 AND ticked_at > $2', [
      show.id,
      saidAt,
    ]);
    expect(rooms).toHaveLength(1);
  });
}

async function admittedUntil(caller: Principal, entry: Entry): Promise<number> {
  const known = (await office.services.waitingRooms.getEntry(caller, entry.id))!;
  return (await office.services.waitingRooms.admittedUntil(known))?.getTime() ?? 0;
}

async function pay(caller: Principal, lockId: string): Promise<void> {
  const { bookings, payments } = office.services;
  const booking = await bookings.createBooking(caller, { lockId, customer: CUSTOMER });
  await payments.payBooking(caller, { bookingId: booking.id, paymentToken: 'tok_ok', idempotencyKey: newId('event') });
}

describe('a show without a waiting room', () => {
  it('asks nobody, and can not be joined', async () => {
    const show = await office.createShow();
    await expect(join(show)).rejects.toThrow(IllegalStateError);
    await lock(show, guest());
    expect((await office.services.shows.getShow(show.id))!.waitingRoom).toBeNull();
  });
});

describe('setting up a room', () => {
  it('is for its organiser, with bounds of its own', async () => {
    const show = await office.createShow();
    const { setRoom } = office.services.waitingRooms;
    await expect(setRoom(OTHER_ORGANISER, { showId: show.id })).rejects.toThrow(ForbiddenError);
    await expect(setRoom(ORGANISER, { showId: 'show_x' })).rejects.toThrow(NotFoundError);
    expect(await issuesOf(setRoom(ORGANISER, { showId: show.id, opensAt: new Date('2099-06-01T00:00:00Z') }))).toEqual([
      'input.opensAt: must be before sales end',
    ]);
    const room = await setRoom(ORGANISER, { showId: show.id });
    expect(room).toMatchObject({ enabled: true, maxActive: 500, perMinute: 300, idleSeconds: 180, drawnAt: null });
    expect(hashOf(room.seed)).toBe(room.seedHash);
    expect(await setRoom(ORGANISER, { showId: show.id, perMinute: 10 })).toMatchObject({
      perMinute: 10,
      maxActive: 500,
      seed: room.seed,
    });
  });

  it('keeps its time once the places are drawn, and can be turned off', async () => {
    const show = await openRoom();
    await admitted(show);
    const { setRoom } = office.services.waitingRooms;
    expect(await issuesOf(setRoom(ORGANISER, { showId: show.id, opensAt: SOON }))).toEqual([
      'input.opensAt: cannot be changed once the places are drawn',
    ]);
    await expect(lock(show, guest())).rejects.toThrow(NotAdmittedError);
    await setRoom(ORGANISER, { showId: show.id, enabled: false });
    await lock(show, guest());
    await setRoom(ORGANISER, { showId: show.id, enabled: true });
    await expect(lock(show, guest())).rejects.toThrow(NotAdmittedError);
  });
});

describe('joining', () => {
  it('waits for the opening', async () => {
    const show = await openRoom({ opensAt: SOON });
    await expect(join(show)).rejects.toThrow(/opens at/);
  });

  it('gives a caller one entry, however often and at the same time it is asked for', async () => {
    const show = await openRoom({}, { startsLater: true });
    const caller = guest();
    const entries = await Promise.all(Array.from({ length: 20 }, () => join(show, caller)));
    expect(new Set(entries.map(({ id }) => id)).size).toBe(1);
    expect(await join(show, caller)).toMatchObject({ id: entries[0]!.id, status: 'WAITING', place: null });
    expect(await roomOf(show)).toMatchObject({ waiting: 1, active: 0 });
    expect(await office.services.waitingRooms.getEntry(guest(), entries[0]!.id)).toBeNull();
    expect(await office.services.waitingRooms.getEntry(ORGANISER, entries[0]!.id)).not.toBeNull();
  });

  it('is refused to who leaves and comes again too often', async () => {
    const show = await openRoom({}, { startsLater: true });
    const caller = guest();
    const joinAndLeave = async () => {
      const { id } = await join(show, caller);
      await office.services.waitingRooms.leave(caller, { entryId: id });
    };
    for (let times = 0; times < 30; times += 1) await joinAndLeave();
    await expect(joinAndLeave()).rejects.toThrow(LimitExceededError);
  });
});

describe('the draw', () => {
  it('gives those who joined before it places by the published seed, and those after it the next ones', async () => {
    const show = await openRoom({ maxActive: 1 }, { startsLater: true });
    const callers = Array.from({ length: 60 }, () => guest());
    const entries = await Promise.all(callers.map((caller) => join(show, caller)));
    const [left, ...others] = entries;
    await office.services.waitingRooms.leave(callers[0]!, { entryId: left!.id });
    const { seed } = await roomOf(show);
    await startSales(show);
    await eventually(async () => expect((await roomOf(show)).drawn).toBe(59));
    const order = drawOrder(
      seed,
      others.map(({ id }) => id),
    );
    const places = await Promise.all(entries.slice(1).map((entry, i) => entryOf(callers[i + 1]!, entry)));
    expect(places.toSorted((one, other) => one.place! - other.place!).map(({ id }) => id)).toEqual(order);
    expect(places.map(({ place }) => place!).toSorted((one, other) => one - other)).toEqual(
      order.map((_id, index) => index + 1),
    );
    const late = await join(show);
    expect(late).toMatchObject({ place: 60, status: 'WAITING' });
    expect((await join(show)).place).toBe(61);
    const first = places.find(({ place }) => place === 1)!;
    await eventually(async () => await expectStatus(ORGANISER, first.id, 'ADMITTED'));
    const { waitingRooms } = office.services;
    expect((await waitingRooms.positionOf(late))?.position).toBe(59);
    // One leaves in between, and everybody behind moves up.
    const second = places.find(({ place }) => place === 2)!;
    await waitingRooms.leave(callers[entries.findIndex(({ id }) => id === second.id)]!, { entryId: second.id });
    await eventually(async () => expect((await waitingRooms.positionOf(late))?.position).toBe(58));
  });
});

describe('an admission', () => {
  it('is what a lock needs, of all but the organiser', async () => {
    const show = await openRoom({ maxActive: 1 });
    const { caller } = await admitted(show);
    await lock(show, caller);
    const waits = guest();
    await join(show, waits);
    for (const refused of [waits, guest()]) {
      await expect(lock(show, refused)).rejects.toThrow(NotAdmittedError);
      await expect(office.services.bestAvailable.lock(refused, { showId: show.id, quantity: 2 })).rejects.toThrow(
        NotAdmittedError,
      );
    }
    await office.services.bestAvailable.lock(caller, { showId: show.id, quantity: 1 });
    await lock(show, ORGANISER);
    await expect(lock(show, OTHER_ORGANISER)).rejects.toThrow(NotAdmittedError);
  });

  it('ends with the payment, which needs none, and the place goes on', async () => {
    const show = await openRoom({ maxActive: 1 });
    const { caller, entry } = await admitted(show);
    const held = await lock(show, caller);
    const next = guest();
    const { id } = await join(show, next);
    await pay(caller, held.id);
    await eventually(async () => await expectStatus(next, id, 'ADMITTED'));
    expect(await entryOf(caller, entry)).toMatchObject({ status: 'ENDED', endReason: 'PAID' });
    await expect(lock(show, caller)).rejects.toThrow(NotAdmittedError);
    expect(await roomOf(show)).toMatchObject({ active: 1, waiting: 0, admitted: 2 });
  });

  it('is used up by the payment at once, before a tick has ended it', async () => {
    const show = await openRoom();
    const { caller, entry } = await admitted(show);
    const held = await lock(show, caller);
    await tickIn(show, '1 hour');
    await pay(caller, held.id);
    await expect(lock(show, caller)).rejects.toThrow(NotAdmittedError);
    expect(await entryOf(caller, entry)).toMatchObject({ status: 'ADMITTED' });
    await tickIn(show, '0 s');
    await eventually(async () => await expectStatus(caller, entry.id, 'ENDED'));
  });

  it('is needed for exchanging tickets, and not for giving them back', async () => {
    const show = await openRoom();
    const { services, database } = office;
    const untilShow = new Date('2099-05-01T17:00:00Z');
    const changeRules = { exchangesUntil: untilShow, returnsUntil: untilShow };
    // The draw changes the show, too: it is over then.
    const { caller, entry } = await admitted(show);
    await services.shows.updateShow(ORGANISER, { showId: show.id, changeRules });
    const held = await services.locks.lockSeats(caller, { showId: show.id, seatIds: show.nextSeats(2) });
    await pay(caller, held.id);
    await eventually(async () => await expectStatus(caller, entry.id, 'ENDED'));
    const sql = 'SELECT id FROM bookings WHERE owner_id = $1';
    const [{ id: bookingId }] = (await database.query(sql, [caller.id])) as [{ id: string }];
    const [ticket] = await services.bookings.ticketsOf(bookingId);
    const [toSeatId] = show.nextSeats(1) as [string];
    const exchange = () =>
      services.changes.quote(caller, { bookingId, exchange: [{ ticketId: ticket!.id, toSeatId }] });
    await expect(exchange()).rejects.toThrow(NotAdmittedError);
    await services.changes.quote(caller, { bookingId, cancelTicketIds: [ticket!.id] });
    await admitted(show, caller);
    expect(await exchange()).toMatchObject({ bookingId });
  });

  it('ends on leaving: the lock that is held stays, and can be changed, extended and paid', async () => {
    const show = await openRoom({ maxActive: 1 });
    const { caller, entry } = await admitted(show);
    const held = await lock(show, caller);
    expect(await office.services.waitingRooms.leave(caller, { entryId: entry.id })).toMatchObject({
      endReason: 'LEFT',
    });
    expect(await office.services.waitingRooms.leave(caller, { entryId: entry.id })).toMatchObject({
      endReason: 'LEFT',
    });
    // At once, whatever the lock store still has.
    await expect(lock(show, caller)).rejects.toThrow(NotAdmittedError);
    const { locks } = office.services;
    await locks.updateLock(caller, { lockId: held.id, addSeatIds: show.nextSeats(1) });
    await locks.extendLock(caller, { lockId: held.id });
    await pay(caller, held.id);
    expect(await roomOf(show)).toMatchObject({ active: 0 });
    expect((await join(show, caller)).id).not.toBe(entry.id);
  });

  it('ends when nothing is done for too long, but not while seats are held', async () => {
    const show = await openRoom({ maxActive: 2, idleSeconds: 30 });
    const [idle, holding] = [await admitted(show), await admitted(show)];
    const held = await lock(show, holding.caller);
    const next = guest();
    const { id } = await join(show, next);
    passed_ms += 31_000;
    await eventually(async () => await expectStatus(next, id, 'ADMITTED'));
    expect(await entryOf(idle.caller, idle.entry)).toMatchObject({ status: 'ENDED', endReason: 'IDLE' });
    expect(await entryOf(holding.caller, holding.entry)).toMatchObject({ status: 'ADMITTED' });
    await office.services.locks.releaseLock(holding.caller, { lockId: held.id });
    passed_ms += 62_000;
    await eventually(async () => await expectStatus(holding.caller, holding.entry.id, 'ENDED'));
  });

  it('does not end while the show is paused, nor with its going on', async () => {
    const show = await openRoom({ idleSeconds: 30 });
    const { caller, entry } = await admitted(show);
    const { shows } = office.services;
    await shows.pauseShow(ORGANISER, { showId: show.id });
    for (let times = 0; times < 2; times += 1) {
      passed_ms += 31_000;
      // A tick finds who is idle.
      await eventually(async () => expect(await admittedUntil(caller, entry)).toBeGreaterThan(Date.now()));
      await expectStatus(caller, entry.id, 'ADMITTED');
    }
    await shows.publishShow(ORGANISER, { showId: show.id });
    await tickAgain(show);
    await lock(show, caller);
    expect(await entryOf(caller, entry)).toMatchObject({ status: 'ADMITTED' });
  });

  it('lasts longer for who joins again, and says until when', async () => {
    const show = await openRoom({ idleSeconds: 60 });
    const { caller, entry } = await admitted(show);
    const { waitingRooms } = office.services;
    const until = () => eventually(async () => (await waitingRooms.admittedUntil(entry))!.getTime());
    const before = await until();
    expect(before - Date.now()).toBeGreaterThan(50_000);
    passed_ms += 20_000;
    expect(await until()).toBeLessThan(before - 15_000);
    await join(show, caller);
    expect((await until()) - Date.now()).toBeGreaterThan(55_000);
  });

  it('is PostgreSQL’s word in the end, and nothing is held without it', async () => {
    const show = await openRoom();
    await admitted(show);
    const caller = guest();
    const { store, database } = office;
    await store.replaceAdmissions({ showId: show.id, revision: 999, idle_ms: 60_000, ownerIds: [caller.id] });
    await expect(lock(show, caller)).rejects.toThrow(NotAdmittedError);
    expect(await database.query('SELECT id FROM seat_locks WHERE owner_id = $1', [caller.id])).toEqual([]);
    // The next tick finds that the store is not where the room is.
    await eventually(async () =>
      expect((await store.readAdmissions({ showId: show.id, maxIdle: 0 })).revision).toBe(
        (await roomOf(show)).revision,
      ),
    );
    expect(await store.keepAdmission({ showId: show.id, ownerId: caller.id, idle_ms: 0 })).toBeNull();
  });
});

describe('a room whose sales are over', () => {
  const nextTick = async ({ id }: TestShow) => {
    const [row] = await office.database.query<{ in_s: number | null }>(
      'SELECT extract(epoch FROM next_tick_at - now())::float8 AS in_s FROM waiting_rooms WHERE show_id = $1',
      [id],
    );
    return row!.in_s;
  };

  it('goes on when they are prolonged, however long ago that was', async () => {
    const show = await openRoom();
    const end = (sql: string) =>
      office.database.query(`UPDATE shows SET sales_end_at = ${sql} WHERE id = $1`, [show.id]);
    await end("now() - interval '2 days'");
    await eventually(async () => expect(await nextTick(show)).toBeNull());
    await expect(join(show)).rejects.toThrow('Sales of the show are over.');
    await end('NULL');
    const caller = guest();
    const { id } = await join(show, caller);
    await eventually(async () => await expectStatus(caller, id, 'ADMITTED'));
  });

  it('has nothing more to do once the show is closed and nobody is admitted', async () => {
    const show = await openRoom();
    const { caller, entry } = await admitted(show);
    await office.services.shows.closeShow(ORGANISER, { showId: show.id });
    await tickAgain(show);
    expect(await nextTick(show)).not.toBeNull();
    await office.services.waitingRooms.leave(caller, { entryId: entry.id });
    await eventually(async () => expect(await nextTick(show)).toBeNull());
  });
});

describe('leaving', () => {
  it('again waits for nobody', async () => {
    const show = await openRoom();
    const caller = guest();
    const { id } = await join(show, caller);
    const { waitingRooms } = office.services;
    await waitingRooms.leave(caller, { entryId: id });
    await office.database.transaction(async (tx) => {
      await tx.query('SELECT FROM waiting_rooms WHERE show_id = $1 FOR UPDATE', [show.id]);
      expect(await waitingRooms.leave(caller, { entryId: id })).toMatchObject({ endReason: 'LEFT' });
    });
  });
});

describe('the rooms of a node', () => {
  /** Whose own ticks do not run; `entry` is followed, and known to wait. */
  async function followWaiting(database: Database = office.database) {
    const show = await openRoom({}, { startsLater: true });
    const caller = guest();
    const entry = await join(show, caller);
    const rooms = new LiveRooms({ database, logger: createLogger({ level: 'silent', nodeId: 'test' }) });
    rooms.stop();
    const followed = await rooms.follow(show.id, entry.id, () => {});
    followed.entry = entry;
    followed.told();
    await startSales(show);
    await eventually(async () => await expectStatus(caller, entry.id, 'ADMITTED'));
    expect(followed.entry.status).toBe('WAITING');
    return { show, rooms, followed };
  }

  it('have told followers what a look beside their tick has found', async () => {
    const { show, rooms, followed } = await followWaiting();
    const { room } = await rooms.refresh(show.id);
    expect(room).toMatchObject({ calledPlace: 1, active: 1 });
    expect(followed.entry!.status).toBe('ADMITTED');
    followed.leave();
    expect((await rooms.refresh(show.id)).room).toMatchObject({ calledPlace: 1 });
  });

  it('read entries anew when the room is known no more, and again where that has failed', async () => {
    let isAway = false;
    const { database } = office;
    const query: Database['query'] = async <Row extends object>(...asked: Parameters<Database['query']>) => {
      const [statement] = asked;
      const text = typeof statement === 'string' ? statement : statement.text;
      if (isAway && text.includes('entry.id = ANY')) throw new Error('entries can not be read');
      return await database.query<Row>(...asked);
    };
    const { show, rooms, followed } = await followWaiting(Object.assign(Object.create(database), { query }));
    rooms.renew();
    isAway = true;
    await expect(rooms.queueOf(show.id)).rejects.toThrow('entries can not be read');
    isAway = false;
    expect((await rooms.queueOf(show.id)).room).toMatchObject({ calledPlace: 1 });
    expect(followed.entry!.status).toBe('ADMITTED');
    followed.leave();
  });
});

describe('followers', () => {
  it('of an entry are told of its place, its admission and its end', async () => {
    const show = await openRoom({ maxActive: 1 }, { startsLater: true });
    const caller = guest();
    const { id } = await join(show, caller);
    const news = await office.services.waitingRooms.watchEntry(caller, id);
    const next = async () => (await news.next()).value as Entry;
    expect(await next()).toMatchObject({ status: 'WAITING', place: null });
    await startSales(show);
    let entry = await next();
    while (entry.status === 'WAITING') entry = await next();
    expect(entry).toMatchObject({ status: 'ADMITTED', place: 1 });
    await office.services.waitingRooms.leave(caller, { entryId: id });
    expect(await next()).toMatchObject({ status: 'ENDED', endReason: 'LEFT' });
    expect((await news.next()).done).toBe(true);
    await expect(office.services.waitingRooms.watchEntry(guest(), id)).rejects.toThrow(NotFoundError);
  });

  it('of a room see it move', async () => {
    const show = await openRoom({ maxActive: 1 });
    const source = await office.services.waitingRooms.watchRoom(null, show.id);
    const news = source[Symbol.asyncIterator]();
    await news.next();
    await join(show);
    for (;;) {
      const { value } = await news.next();
      if (value.room.calledPlace === 1) break;
    }
    await news.return?.();
    const plain = await office.createShow();
    await expect(office.services.waitingRooms.watchRoom(null, plain.id)).rejects.toThrow(NotFoundError);
  });
});
