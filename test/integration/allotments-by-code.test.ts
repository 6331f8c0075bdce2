import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Code } from '../../src/modules/codes/code.ts';
import { OrphanSeatsError } from '../../src/modules/locks/locks.errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { issuesOf } from '../kit/checks/input-issues.ts';
import { expectConsistent, expectTruth, statesOf } from '../kit/checks/ledger-checks.ts';
import { refusalOf } from '../kit/checks/refusals.ts';
import {
  CUSTOMER,
  guest,
  ORGANISER,
  openTestBoxOffice,
  type TestBoxOffice,
  type TestShow,
} from '../kit/product/box-office.ts';
import { openPricedShow } from '../kit/shows/priced-show.ts';
import { createAllotment } from '../kit/shows/show-allotment.ts';
import { createCode, usesOf } from '../kit/shows/show-code.ts';

let office: TestBoxOffice;
let show: TestShow;

beforeAll(async () => {
  office = await openTestBoxOffice();
  show = await office.createShow({ zones: 2, rows: 4, seats: 25 });
});
afterAll(() => office?.[Symbol.asyncDispose]());

const PRESS = { name: 'Press', access: 'CODE' as const };

let made = 0;
interface Opened {
  code: Code;
  allotmentId: string;
  seatIds: [string, string];
  /** Of nobody. */
  free: string;
}

/** An allotment of two seats that the code opens, without any discount. */
async function open({ ofShow = show }: { ofShow?: TestShow } = {}): Promise<Opened> {
  const [one, two, free] = ofShow.nextSeats(3) as [string, string, string];
  const { id: allotmentId } = await createAllotment(office, ofShow.id, [one, two], PRESS);
  made += 1;
  const code = await createCode(office, ofShow.id, { code: `Press${made}`, discount: null, allotmentId });
  return { code, allotmentId, seatIds: [one, two], free };
}

const lockWith = (principal: Principal, seatIds: readonly string[], code: string | null, showId = show.id) =>
  office.services.locks.lockSeats(principal, { showId, seatIds, code });

describe('a code that names an allotment', () => {
  it('tells which seats it opens, to whoever has it', async () => {
    const { code, seatIds } = await open();
    const known = (await office.services.shows.getShow(show.id))!;
    const calling = { principal: guest(), address: null };
    const opened = await office.services.codes.openedBy(calling, known, code.code.toUpperCase());
    expect(opened).toMatchObject({ allotment: { name: 'Press' }, seatIds: expect.arrayContaining(seatIds) });
    expect(opened.seatIds).toHaveLength(2);
    expect(await refusalOf(office.services.codes.openedBy(calling, known, 'nonsense'))).toBe('NOT_VALID');
    const { code: other } = await createCode(office, show.id, { code: 'DISCOUNT' });
    expect(await refusalOf(office.services.codes.openedBy(calling, known, other))).toBe('OPENS_NOTHING');
  });

  it('opens its seats to a lock that carries it, together with others, and to no other lock', async () => {
    const { code, seatIds, free } = await open();
    const { code: stranger } = await open();
    expect(await refusalOf(lockWith(guest(), seatIds, null))).toBe('BLOCKED,BLOCKED');
    expect(await refusalOf(lockWith(guest(), seatIds, stranger.code))).toBe('BLOCKED,BLOCKED');
    expect(await refusalOf(lockWith(guest(), seatIds, 'nonsense'))).toBe('NOT_VALID');
    const buyer = guest();
    const lock = await lockWith(buyer, [...seatIds, free], code.code);
    expect(lock).toMatchObject({ status: 'ACTIVE', total: 7_500 });
    expect(await refusalOf(lockWith(guest(), seatIds, code.code))).toBe('LOCKED_BY_OTHER,LOCKED_BY_OTHER');
    await office.services.locks.releaseLock(buyer, { lockId: lock.id });
    expect(await statesOf(office, show.id, [...seatIds, free])).toEqual(['BLOCKED', 'BLOCKED', 'AVAILABLE']);
    await expectTruth(office, show.id);
  });

  it('adds its seats to a lock that has it, and to none without', async () => {
    const { code, seatIds, free } = await open();
    const { locks } = office.services;
    const [buyer, other] = [guest(), guest()];
    const plain = await lockWith(other, show.nextSeats(1), null);
    expect(await refusalOf(locks.updateLock(other, { lockId: plain.id, addSeatIds: [seatIds[0]] }))).toBe('BLOCKED');
    const lock = await lockWith(buyer, [free], code.code);
    await locks.updateLock(buyer, { lockId: lock.id, addSeatIds: [...seatIds], removeSeatIds: [free] });
    expect(await statesOf(office, show.id, [...seatIds, free])).toEqual(['LOCKED', 'LOCKED', 'AVAILABLE']);
    await locks.updateLock(buyer, { lockId: lock.id, removeSeatIds: [seatIds[1]] });
    expect(await statesOf(office, show.id, seatIds)).toEqual(['LOCKED', 'BLOCKED']);
    await expectTruth(office, show.id);
  });

  it('stays with a lock as long as that has its seats', async () => {
    const { code, seatIds, free } = await open();
    const { locks } = office.services;
    const buyer = guest();
    const lock = await lockWith(buyer, [seatIds[0], free], code.code);
    const { code: discount } = await createCode(office, show.id, { code: `LESS${made}` });
    for (const other of [null, discount]) {
      expect(await refusalOf(locks.applyCode(buyer, { lockId: lock.id, code: other }))).toBe('SEATS_NEED_CODE');
    }
    await locks.updateLock(buyer, { lockId: lock.id, removeSeatIds: [seatIds[0]] });
    const changed = await locks.applyCode(buyer, { lockId: lock.id, code: discount });
    expect(changed.code).toMatchObject({ code: discount });
    expect(await refusalOf(locks.updateLock(buyer, { lockId: lock.id, addSeatIds: [seatIds[0]] }))).toBe('BLOCKED');
  });

  it('is used up by the booking, and given back with the seats when that is cancelled', async () => {
    await office.startEvents();
    const { code, seatIds } = await open();
    const { bookings, payments, codes } = office.services;
    await codes.updateCode(ORGANISER, { codeId: code.id, maxUses: 1 });
    const buyer = guest();
    const { id: lockId } = await lockWith(buyer, [seatIds[0]], code.code);
    const { id: bookingId } = await bookings.createBooking(buyer, { lockId, customer: CUSTOMER });
    await payments.payBooking(buyer, { bookingId, paymentToken: 'tok_ok' });
    await office.settled();
    expect(await usesOf(office, code.id)).toEqual([1, 1]);
    expect(await refusalOf(lockWith(guest(), [seatIds[1]], code.code))).toBe('USED_UP');
    await bookings.cancelBooking(buyer, { bookingId });
    await office.settled();
    expect(await usesOf(office, code.id)).toEqual([0, 0]);
    expect(await statesOf(office, show.id, seatIds)).toEqual(['BLOCKED', 'BLOCKED']);
    await lockWith(guest(), seatIds, code.code);
    await expectTruth(office, show.id);
  });

  it('is not used up by seats that everybody can have, nor opens what nobody can book with it', async () => {
    const { code, seatIds, free } = await open();
    const { bookings, codes } = office.services;
    await codes.updateCode(ORGANISER, { codeId: code.id, maxUses: 1 });
    const [passerBy, sponsor] = [guest(), guest()];
    const plain = await lockWith(passerBy, [free], code.code);
    await bookings.createBooking(passerBy, { lockId: plain.id, customer: CUSTOMER });
    expect(await usesOf(office, code.id)).toEqual([0, 0]);
    const held = await lockWith(sponsor, [seatIds[0]], code.code);
    const sellable = (await office.services.shows.getShow(show.id))!;
    const calling = { principal: guest(), address: null };
    expect(await codes.openedBy(calling, sellable, code.code)).toMatchObject({
      seatIds: expect.arrayContaining(seatIds),
    });
    await bookings.createBooking(sponsor, { lockId: held.id, customer: CUSTOMER });
    expect(await usesOf(office, code.id)).toEqual([1, 1]);
    expect(await refusalOf(codes.openedBy(calling, sellable, code.code))).toBe('USED_UP');
  });

  it('is applied to nothing that another allotment of it would open later', async () => {
    const [one, other] = [await open(), await open()];
    const { codes, locks } = office.services;
    const buyer = guest();
    const lock = await lockWith(buyer, [one.seatIds[0]], one.code.code);
    await codes.updateCode(ORGANISER, { codeId: one.code.id, allotmentId: other.allotmentId });
    expect(await refusalOf(locks.updateLock(buyer, { lockId: lock.id, addSeatIds: [other.seatIds[0]] }))).toBe(
      'BLOCKED',
    );
    await office.services.bookings.createBooking(buyer, { lockId: lock.id, customer: CUSTOMER });
    expect(await usesOf(office, one.code.id)).toEqual([1, 1]);
  });

  it('opens nothing once it has ended, its allotment is for staff, or is released', async () => {
    const { allotments, codes } = office.services;
    const [ended, forStaff, released] = [await open(), await open(), await open()];
    await codes.endCode(ORGANISER, { codeId: ended.code.id });
    expect(await refusalOf(lockWith(guest(), ended.seatIds, ended.code.code))).toBe('NOT_VALID');
    await allotments.updateAllotment(ORGANISER, { allotmentId: forStaff.allotmentId, access: 'STAFF' });
    expect(await refusalOf(lockWith(guest(), forStaff.seatIds, forStaff.code.code))).toBe('BLOCKED,BLOCKED');
    await allotments.releaseAllotment(ORGANISER, { allotmentId: released.allotmentId });
    const known = (await office.services.shows.getShow(show.id))!;
    for (const { code } of [forStaff, released]) {
      const opening = codes.openedBy({ principal: guest(), address: null }, known, code.code);
      expect(await refusalOf(opening)).toBe('OPENS_NOTHING');
    }
    const lock = await lockWith(guest(), released.seatIds, null);
    expect(lock.seatIds).toEqual(released.seatIds);
  });

  it('is made for an allotment of its show that codes may open', async () => {
    const { allotmentId } = await open();
    const other = await office.createShow({ zones: 1, rows: 1, seats: 5 });
    const none = { discount: null, allotmentId };
    expect(await issuesOf(createCode(office, other.id, none))).toEqual([
      'input.allotmentId: is no allotment of this show',
    ]);
    await office.services.allotments.updateAllotment(ORGANISER, { allotmentId, access: 'STAFF' });
    expect(await issuesOf(createCode(office, show.id, { ...none, code: 'STAFFCODE' }))).toEqual([
      'input.allotmentId: is for staff only',
    ]);
    expect(await issuesOf(createCode(office, show.id, { ...none, code: 'STAFFCODE', maxUses: 0 }))).toEqual([
      'input.maxUses: must be from 1 to 1000000',
      'input.allotmentId: is for staff only',
    ]);
  });
});

describe('a code that has a discount and names an allotment', () => {
  it('loses the discount where it is to have none, and not the allotment as well', async () => {
    const { allotmentId } = await open();
    const code = await createCode(office, show.id, { code: 'BOTH', allotmentId });
    const { codes } = office.services;
    const changed = await codes.updateCode(ORGANISER, { codeId: code.id, discount: null });
    expect(changed).toMatchObject({ percent: null, amount: null, price: null, allotmentId });
    expect(await codes.updateCode(ORGANISER, { codeId: code.id, maxUses: 3 })).toMatchObject({ percent: null });
    expect(await issuesOf(codes.updateCode(ORGANISER, { codeId: code.id, allotmentId: null }))).toEqual([
      'input.discount: must say what tickets become cheaper by',
    ]);
  });
});

describe('a code with a discount that names an allotment', () => {
  /** Of the balcony, where children are free. */
  async function openBalcony(fields: Parameters<typeof createCode>[2]) {
    const priced = await openPricedShow(office);
    const { id: allotmentId } = await createAllotment(office, priced.id, priced.balcony, PRESS);
    const code = await createCode(office, priced.id, { code: 'PRESS', allotmentId, ...fields });
    const child = priced.typeId('Child');
    const take = (buyer: Principal, ...seatIds: string[]) => lockWith(buyer, seatIds, 'press', priced.id);
    const book = (buyer: Principal, { id: lockId }: { id: string }) =>
      office.services.bookings.createBooking(buyer, { lockId, customer: CUSTOMER });
    return { ...priced, code, child, take, book };
  }

  it('is used by free tickets for its seats, no more often than it may be', async () => {
    const { code, balcony, child, take, book } = await openBalcony({ maxUses: 1 });
    const { locks } = office.services;
    const buyers = [guest(), guest()];
    const held = [];
    for (const [index, buyer] of buyers.entries()) {
      const lock = await take(buyer, balcony[index]!);
      const setTicketTypes = [{ seatId: balcony[index]!, ticketTypeId: child }];
      held.push(await locks.updateLock(buyer, { lockId: lock.id, setTicketTypes }));
    }
    expect(held.map(({ total }) => total)).toEqual([0, 0]);
    expect(await book(buyers[0]!, held[0]!)).toMatchObject({ status: 'CONFIRMED', codeId: code.id });
    expect(await usesOf(office, code.id)).toEqual([1, 1]);
    expect(await refusalOf(book(buyers[1]!, held[1]!))).toBe('USED_UP');
    expect(await locks.readLock(held[1]!.id)).toMatchObject({ status: 'ACTIVE' });
  });

  it('is used by its seats where it is a discount for others, or none of theirs', async () => {
    const forStalls = await openBalcony({});
    const stallsTier = forStalls.show.priceTiers.find(({ name }) => name === 'Stalls')!.id;
    await office.services.codes.updateCode(ORGANISER, { codeId: forStalls.code.id, tierIds: [stallsTier] });
    const buyer = guest();
    const lock = await forStalls.take(buyer, forStalls.stalls[0]!, forStalls.balcony[0]!);
    await office.services.locks.updateLock(buyer, { lockId: lock.id, removeSeatIds: [forStalls.stalls[0]!] });
    expect(await forStalls.book(buyer, lock)).toMatchObject({ codeId: forStalls.code.id });
    expect(await usesOf(office, forStalls.code.id)).toEqual([1, 1]);

    const dear = await openBalcony({ discount: { price: 100_000 } });
    await dear.book(buyer, await dear.take(buyer, dear.balcony[0]!, dear.balcony[1]!));
    expect(await usesOf(office, dear.code.id)).toEqual([1, 2]);
  });

  it('has its seats counted when they are added, and is not left for more', async () => {
    const { balcony, stalls, take } = await openBalcony({ discount: { price: 4_000 }, maxTickets: 2 });
    const buyer = guest();
    const lock = await take(buyer, stalls[0]!, balcony[0]!);
    const { locks } = office.services;
    const adding = locks.updateLock(buyer, { lockId: lock.id, addSeatIds: [balcony[1]!] });
    expect(await refusalOf(adding)).toBe('TOO_MANY_TICKETS');
    await locks.updateLock(buyer, { lockId: lock.id, addSeatIds: [balcony[1]!], removeSeatIds: [stalls[0]!] });
  });

  it('sells none of its seats once it has ended, whatever they cost', async () => {
    const { code, balcony, child, take, book } = await openBalcony({});
    const buyer = guest();
    const lock = await take(buyer, balcony[0]!);
    await office.services.codes.endCode(ORGANISER, { codeId: code.id });
    const setTicketTypes = [{ seatId: balcony[0]!, ticketTypeId: child }];
    await office.services.locks.updateLock(buyer, { lockId: lock.id, setTicketTypes });
    expect(await refusalOf(book(buyer, lock))).toBe('NOT_VALID');
  });
});

describe('where single seats are refused', () => {
  async function strictShow(): Promise<TestShow> {
    const strict = await office.createShow({ zones: 1, rows: 2, seats: 6 });
    const seatRules = { orphanRule: 'STRICT' as const, minimumRun: 2 };
    await office.services.shows.updateShow(ORGANISER, { showId: strict.id, seatRules });
    return strict;
  }

  it('asks no rule about seats of an allotment, taken or given back, and does so about the others of the choice', async () => {
    const strict = await strictShow();
    // 1 and 2 are the allotment's, 3 to 6 are free.
    const { code, seatIds } = await open({ ofShow: strict });
    const [three, four, five, six] = strict.seatIds.slice(2, 6) as [string, string, string, string];
    const buyer = guest();
    const lock = await lockWith(buyer, [seatIds[0]], code.code, strict.id);
    const { locks } = office.services;
    const leavesOne = locks.updateLock(buyer, { lockId: lock.id, addSeatIds: [seatIds[1], three, four, five] });
    await expect(leavesOne).rejects.toThrow(OrphanSeatsError);
    await locks.updateLock(buyer, { lockId: lock.id, addSeatIds: [seatIds[1], five, six] });
    await locks.updateLock(buyer, { lockId: lock.id, removeSeatIds: [seatIds[0]] });
    expect(await statesOf(office, strict.id, strict.seatIds.slice(0, 6))).toEqual([
      ...['BLOCKED', 'LOCKED', 'AVAILABLE', 'AVAILABLE', 'LOCKED', 'LOCKED'],
    ]);
    // A seat of an allotment is a wall: three and four are a run of two between it and what is held.
    await expect(lockWith(guest(), [three], null, strict.id)).rejects.toThrow(OrphanSeatsError);
    await lockWith(guest(), [three, four], null, strict.id);
    await expectConsistent(office.database, strict.id);
  });
});
