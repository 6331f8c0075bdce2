import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Allotment } from '../../src/modules/allotments/allotment.ts';
import type { CreateCodeInput } from '../../src/modules/codes/code-input.ts';
import { giveBack } from '../../src/modules/inventory/hold-ends.ts';
import { availabilityOf } from '../../src/modules/seat-map/availability.ts';
import type { Show } from '../../src/modules/shows/shows.service.ts';
import { IllegalStateError } from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { countsOfArea, expectRightCounts } from '../kit/checks/area-checks.ts';
import { issuesOf } from '../kit/checks/input-issues.ts';
import { expectTruth } from '../kit/checks/ledger-checks.ts';
import { refusalOf } from '../kit/checks/refusals.ts';
import { CUSTOMER, guest, ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';
import { areaPlan, openAreaShow } from '../kit/shows/area-show.ts';
import { createAllotment, letReleaseCome } from '../kit/shows/show-allotment.ts';
import { createCode, usesOf } from '../kit/shows/show-code.ts';

let office: TestBoxOffice;
beforeAll(async () => {
  office = await openTestBoxOffice();
  await office.startEvents();
});
afterAll(() => office?.[Symbol.asyncDispose]());
afterEach(async () => {
  await office.settled();
  await expectRightCounts(office.database);
});

const front = (quantity: number) => [{ areaId: 'front', quantity }];

/** Available, held, sold. */
async function countsOf({ id }: Pick<Show, 'id'>): Promise<number[]> {
  const { available, held, booked } = (await countsOfArea(office, id))!;
  return [available, held, booked];
}

/** An area of 20 places, some of which are an allotment's that a code opens. */
async function openSponsored({
  places = 5,
  capacity = 20,
  access = 'CODE',
  code: fields = {},
}: {
  places?: number;
  capacity?: number;
  access?: Allotment['access'];
  code?: Partial<CreateCodeInput>;
} = {}) {
  const show = await openAreaShow(office, { plan: areaPlan({ capacity }) });
  const allotment = await createAllotment(office, show.id, [], { areas: front(places), access });
  const opening = { code: 'SPONSOR', discount: null, allotmentId: allotment.id, ...fields };
  const code = access === 'CODE' ? await createCode(office, show.id, opening) : null;
  const { locks, bookings } = office.services;
  const lock = (buyer: Principal, quantity: number, entered: string | null = null) =>
    locks.lockSeats(buyer, { showId: show.id, areas: front(quantity), code: entered });
  const book = (buyer: Principal, { id: lockId }: { id: string }) =>
    bookings.createBooking(buyer, { lockId, customer: CUSTOMER });
  /** How many the allotment has, and how many of these somebody has. */
  const own = async () => {
    const [area] = await office.services.allotments.areasOf(allotment);
    return area ? [area.quantity, area.taken] : [];
  };
  return { show, allotment, code: code!, lock, book, own };
}

const short = (available: number) => ({ conflicts: [], shortAreas: [{ areaId: 'front', available }] });

describe('places of an area that are an allotment’s', () => {
  it('are available to nobody else: in the map, its counts, and where a lock is refused', async () => {
    const { show, lock } = await openSponsored();
    expect(await office.lastEvent(show.id)).toMatchObject({
      event_type: 'seat.blocked',
      seat_ids: [],
      areas: [{ area_id: 'front', quantity: 5, available: 15, held: 0, booked: 0 }],
      actor: ORGANISER.id,
    });
    expect(await countsOf(show)).toEqual([15, 0, 0]);
    await expect(lock(guest(), 16)).rejects.toMatchObject(short(15));
    await lock(guest(), 15);
    await expect(lock(guest(), 1)).rejects.toMatchObject(short(0));
    const plan = await office.services.shows.planOf(show);
    const image = await office.services.seatMap.read(show.id);
    expect(availabilityOf(show, plan, image)).toMatchObject({ total: 40, available: 20, locked: 15, blocked: 5 });
    await expectTruth(office, show.id);
  });

  it('are refused by PostgreSQL where the lock store does not know of them', async () => {
    const { show, lock } = await openSponsored({ places: 18 });
    const image = await office.services.seatMap.readTruth(show.id);
    const areas = [{ areaId: 'front', available: 20, held: 0, booked: 0 }];
    await office.store.installMap({ showId: show.id, image: { ...image, areas }, epoch: 9, locks: [], ttl_ms: 60_000 });
    await expect(lock(guest(), 3)).rejects.toMatchObject(short(2));
    await lock(guest(), 2);
    expect(await countsOf(show)).toEqual([0, 2, 0]);
  });

  it('are open to whoever has the code, who takes them first, and others beside them', async () => {
    const { show, lock, own } = await openSponsored();
    await lock(guest(), 3, 'sponsor');
    expect(await office.lastEvent(show.id)).toMatchObject({
      event_type: 'seat.locked',
      areas: [{ area_id: 'front', quantity: 3, available: 15, held: 3, booked: 0 }],
    });
    expect(await own()).toEqual([5, 3]);
    await lock(guest(), 14, null);
    const second = guest();
    const both = await lock(second, 3, 'sponsor');
    expect(await own()).toEqual([5, 5]);
    expect(await countsOf(show)).toEqual([0, 20, 0]);
    await expect(lock(guest(), 1, 'sponsor')).rejects.toMatchObject(short(0));
    await office.services.locks.releaseLock(second, { lockId: both.id });
    expect(await office.lastEvent(show.id)).toMatchObject({
      event_type: 'seat.unlocked',
      areas: [{ area_id: 'front', quantity: 3, available: 1, held: 17, booked: 0 }],
    });
    expect(await own()).toEqual([5, 3]);
    await expect(lock(guest(), 4, 'sponsor')).rejects.toMatchObject(short(3));
    await lock(guest(), 3, 'sponsor');
    await expectTruth(office, show.id);
  });

  it('are all that may be left for a code, and never more', async () => {
    const { show, lock } = await openSponsored({ capacity: 6, places: 6 });
    await office.services.seatMap.rebuild(show.id);
    const dropping = vi.spyOn(office.store, 'dropMap');
    const locks = await Promise.allSettled(Array.from({ length: 12 }, () => lock(guest(), 1, 'sponsor')));
    expect(locks.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
    for (const refused of locks.filter((each) => each.status === 'rejected'))
      expect(refused.reason).toMatchObject(short(0));
    expect(await countsOf(show)).toEqual([0, 6, 0]);
    // Who is too late for what was free a moment ago does not have the map of the show made anew.
    expect(dropping).not.toHaveBeenCalled();
    dropping.mockRestore();
  });

  it('are open to staff where they are for staff, and not where they are a code’s', async () => {
    const staffed = await openSponsored({ access: 'STAFF' });
    await staffed.lock(ORGANISER, 6);
    expect(await staffed.own()).toEqual([5, 5]);
    expect(await countsOf(staffed.show)).toEqual([14, 6, 0]);

    const sponsored = await openSponsored({ capacity: 6 });
    await sponsored.lock(ORGANISER, 1);
    expect(await sponsored.own()).toEqual([5, 0]);
    await expect(sponsored.lock(ORGANISER, 1)).rejects.toMatchObject(short(0));
    await sponsored.lock(ORGANISER, 1, 'sponsor');
    expect(await sponsored.own()).toEqual([5, 1]);
  });

  it('are closed again once the code has ended, or they are for staff', async () => {
    const { show, allotment, code, lock } = await openSponsored({ capacity: 5 });
    await lock(guest(), 1, 'sponsor');
    await office.services.allotments.updateAllotment(ORGANISER, { allotmentId: allotment.id, access: 'STAFF' });
    await expect(lock(guest(), 1, 'sponsor')).rejects.toMatchObject(short(0));
    await office.services.allotments.updateAllotment(ORGANISER, { allotmentId: allotment.id, access: 'CODE' });
    await office.services.codes.endCode(ORGANISER, { codeId: code.id });
    expect(await refusalOf(lock(guest(), 1, 'sponsor'))).toBe('NOT_VALID');
    expect(await countsOf(show)).toEqual([0, 1, 0]);
  });

  it('return when a lock expires, and a booking expires or is cancelled', async () => {
    const { show, lock, book, own } = await openSponsored();
    const buyer = guest();
    const left = await lock(buyer, 6, 'sponsor');
    await office.makeOverdue('seat_locks', left.id);
    await office.sweep();
    expect(await office.lastEvent(show.id)).toMatchObject({
      areas: [{ area_id: 'front', quantity: 6, available: 15, held: 0, booked: 0 }],
    });
    expect(await own()).toEqual([5, 0]);

    const unpaid = await book(buyer, await lock(buyer, 6, 'sponsor'));
    expect(await countsOf(show)).toEqual([14, 6, 0]);
    await office.makeOverdue('bookings', unpaid.id);
    await office.sweep();
    expect(await countsOf(show)).toEqual([15, 0, 0]);

    const paid = await book(buyer, await lock(buyer, 6, 'sponsor'));
    await office.services.payments.payBooking(buyer, { bookingId: paid.id, paymentToken: 'tok_ok' });
    expect(await countsOf(show)).toEqual([14, 0, 6]);
    expect(await own()).toEqual([5, 5]);
    await office.services.bookings.cancelBooking(buyer, { bookingId: paid.id });
    expect(await countsOf(show)).toEqual([15, 0, 0]);
    expect(await own()).toEqual([5, 0]);
    await expectTruth(office, show.id);
  });

  it('are told right, version by version, where locks end together', async () => {
    const { show, allotment, lock } = await openSponsored({ places: 7 });
    const sponsors = [];
    for (const quantity of [2, 3, 2]) sponsors.push(await lock(guest(), quantity, 'sponsor'));
    await lock(guest(), 1);
    // Of what comes back four places are too many by now.
    await office.services.allotments.updateAllotment(ORGANISER, { allotmentId: allotment.id, areas: front(3) });
    const { events } = await giveBack(
      office.database,
      show.id,
      sponsors.map(({ id, ownerId }) => ({ lockId: id, actor: ownerId })),
    );
    for (const event of events) await office.services.seatMap.apply(event);
    const quantities = new Map(sponsors.map(({ id, areas }) => [id, areas[0]!.quantity]));
    let [held, taken] = [8, 7];
    for (const { lock_id, areas } of events) {
      held -= quantities.get(lock_id!)!;
      taken -= quantities.get(lock_id!)!;
      const available = 20 - held - Math.max(3 - taken, 0);
      expect(areas).toMatchObject([{ available, held, booked: 0 }]);
    }
    expect(events).toHaveLength(3);
    expect(await countsOf(show)).toEqual([16, 1, 0]);
  });

  it('are exchanged in a lock: those of the allotment come first, and go last', async () => {
    const { show, lock, own } = await openSponsored();
    const buyer = guest();
    const { id: lockId } = await lock(buyer, 2, 'sponsor');
    const { locks } = office.services;
    const set = (quantity: number) => locks.updateLock(buyer, { lockId, setAreas: front(quantity) });
    await set(7);
    expect([await own(), await countsOf(show)]).toEqual([
      [5, 5],
      [13, 7, 0],
    ]);
    await set(6);
    expect([await own(), await countsOf(show)]).toEqual([
      [5, 5],
      [14, 6, 0],
    ]);
    await set(3);
    expect(await office.lastEvent(show.id)).toMatchObject({
      event_type: 'seat.unlocked',
      areas: [{ area_id: 'front', quantity: 3, available: 15, held: 3, booked: 0 }],
    });
    expect(await own()).toEqual([5, 3]);
    await locks.updateLock(buyer, { lockId, addSeatIds: ['Z1-1-1'], setAreas: front(0) });
    expect([await own(), await countsOf(show)]).toEqual([
      [5, 0],
      [15, 0, 0],
    ]);
    await set(4);
    expect([await own(), await countsOf(show)]).toEqual([
      [5, 4],
      [15, 4, 0],
    ]);
    await expect(set(21)).rejects.toThrow();
    await expectTruth(office, show.id);
  });
});

describe('a code that opens places', () => {
  it('counts those of its allotment, whatever they cost, and others that it is for', async () => {
    const { show, lock, book, code } = await openSponsored({ code: { discount: { price: 100_000 }, maxTickets: 6 } });
    const buyer = guest();
    const held = await lock(buyer, 7, 'sponsor');
    expect(held.total).toBe(21_000);
    await office.services.locks.updateLock(buyer, { lockId: held.id, setAreas: front(6) });
    await book(buyer, held);
    expect(await usesOf(office, code.id)).toEqual([1, 5]);
    expect(await countsOf(show)).toEqual([14, 6, 0]);
  });

  it('is not left for more of them than it may be used for', async () => {
    const { lock, code } = await openSponsored({ code: { discount: { price: 100_000 }, maxTickets: 2 } });
    expect(await refusalOf(lock(guest(), 3, 'sponsor'))).toBe('TOO_MANY_TICKETS');
    const buyer = guest();
    const { id: lockId } = await lock(buyer, 1, 'sponsor');
    const { locks } = office.services;
    const setting = locks.updateLock(buyer, { lockId, setAreas: front(3) });
    expect(await refusalOf(setting)).toBe('TOO_MANY_TICKETS');
    await locks.updateLock(buyer, { lockId, setAreas: front(2) });
    expect(await usesOf(office, code.id)).toEqual([0, 0]);
  });

  it('stays with the lock that has places by it', async () => {
    const { show, lock, allotment } = await openSponsored();
    await createCode(office, show.id);
    await createCode(office, show.id, { code: 'ALSO', discount: null, allotmentId: allotment.id });
    const buyer = guest();
    const { id: lockId } = await lock(buyer, 2, 'sponsor');
    const { locks } = office.services;
    const apply = (code: string | null) => locks.applyCode(buyer, { lockId, code });
    expect(await refusalOf(apply(null))).toBe('SEATS_NEED_CODE');
    expect(await refusalOf(apply('summer20'))).toBe('SEATS_NEED_CODE');
    expect((await apply('also')).code).toMatchObject({ code: 'ALSO' });
    await office.services.allotments.releaseAllotment(ORGANISER, { allotmentId: allotment.id });
    expect((await apply('summer20')).total).toBe(4_800);
  });

  it('says how many it opens, before any is locked', async () => {
    const { show, lock } = await openSponsored();
    const { codes } = office.services;
    const opened = () => codes.openedBy({ principal: guest(), address: null }, show, 'sponsor');
    expect(await opened()).toMatchObject({ seatIds: [], areas: [{ areaId: 'front', quantity: 5 }] });
    await lock(guest(), 6, 'sponsor');
    expect(await opened()).toMatchObject({ areas: [{ areaId: 'front', quantity: 0 }] });
  });
});

describe('an allotment with places', () => {
  it('gives all of them to everyone once it is released, and those that somebody has when they come back', async () => {
    const { show, allotment, lock, own } = await openSponsored();
    const buyer = guest();
    const held = await lock(buyer, 2, 'sponsor');
    const { allotments, locks } = office.services;
    await allotments.releaseAllotment(ORGANISER, { allotmentId: allotment.id });
    expect(await office.lastEvent(show.id)).toMatchObject({
      event_type: 'seat.unblocked',
      areas: [{ area_id: 'front', quantity: 3, available: 18, held: 2, booked: 0 }],
    });
    expect([await own(), await countsOf(show)]).toEqual([[], [18, 2, 0]]);
    await locks.updateLock(buyer, { lockId: held.id, setAreas: front(3) });
    expect(await countsOf(show)).toEqual([17, 3, 0]);
    await locks.releaseLock(buyer, { lockId: held.id });
    expect(await countsOf(show)).toEqual([20, 0, 0]);
    await expectTruth(office, show.id);
  });

  it('does so by itself at its moment, with its seats', async () => {
    const show = await openAreaShow(office, { plan: areaPlan({ capacity: 20 }) });
    const terms = { areas: front(4), releaseAt: new Date(Date.now() + 3_600_000) };
    const { id } = await createAllotment(office, show.id, ['Z1-1-1'], terms);
    expect(await countsOf(show)).toEqual([16, 0, 0]);
    await letReleaseCome(office, id);
    expect(await office.lastEvent(show.id)).toMatchObject({
      ...{ event_type: 'seat.unblocked', seat_ids: ['Z1-1-1'], actor: 'system' },
      areas: [{ area_id: 'front', quantity: 4, available: 20 }],
    });
    expect(await countsOf(show)).toEqual([20, 0, 0]);
    await expectTruth(office, show.id);
  });

  it('is changed to more and to fewer; what somebody has of these goes to everyone when it comes back', async () => {
    const { show, allotment, lock, own } = await openSponsored();
    const buyer = guest();
    const held = await lock(buyer, 4, 'sponsor');
    const { allotments, locks } = office.services;
    const set = (quantity: number) =>
      allotments.updateAllotment(ORGANISER, { allotmentId: allotment.id, areas: front(quantity) });
    await set(8);
    expect([await own(), await countsOf(show)]).toEqual([
      [8, 4],
      [12, 4, 0],
    ]);
    await expect(set(21)).rejects.toThrow('input.areas.0.quantity');
    await lock(guest(), 1);
    await expect(set(20)).rejects.toMatchObject(short(11));
    await set(3);
    expect(await office.lastEvent(show.id)).toMatchObject({
      event_type: 'seat.unblocked',
      areas: [{ area_id: 'front', quantity: 4, available: 15, held: 5, booked: 0 }],
    });
    expect([await own(), await countsOf(show)]).toEqual([
      [3, 4],
      [15, 5, 0],
    ]);
    await locks.updateLock(buyer, { lockId: held.id, setAreas: front(2) });
    expect([await own(), await countsOf(show)]).toEqual([
      [3, 2],
      [16, 3, 0],
    ]);
    await locks.releaseLock(buyer, { lockId: held.id });
    expect([await own(), await countsOf(show)]).toEqual([
      [3, 0],
      [16, 1, 0],
    ]);
    await set(0);
    expect([await own(), await countsOf(show)]).toEqual([[], [19, 1, 0]]);
    await set(2);
    expect([await own(), await countsOf(show)]).toEqual([
      [2, 0],
      [17, 1, 0],
    ]);
    await expectTruth(office, show.id);
  });

  it('gets all that it is to have, or nothing', async () => {
    const { show, lock } = await openSponsored({ places: 15 });
    await lock(guest(), 3);
    const input = { areas: front(3) };
    await expect(createAllotment(office, show.id, ['Z1-1-1'], input)).rejects.toMatchObject(short(2));
    expect(await countsOf(show)).toEqual([2, 3, 0]);
    expect(await office.services.allotments.allotmentsOf(ORGANISER, show)).toHaveLength(1);
    const none = createAllotment(office, show.id, [], { areas: [] });
    expect(await issuesOf(none)).toEqual(['input.seatIds: must name at least one seat, or areas some places']);
    const areas = [{ areaId: 'back', quantity: 1 }, ...front(0), ...front(1)];
    expect(await issuesOf(createAllotment(office, show.id, [], { areas }))).toEqual([
      'input.areas.0.areaId: is not an area of this show',
      'input.areas.1.quantity: must be from 1 to 20',
      'input.areas.2: is listed twice',
    ]);
  });

  it('takes places from another one never, and none of a show that is cancelled', async () => {
    const { show, lock, own } = await openSponsored({ places: 12 });
    await expect(createAllotment(office, show.id, [], { areas: front(9) })).rejects.toMatchObject(short(8));
    await createAllotment(office, show.id, [], { name: 'Staff', areas: front(8) });
    await expect(lock(guest(), 1)).rejects.toMatchObject(short(0));
    await lock(ORGANISER, 3, 'sponsor');
    expect(await own()).toEqual([12, 3]);
    await office.services.shows.cancelShow(ORGANISER, { showId: show.id });
    await expect(createAllotment(office, show.id, [], { areas: front(1) })).rejects.toThrow(IllegalStateError);
  });
});
