import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemorySeatLockStore } from '../../src/embedded/locks/memory-seat-lock-store.ts';
import type { SeatsLocked, SeatsUnlocked } from '../../src/modules/events/events.ts';
import { locksOf } from '../../src/modules/inventory/seat-changes.ts';
import type { SeatLockStore } from '../../src/modules/locks/seat-lock-store.ts';
import { SeatsUnavailableError } from '../../src/modules/seat-map/seat-map.errors.ts';
import { ShowNotOnSaleError } from '../../src/modules/shows/shows.errors.ts';
import { newId } from '../../src/platform/ids.ts';
import { RedisUnavailableError } from '../../src/platform/redis/connection.ts';
import { IdempotencyConflictError, InvalidInputError, NotFoundError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { expectConsistent } from '../kit/checks/ledger-checks.ts';
import {
  CUSTOMER,
  guest,
  ORGANISER,
  openTestBoxOffice,
  type TestBoxOffice,
  type TestShow,
} from '../kit/product/box-office.ts';

const TTL_MS = 300_000;

let office: TestBoxOffice;
let show: TestShow;

beforeAll(async () => {
  office = await openTestBoxOffice({ env: { SEAT_LOCK_MAX_SEATS: '4' } });
  show = await office.createShow({ zones: 1, rows: 4, seats: 25 });
});
afterAll(() => office?.[Symbol.asyncDispose]());

const lock = (buyer: Principal, seatIds = show.nextSeats(1)) =>
  office.services.locks.lockSeats(buyer, { showId: show.id, seatIds });

const lastEvent = () => office.lastEvent<SeatsLocked | SeatsUnlocked>(show.id);

describe('lockSeats', () => {
  it('holds the seats at their prices until the deadline, and tells it', async () => {
    const buyer = guest();
    const [a, b] = show.nextSeats(2) as [string, string];
    const before = Date.now();
    const held = await lock(buyer, [b, a]);
    expect(held).toMatchObject({
      id: expect.stringMatching(/^lock_/),
      showId: show.id,
      ownerId: buyer.id,
      seatIds: [b, a],
      total: 5_000,
      status: 'ACTIVE',
      remaining_ms: TTL_MS,
      extensionsLeft: 1,
      bookingId: null,
    });
    // PostgreSQL is on this machine: one clock.
    expect(held.expiresAt.getTime()).toBeGreaterThanOrEqual(before + TTL_MS - 1);
    expect(held.expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + TTL_MS + 1);
    expect(await lastEvent()).toMatchObject({
      event_type: 'seat.locked',
      event_id: expect.stringMatching(/^event_/),
      occurred_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      show_id: show.id,
      version: (await office.services.seatMap.readTruth(show.id)).version,
      seat_ids: [b, a],
      lock_id: held.id,
      actor: buyer.id,
      expires_at: held.expiresAt.toISOString(),
    });
    const read = (await office.services.locks.getLock(buyer, held.id))!;
    expect({ ...read, remaining_ms: TTL_MS }).toEqual(held);
    expect(read.remaining_ms).toBeGreaterThan(TTL_MS - 20_000);
  });

  it('names every seat that can not be had, unknown ones among the others, in the order asked for', async () => {
    const buyer = guest();
    const [own, others, blocked, free] = show.nextSeats(4) as [string, string, string, string];
    await lock(buyer, [own]);
    await lock(guest(), [others]);
    await office.services.seatBlocking.blockSeats(ORGANISER, { showId: show.id, seatIds: [blocked] });
    const refused = lock(buyer, ['nowhere', others, free, own]);
    await expect(refused).rejects.toThrow(SeatsUnavailableError);
    await expect(refused).rejects.toMatchObject({
      showId: show.id,
      seatIds: ['nowhere', others, free, own],
      conflicts: [
        { seatId: 'nowhere', reason: 'UNKNOWN_SEAT' },
        { seatId: others, reason: 'LOCKED_BY_OTHER' },
        { seatId: own, reason: 'LOCKED_BY_YOU' },
      ],
    });
    await expect(lock(buyer, [free, blocked])).rejects.toMatchObject({
      conflicts: [{ seatId: blocked, reason: 'BLOCKED' }],
    });
  });

  it('is refused for no show, a show that is not on sale, and with a senseless input', async () => {
    const { lockSeats } = office.services.locks;
    const missing = lockSeats(guest(), { showId: newId('show'), seatIds: ['a'] });
    await expect(missing).rejects.toThrow(NotFoundError);
    await expect(missing).rejects.toMatchObject({ path: 'input.showId' });
    const paused = await office.createShow();
    await office.services.shows.pauseShow(ORGANISER, { showId: paused.id });
    const refused = lockSeats(guest(), { showId: paused.id, seatIds: paused.seatIds.slice(0, 1) });
    await expect(refused).rejects.toThrow(ShowNotOnSaleError);
    await expect(lock(guest(), show.seatIds.slice(0, 5))).rejects.toThrow(InvalidInputError);
  });

  it('answers a key with the lock as it is by now', async () => {
    const buyer = guest();
    const input = { showId: show.id, seatIds: show.nextSeats(1), idempotencyKey: newId('event') };
    const { lockSeats, releaseLock } = office.services.locks;
    const first = await lockSeats(buyer, input);
    await releaseLock(buyer, { lockId: first.id });
    expect(await lockSeats(buyer, input)).toMatchObject({ id: first.id, status: 'RELEASED', remaining_ms: 0 });
    const other = lockSeats(buyer, { ...input, seatIds: show.nextSeats(1) });
    await expect(other).rejects.toThrow(IdempotencyConflictError);
  });
});

describe('a lock', () => {
  it('is seen by its owner and organisers, and by nobody else', async () => {
    const buyer = guest();
    const { id } = await lock(buyer);
    const { getLock } = office.services.locks;
    for (const principal of [buyer, ORGANISER]) expect(await getLock(principal, id)).toMatchObject({ id });
    for (const principal of [guest(), null]) expect(await getLock(principal, id)).toBeNull();
    expect(await getLock(buyer, newId('lock'))).toBeNull();
    expect(await getLock(buyer, 'lock')).toBeNull();
  });

  it('is listed to its owner as long as it runs, the one that ends first at the front', async () => {
    const buyer = guest();
    const held = [];
    for (let i = 0; i < 5; i += 1) held.push(await lock(buyer));
    const [late, booked, released, expired, first] = held.map(({ id }) => id) as [
      string,
      string,
      string,
      string,
      string,
    ];
    await office.services.bookings.createBooking(buyer, { lockId: booked, customer: CUSTOMER });
    await office.services.locks.releaseLock(buyer, { lockId: released });
    await office.makeOverdue('seat_locks', expired);
    await office.database.query(`UPDATE seat_locks SET expires_at = expires_at - interval '1 minute' WHERE id = $1`, [
      first,
    ]);
    const active = await office.services.locks.activeLocks(buyer);
    expect(active.map(({ id }) => id)).toEqual([first, late]);
    expect(active[1]).toMatchObject({ status: 'ACTIVE', ownerId: buyer.id, showId: show.id, bookingId: null });
    expect(await office.services.locks.activeLocks(guest())).toEqual([]);
  });
});

describe('releaseLock', () => {
  it('gives the seats back at once, tells it, and stays so', async () => {
    const buyer = guest();
    const held = await lock(buyer, show.nextSeats(2));
    const released = await office.services.locks.releaseLock(buyer, { lockId: held.id });
    expect(released).toMatchObject({ id: held.id, status: 'RELEASED', remaining_ms: 0 });
    const event = await lastEvent();
    expect(event).toMatchObject({
      event_type: 'seat.unlocked',
      event_id: expect.stringMatching(/^event_/),
      seat_ids: held.seatIds,
      lock_id: held.id,
      actor: buyer.id,
      reason: 'RELEASED',
    });
    expect(await office.services.locks.releaseLock(buyer, { lockId: held.id })).toMatchObject({ status: 'RELEASED' });
    expect(await lastEvent()).toEqual(event);
    expect((await lock(guest(), held.seatIds)).status).toBe('ACTIVE');
  });

  it('is for its owner and organisers, and for locks that are not booked', async () => {
    const buyer = guest();
    const { id: lockId } = await lock(buyer);
    const { releaseLock } = office.services.locks;
    const refused = releaseLock(guest(), { lockId });
    await expect(refused).rejects.toThrow(NotFoundError);
    await expect(refused).rejects.toMatchObject({ path: 'input.lockId', message: 'Seat lock not found.' });
    await office.services.bookings.createBooking(buyer, { lockId, customer: CUSTOMER });
    await expect(releaseLock(buyer, { lockId })).rejects.toMatchObject({ status: 'CONFIRMED' });
    const other = await lock(buyer);
    await releaseLock(ORGANISER, { lockId: other.id });
    expect(await lastEvent()).toMatchObject({ lock_id: other.id, actor: ORGANISER.id });
  });

  it('of many at once ends each of them once', async () => {
    const buyer = guest();
    const held = [];
    for (let i = 0; i < 4; i += 1) held.push(await lock(buyer));
    const before = (await office.services.seatMap.readTruth(show.id)).version;
    const { releaseLock } = office.services.locks;
    const released = await Promise.all([...held, ...held].map(({ id }) => releaseLock(buyer, { lockId: id })));
    expect(released.map(({ id }) => id)).toEqual([...held, ...held].map(({ id }) => id));
    expect((await office.services.seatMap.readTruth(show.id)).version).toBe(before + held.length);
    await expectConsistent(office.database, show.id);
  });
});

describe('a lock past its deadline that nobody has swept yet', () => {
  it('can not be extended or changed', async () => {
    const buyer = guest();
    const held = await lock(buyer);
    await office.makeOverdue('seat_locks', held.id);
    const { extendLock, updateLock, getLock } = office.services.locks;
    for (const refused of [
      () => extendLock(buyer, { lockId: held.id }),
      () => updateLock(buyer, { lockId: held.id, addSeatIds: show.nextSeats(1) }),
    ]) {
      await expect(refused()).rejects.toMatchObject({ code: 'LOCK_NOT_ACTIVE', status: 'EXPIRED' });
    }
    expect(await getLock(buyer, held.id)).toMatchObject({ status: 'ACTIVE', remaining_ms: 0 });
    await office.sweep();
    // Others of this show may have run out by now: they share the event.
    const event = await lastEvent();
    expect(event).toMatchObject({
      event_type: 'seat.unlocked',
      event_id: expect.stringMatching(/^event_/),
      actor: 'system',
      reason: 'EXPIRED',
    });
    expect(locksOf(event)).toContain(held.id);
    expect(event.seat_ids).toEqual(expect.arrayContaining(held.seatIds));
    expect(await getLock(buyer, held.id)).toMatchObject({ status: 'EXPIRED' });
  });
});

describe('a lock store that is away', () => {
  it('does not keep an extension from being written, and lets nothing be taken', async () => {
    const memory = createMemorySeatLockStore();
    let isAway = false;
    const store = new Proxy(memory, {
      get: (_target, name) => async (argument: never) => {
        if (isAway) throw new RedisUnavailableError('away');
        return await memory[name as keyof SeatLockStore](argument);
      },
    });
    await using own = await openTestBoxOffice({ store });
    const hall = await own.createShow();
    const buyer = guest();
    const { lockSeats, extendLock, updateLock, releaseLock } = own.services.locks;
    const held = await lockSeats(buyer, { showId: hall.id, seatIds: hall.seatIds.slice(0, 2) });
    isAway = true;
    expect(await extendLock(buyer, { lockId: held.id })).toMatchObject({ extensionsLeft: 0 });
    const taken = lockSeats(guest(), { showId: hall.id, seatIds: hall.seatIds.slice(2, 3) });
    await expect(taken).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    const removed = await updateLock(buyer, { lockId: held.id, removeSeatIds: held.seatIds.slice(0, 1) });
    expect(removed.seatIds).toEqual(held.seatIds.slice(1));
    expect(await releaseLock(buyer, { lockId: held.id })).toMatchObject({ status: 'RELEASED' });
    await expectConsistent(own.database, hall.id);
  });
});
