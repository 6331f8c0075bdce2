import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Code } from '../../src/modules/codes/code.ts';
import type { PriceLine } from '../../src/modules/pricing/price-lines.ts';
import { newId } from '../../src/platform/ids.ts';
import { ForbiddenError, IdempotencyConflictError, IllegalStateError, NotFoundError } from '../../src/shared/errors.ts';
import { issuesOf } from '../kit/checks/input-issues.ts';
import { refusalOf } from '../kit/checks/refusals.ts';
import { guest, ORGANISER, OTHER_ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';
import { openPricedShow, PRICING, type PricedShow } from '../kit/shows/priced-show.ts';
import { createCode } from '../kit/shows/show-code.ts';

let office: TestBoxOffice;
beforeAll(async () => {
  office = await openTestBoxOffice();
});
afterAll(() => office?.[Symbol.asyncDispose]());

const sayLine = ({ description, quantity, total, tax }: PriceLine) => `${description} ${quantity}: ${total} (${tax})`;

interface Fields {
  show: PricedShow;
  code: Code;
}

async function open(fields: Parameters<typeof createCode>[2] = {}): Promise<Fields> {
  const show = await openPricedShow(office);
  return { show, code: await createCode(office, show.id, fields) };
}

describe('a code of a show', () => {
  it('is what its organiser has made it, once per show in whatever spelling', async () => {
    const { show, code } = await open({ code: ' Summer20 ', maxUses: 10, maxTickets: 30 });
    expect(code).toMatchObject({ code: 'Summer20', percent: 20_000, amount: null, price: null, uses: 0, tickets: 0 });
    expect(await issuesOf(createCode(office, show.id, { code: 'ＳＵＭＭＥＲ20' }))).toEqual([
      'input.code: is a code of this show already',
    ]);
    const other = await openPricedShow(office);
    expect((await createCode(office, other.id)).showId).toBe(other.id);
    expect(await office.services.codes.codesOf(ORGANISER, show.show)).toEqual([code]);
  });

  it('is refused with every mistake at its place', async () => {
    const show = await openPricedShow(office);
    const other = await openPricedShow(office);
    const wrong = {
      code: '\u2800',
      discount: { percent: 7.7771, price: 0.5 },
      tierIds: [show.show.priceTiers[0]!.id, other.show.priceTiers[0]!.id],
      ticketTypeIds: [other.typeId('Adult')],
      maxUses: 0,
      maxTickets: 1_000_001,
      validFrom: new Date('2099-01-02T00:00:00Z'),
      validUntil: new Date('2099-01-01T00:00:00Z'),
    };
    expect(await issuesOf(createCode(office, show.id, wrong))).toEqual([
      'input.discount: must have exactly one of percent, amount and price',
      'input.discount.percent: must be a percentage from 0 to 100 with at most three decimals',
      'input.discount.price: must be a whole number of minor units, 0 to 1000000000000',
      'input.code: must not be empty',
      'input.tierIds.1: is no price tier of this show',
      'input.ticketTypeIds.0: is no ticket type of this show',
      'input.maxUses: must be from 1 to 1000000',
      'input.maxTickets: must be from 1 to 1000000',
      'input.validUntil: must be after validFrom',
    ]);
    expect(await issuesOf(createCode(office, show.id, { discount: null }))).toEqual([
      'input.discount: must say what tickets become cheaper by',
    ]);
    expect(await issuesOf(createCode(office, show.id, { discount: { amount: 0 } }))).toEqual([
      'input.discount.amount: must not be 0',
    ]);
  });

  it('changes in what is given, and not once it has ended', async () => {
    const { code } = await open({ maxUses: 5, validUntil: new Date('2099-01-01T00:00:00Z') });
    const { codes } = office.services;
    const changed = await codes.updateCode(ORGANISER, {
      codeId: code.id,
      code: 'winter',
      discount: { price: 900 },
      maxUses: null,
    });
    expect(changed).toMatchObject({ code: 'winter', percent: null, price: 900, maxUses: null, version: 2 });
    expect(changed.validUntil).toEqual(code.validUntil);
    const ended = await codes.endCode(ORGANISER, { codeId: code.id });
    expect(ended.endedAt).toBeInstanceOf(Date);
    expect(await codes.endCode(ORGANISER, { codeId: code.id })).toEqual(ended);
    await expect(codes.updateCode(ORGANISER, { codeId: code.id, maxUses: 3 })).rejects.toThrow(IllegalStateError);
  });

  it('keeps the ticket types that it is for, until it has ended', async () => {
    const { show, code } = await open();
    const { codes, shows } = office.services;
    const child = show.typeId('Child');
    await codes.updateCode(ORGANISER, { codeId: code.id, ticketTypeIds: [child] });
    await shows.pauseShow(ORGANISER, { showId: show.id });
    await office.database.query("UPDATE shows SET updated_at = now() - interval '1 minute' WHERE id = $1", [show.id]);
    const ticketTypes = show.show.ticketTypes.filter(({ id }) => id !== child);
    const without = { showId: show.id, ticketTypes };
    expect(await issuesOf(shows.updateShow(ORGANISER, without))).toEqual([
      'input.ticketTypes: must keep "Child": the promo code "SUMMER20" is for it. Change or end the code first.',
    ]);
    await codes.endCode(ORGANISER, { codeId: code.id });
    expect((await shows.updateShow(ORGANISER, without)).ticketTypes).toHaveLength(2);
  });

  it('is made for no ticket type that has gone meanwhile, and can be changed in other things', async () => {
    const { show, code } = await open({ code: 'KIDS' });
    const { codes } = office.services;
    const ticketTypeIds = [show.typeId('Child')];
    await codes.updateCode(ORGANISER, { codeId: code.id, ticketTypeIds });
    // Unseen by this node, which has read the show before.
    await office.database.query('DELETE FROM ticket_types WHERE id = $1', ticketTypeIds);
    const gone = ['input.ticketTypeIds.0: is no ticket type of this show'];
    expect(await issuesOf(createCode(office, show.id, { ticketTypeIds }))).toEqual(gone);
    expect(await codes.codesOf(ORGANISER, show.show)).toHaveLength(1);
    expect(await issuesOf(codes.updateCode(ORGANISER, { codeId: code.id, ticketTypeIds }))).toEqual(gone);
    const freed = await codes.updateCode(ORGANISER, { codeId: code.id, ticketTypeIds: null });
    expect(freed.ticketTypeIds).toEqual([]);
  });

  it('is its organiser’s alone', async () => {
    const { show, code } = await open();
    const { codes } = office.services;
    await expect(codes.codesOf(OTHER_ORGANISER, show.show)).rejects.toThrow(ForbiddenError);
    await expect(codes.createCode(OTHER_ORGANISER, { showId: show.id, code: 'X' })).rejects.toThrow(ForbiddenError);
    await expect(codes.updateCode(OTHER_ORGANISER, { codeId: code.id })).rejects.toThrow(ForbiddenError);
    await expect(codes.endCode(OTHER_ORGANISER, { codeId: code.id })).rejects.toThrow(ForbiddenError);
    await expect(codes.endCode(ORGANISER, { codeId: newId('code') })).rejects.toThrow(NotFoundError);
    expect([await codes.getCode(OTHER_ORGANISER, code.id), await codes.getCode(guest(), code.id)]).toEqual([
      null,
      null,
    ]);
  });
});

describe('a lock with a code', () => {
  it('costs less, each minor unit explained, and more once the code is taken off', async () => {
    const { show, code } = await open();
    const { locks } = office.services;
    const buyer = guest();
    const seats = [{ seatId: show.stalls[0]! }, { seatId: show.stalls[1]!, ticketTypeId: show.typeId('Child') }];
    const lock = await locks.lockSeats(buyer, { showId: show.id, seats, code: ' summer20' });
    expect((await locks.linesOf(lock)).map(sayLine)).toEqual([
      'Stalls, Adult 1: 4550 (298)',
      'Stalls, Child 1: 2000 (131)',
      'SUMMER20 1: -1310 (-86)',
      'Service fee 1: 364 (58)',
      'Service fee 1: 160 (26)',
      'Shipping 1: 390 (62)',
    ]);
    expect(lock).toMatchObject({ total: 6_154, code: { id: code.id, code: 'SUMMER20' } });
    expect(await locks.readLock(lock.id)).toMatchObject({ total: lock.total, code: lock.code });
    const without = await locks.applyCode(buyer, { lockId: lock.id, code: ' ' });
    expect(without).toMatchObject({ total: 4_550 + 2_000 + 455 + 200 + 390, code: null });
    const again = await locks.applyCode(buyer, { lockId: lock.id, code: 'SUMMER20' });
    expect(again).toMatchObject({ total: lock.total, code: lock.code, expiresAt: without.expiresAt });
    expect((await locks.applyCode(buyer, { lockId: lock.id })).code).toBeNull();
  });

  it('is priced anew when its seats and types change', async () => {
    const { show } = await open({ ticketTypeIds: [], discount: { amount: 1_000 } });
    const { locks } = office.services;
    const buyer = guest();
    const input = { showId: show.id, seatIds: show.stalls.slice(0, 1), code: 'SUMMER20' };
    const { id: lockId, total } = await locks.lockSeats(buyer, input);
    expect(total).toBe(3_550 + 355 + 390);
    const typed = [{ seatId: show.stalls[0]!, ticketTypeId: show.typeId('Child') }];
    const child = await locks.updateLock(buyer, { lockId, setTicketTypes: typed });
    expect(child).toMatchObject({ total: 1_000 + 100 + 390, code: { code: 'SUMMER20' } });
    const more = await locks.updateLock(buyer, { lockId, addSeatIds: [show.balcony[0]!] });
    expect(more.total).toBe(1_000 + 500 + 100 + 50 + 390);
    // A free ticket gets no cheaper.
    const free = [{ seatId: show.balcony[0]!, ticketTypeId: show.typeId('Child') }];
    const last = await locks.updateLock(buyer, { lockId, setTicketTypes: free, removeSeatIds: [show.stalls[0]!] });
    expect([last.total, (await locks.linesOf(last)).map(sayLine)]).toEqual([0, ['Balcony, Child 1: 0 (0)']]);
  });

  it('makes only the tickets of its tiers and types cheaper', async () => {
    const show = await openPricedShow(office, { ...PRICING, fees: [] });
    const { locks } = office.services;
    const tierIds = [show.show.priceTiers[0]!.id];
    const ticketTypeIds = [show.typeId('Adult')];
    await createCode(office, show.id, { code: 'both', tierIds, ticketTypeIds, discount: { price: 4_000 } });
    const buyer = guest();
    const seats = [
      { seatId: show.stalls[0]! },
      { seatId: show.stalls[1]!, ticketTypeId: show.typeId('Student') },
      { seatId: show.balcony[0]! },
    ];
    const lock = await locks.lockSeats(buyer, { showId: show.id, seats, code: 'BOTH' });
    expect(lock.total).toBe(4_000 + 3_000 + 1_500);
    // It costs less already.
    await createCode(office, show.id, { code: 'dear', discount: { price: 5_000 } });
    expect(await refusalOf(locks.applyCode(buyer, { lockId: lock.id, code: 'dear' }))).toBe('NOTHING_APPLIES');
    expect(await locks.readLock(lock.id)).toMatchObject({ total: lock.total, code: { code: 'both' } });
  });

  it('keeps what the code said when it was applied', async () => {
    const { show, code } = await open({ discount: { percent: 50 } });
    const { locks, codes } = office.services;
    const buyer = guest();
    const lock = await locks.lockSeats(buyer, { showId: show.id, seatIds: [show.stalls[0]!], code: 'summer20' });
    await codes.updateCode(ORGANISER, { codeId: code.id, code: 'OTHER', discount: { percent: 10 } });
    const changed = await locks.updateLock(buyer, { lockId: lock.id, addSeatIds: [show.stalls[1]!] });
    expect(changed.total).toBe(2 * 2_275 + 2 * 228 + 390);
    expect(await refusalOf(locks.applyCode(buyer, { lockId: lock.id, code: 'SUMMER20' }))).toBe('NOT_VALID');
    const anew = await locks.applyCode(buyer, { lockId: lock.id, code: 'other' });
    expect(anew.total).toBe(2 * 4_095 + 2 * 410 + 390);
  });

  it('gets its code once for the key of the request', async () => {
    const { show } = await open();
    const { locks } = office.services;
    const buyer = guest();
    const { id: lockId } = await locks.lockSeats(buyer, { showId: show.id, seatIds: [show.stalls[0]!] });
    const request = { lockId, code: 'SUMMER20', idempotencyKey: 'once' };
    const answers = await Promise.all([1, 2, 3].map(() => locks.applyCode(buyer, request)));
    expect(new Set(answers.map(({ total }) => total)).size).toBe(1);
    await locks.applyCode(buyer, { lockId, code: null });
    expect((await locks.applyCode(buyer, request)).code).toBeNull();
    await expect(locks.applyCode(buyer, { ...request, code: 'OTHER' })).rejects.toThrow(IdempotencyConflictError);
    const wrong = { ...request, code: 'OTHER', idempotencyKey: 'wrong' };
    expect(await refusalOf(locks.applyCode(buyer, wrong))).toBe('NOT_VALID');
    await createCode(office, show.id, { code: 'other' });
    expect(await refusalOf(locks.applyCode(buyer, wrong))).toBe('NOT_VALID');
  });

  it('is not made where the code can not be applied', async () => {
    const { show } = await open();
    const { locks, seatMap } = office.services;
    const input = { showId: show.id, seatIds: [show.stalls[0]!] };
    expect(await refusalOf(locks.lockSeats(guest(), { ...input, code: 'SUMMER21' }))).toBe('NOT_VALID');
    expect((await seatMap.readTruth(show.id)).version).toBe(0);
    expect((await locks.lockSeats(guest(), { ...input, code: '' })).code).toBeNull();
  });
});

describe('what is told of a code that can not be applied', () => {
  it('is the same of one that there is not, is another show’s, has ended, is over or not valid yet', async () => {
    const show = await openPricedShow(office);
    const { locks, codes } = office.services;
    await open({ code: 'elsewhere' });
    await createCode(office, show.id, { code: 'early', validFrom: new Date('2098-01-01T00:00:00Z') });
    await createCode(office, show.id, { code: 'late', validUntil: new Date('2020-01-01T00:00:00Z') });
    const { id: codeId } = await createCode(office, show.id, { code: 'ended' });
    await codes.endCode(ORGANISER, { codeId });
    const buyer = guest();
    const { id: lockId } = await locks.lockSeats(buyer, { showId: show.id, seatIds: [show.stalls[0]!] });
    const answers = new Set<string>();
    for (const code of ['none', 'elsewhere', 'early', 'late', 'ended']) {
      const answer = await locks.applyCode(buyer, { lockId, code }).catch((error) => ({ ...error, at: error.message }));
      answers.add(JSON.stringify(answer));
    }
    expect([...answers]).toHaveLength(1);
    expect([...answers][0]).toContain('NOT_VALID');
  });

  it('says of a right one what is left of it, and that nothing becomes cheaper', async () => {
    const { show, code } = await open({ maxTickets: 3, tierIds: [] });
    const { locks, bookings, codes } = office.services;
    const customer = { name: 'Ada', email: 'ada@example.org' };
    const first = guest();
    const input = { showId: show.id, seatIds: show.stalls.slice(0, 2), code: 'SUMMER20' };
    await bookings.createBooking(first, { lockId: (await locks.lockSeats(first, input)).id, customer });
    const buyer = guest();
    const asked = { showId: show.id, seatIds: show.balcony.slice(0, 2), code: 'SUMMER20' };
    expect(await refusalOf(locks.lockSeats(buyer, asked))).toBe('TOO_MANY_TICKETS');
    const one = await locks.lockSeats(buyer, { ...asked, seatIds: [show.balcony[0]!] });
    const more = { lockId: one.id, addSeatIds: [show.balcony[1]!] };
    expect(await refusalOf(locks.updateLock(buyer, more))).toBe('TOO_MANY_TICKETS');
    // A free ticket does not count.
    const free = [{ seatId: show.balcony[1]!, ticketTypeId: show.typeId('Child') }];
    const changed = await locks.updateLock(buyer, { lockId: one.id, addSeats: free });
    await bookings.createBooking(buyer, { lockId: changed.id, customer });
    const late = await locks.lockSeats(guest(), { showId: show.id, seatIds: [show.stalls[2]!] });
    expect(late.code).toBeNull();
    const again = { ...asked, seatIds: [show.stalls[3]!] };
    expect(await refusalOf(locks.lockSeats(guest(), again))).toBe('USED_UP');
    const { uses, tickets } = (await codes.getCode(ORGANISER, code.id))!;
    expect([uses, tickets]).toEqual([2, 3]);
    expect(await issuesOf(codes.updateCode(ORGANISER, { codeId: code.id, maxTickets: 2, maxUses: 1 }))).toEqual([
      'input.maxUses: must be at least 2: so many bookings have used it. endCode ends it.',
      'input.maxTickets: must be at least 3: so many tickets have used it. endCode ends it.',
    ]);
  });
});
