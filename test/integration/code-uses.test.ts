import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodeNotApplicableError } from '../../src/modules/codes/codes.errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { CUSTOMER, guest, ORGANISER, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';
import { openAreaShow } from '../kit/shows/area-show.ts';
import { openPricedShow, type PricedShow } from '../kit/shows/priced-show.ts';
import { createCode, usesOf } from '../kit/shows/show-code.ts';

let office: TestBoxOffice;
beforeAll(async () => {
  office = await openTestBoxOffice();
});
afterAll(() => office?.[Symbol.asyncDispose]());

async function lockWith(buyer: Principal, show: PricedShow, seatIds: string[], code: string | null = 'SUMMER20') {
  return await office.services.locks.lockSeats(buyer, { showId: show.id, seatIds, code });
}

async function book(buyer: Principal, lockId: string, idempotencyKey: string | null = null) {
  return await office.services.bookings.createBooking(buyer, { lockId, customer: CUSTOMER, idempotencyKey });
}

describe('a code that a booking is made with', () => {
  it('is counted once, however often the request is repeated', async () => {
    const show = await openPricedShow(office);
    const code = await createCode(office, show.id);
    const buyer = guest();
    const lock = await lockWith(buyer, show, show.stalls.slice(0, 2));
    expect(await usesOf(office, code.id)).toEqual([0, 0]);
    const made = await Promise.all([1, 2, 3, 4].map(() => book(buyer, lock.id, 'once')));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(made[0]).toMatchObject({ total: lock.total, codeId: code.id });
    expect(await usesOf(office, code.id)).toEqual([1, 2]);
    const lines = await office.services.bookings.linesOf(made[0]!.id);
    expect(lines.find(({ kind }) => kind === 'DISCOUNT')).toMatchObject({ description: 'SUMMER20', total: -1_820 });
  });

  it('leaves the booking as it was made, whatever becomes of it', async () => {
    const show = await openPricedShow(office);
    const { id: codeId } = await createCode(office, show.id);
    const buyer = guest();
    const lock = await lockWith(buyer, show, show.stalls.slice(0, 1));
    const booking = await book(buyer, lock.id);
    const before = await office.services.bookings.linesOf(booking.id);
    const { codes, bookings } = office.services;
    await codes.updateCode(ORGANISER, { codeId, code: 'AUTUMN', discount: { amount: 1 } });
    await codes.endCode(ORGANISER, { codeId });
    expect(await bookings.linesOf(booking.id)).toEqual(before);
    expect((await bookings.readBooking(booking.id))!.total).toBe(lock.total);
  });

  it('is given back once when the booking is cancelled', async () => {
    const show = await openPricedShow(office);
    const code = await createCode(office, show.id, { maxUses: 1 });
    const buyer = guest();
    const booking = await book(buyer, (await lockWith(buyer, show, show.stalls.slice(0, 2))).id);
    expect(await usesOf(office, code.id)).toEqual([1, 2]);
    const { bookings } = office.services;
    await Promise.all([1, 2, 3].map(() => bookings.cancelBooking(buyer, { bookingId: booking.id })));
    expect(await usesOf(office, code.id)).toEqual([0, 0]);
    const other = guest();
    await book(other, (await lockWith(other, show, show.balcony.slice(0, 1))).id);
    expect(await usesOf(office, code.id)).toEqual([1, 1]);
  });

  it('is given back when nobody pays, also of several codes at once', async () => {
    const show = await openPricedShow(office);
    const codes = await Promise.all(['A', 'B'].map((code) => createCode(office, show.id, { code })));
    const seats = [...show.stalls, ...show.balcony];
    const made = await Promise.all(
      seats.map(async (seatId, index) => {
        const buyer = guest();
        return await book(buyer, (await lockWith(buyer, show, [seatId], index % 2 === 0 ? 'a' : 'b')).id);
      }),
    );
    expect(await Promise.all(codes.map(({ id }) => usesOf(office, id)))).toEqual([
      [4, 4],
      [4, 4],
    ]);
    for (const { id } of made) await office.makeOverdue('bookings', id);
    await Promise.all([office.sweep(), office.sweep()]);
    await office.sweep();
    expect(await Promise.all(codes.map(({ id }) => usesOf(office, id)))).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it('confirms a booking that it makes free at once, with no tax left', async () => {
    const show = await openPricedShow(office);
    const code = await createCode(office, show.id, { code: 'GUEST', discount: { percent: 100 }, maxUses: 1 });
    const buyer = guest();
    const lock = await lockWith(buyer, show, show.stalls.slice(0, 3), 'guest');
    const booking = await book(buyer, lock.id);
    expect(booking).toMatchObject({ status: 'CONFIRMED', total: 0 });
    const lines = await office.services.bookings.linesOf(booking.id);
    expect([lines.length, lines.reduce((sum, { tax }) => sum + tax, 0)]).toEqual([4, 0]);
    expect(await office.services.bookings.ticketsOf(booking.id)).toHaveLength(3);
    expect(await usesOf(office, code.id)).toEqual([1, 3]);
  });

  it('counts the places of areas, each one, beside the seats', async () => {
    const { id: showId } = await openAreaShow(office);
    const code = await createCode(office, showId, { discount: { amount: 500 }, maxTickets: 5 });
    const { locks, bookings } = office.services;
    const buyer = guest();
    const areas = [{ areaId: 'front', quantity: 3 }];
    const lock = await locks.lockSeats(buyer, { showId, seatIds: ['Z1-1-1', 'Z1-1-2'], areas });
    const applied = await locks.applyCode(buyer, { lockId: lock.id, code: 'summer20' });
    expect(applied.total).toBe(lock.total - 5 * 500);
    const changed = await locks.updateLock(buyer, { lockId: lock.id, removeSeatIds: ['Z1-1-2'] });
    expect(changed.total).toBe(lock.total - 4_500 - 4 * 500);
    const more = { lockId: lock.id, setAreas: [{ areaId: 'front', quantity: 5 }] };
    await expect(locks.updateLock(buyer, more)).rejects.toMatchObject({ reason: 'TOO_MANY_TICKETS' });
    const booking = await book(buyer, lock.id);
    const lines = await bookings.linesOf(booking.id);
    expect(lines.map(({ kind, quantity, total }) => [kind, quantity, total])).toEqual([
      ['SEAT', 1, 4_500],
      ['AREA', 3, 9_000],
      ['DISCOUNT', 1, -2_000],
    ]);
    expect(await usesOf(office, code.id)).toEqual([1, 4]);
    await bookings.cancelBooking(buyer, { bookingId: booking.id });
    expect(await usesOf(office, code.id)).toEqual([0, 0]);
  });

  it('is not used by a booking whose tickets it makes no cheaper', async () => {
    const show = await openPricedShow(office);
    const code = await createCode(office, show.id, { ticketTypeIds: [show.typeId('Adult')] });
    const buyer = guest();
    const lock = await lockWith(buyer, show, show.stalls.slice(0, 1));
    const typed = [{ seatId: show.stalls[0]!, ticketTypeId: show.typeId('Child') }];
    await office.services.locks.updateLock(buyer, { lockId: lock.id, setTicketTypes: typed });
    expect(await book(buyer, lock.id)).toMatchObject({ codeId: null, total: 2_000 + 200 + 390 });
    expect(await usesOf(office, code.id)).toEqual([0, 0]);
  });
});

describe('a lock whose code can not be used any more', () => {
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: unknown) => (error instanceof CodeNotApplicableError ? error.reason : Promise.reject(error)),
    );

  it.each(['cents', 'free'])('is not booked with it, runs on and is booked without it (%s)', async (kind) => {
    const show = await openPricedShow(office);
    const discount = kind === 'free' ? { percent: 100 } : { percent: 20 };
    const code = await createCode(office, show.id, { maxUses: 1, discount });
    const [first, second] = [guest(), guest()];
    const late = await lockWith(second, show, [show.stalls[0]!]);
    await book(first, (await lockWith(first, show, [show.stalls[1]!])).id);
    expect(await refusal(book(second, late.id))).toBe('USED_UP');
    const { locks, bookings } = office.services;
    expect(await locks.readLock(late.id)).toMatchObject({ status: 'ACTIVE', bookingId: null, total: late.total });
    expect(
      await bookings.listBookings(second, { limit: 5, olderThan: null, newerThan: null, fromOldest: false }),
    ).toEqual([]);
    const plain = await locks.applyCode(second, { lockId: late.id, code: null });
    expect(await book(second, late.id)).toMatchObject({ total: plain.total, codeId: null });
    expect(await usesOf(office, code.id)).toEqual([1, 1]);
  });

  it('is told that it is not valid where the code has ended or its time is over', async () => {
    const show = await openPricedShow(office);
    const { codes } = office.services;
    for (const [index, end] of [
      (codeId: string) => codes.endCode(ORGANISER, { codeId }),
      (codeId: string) => codes.updateCode(ORGANISER, { codeId, validUntil: new Date(Date.now() - 60_000) }),
    ].entries()) {
      const code = await createCode(office, show.id, { code: `code ${index}` });
      const buyer = guest();
      const lock = await lockWith(buyer, show, [show.stalls[index]!], `CODE ${index}`);
      await end(code.id);
      expect(await refusal(book(buyer, lock.id))).toBe('NOT_VALID');
    }
  });

  it('gets the same refusal for the same key, and a booking for another one', async () => {
    const show = await openPricedShow(office);
    const { id: codeId } = await createCode(office, show.id);
    const buyer = guest();
    const lock = await lockWith(buyer, show, [show.stalls[0]!]);
    await office.services.codes.endCode(ORGANISER, { codeId });
    expect(await refusal(book(buyer, lock.id, 'key'))).toBe('NOT_VALID');
    await office.services.locks.applyCode(buyer, { lockId: lock.id, code: null });
    expect(await refusal(book(buyer, lock.id, 'key'))).toBe('NOT_VALID');
    expect((await book(buyer, lock.id, 'another')).status).toBe('PENDING_PAYMENT');
  });
});

it('is held to its numbers by PostgreSQL itself', async () => {
  const show = await openPricedShow(office);
  const { id } = await createCode(office, show.id, { maxUses: 2, maxTickets: 3 });
  const set = (values: string) => office.database.query(`UPDATE codes SET ${values} WHERE id = $1`, [id]);
  await expect(set('uses = 3')).rejects.toThrow('codes_uses');
  await expect(set('tickets = 4')).rejects.toThrow('codes_tickets');
  await expect(set('uses = -1')).rejects.toThrow('codes_uses');
});

it('gives exactly as many as there are, to buyers who come at once', async () => {
  const show = await office.createShow({ zones: 1, rows: 6, seats: 10 });
  const code = await createCode(office, show.id, { maxUses: 10, maxTickets: 15, discount: { amount: 100 } });
  const buyers = Array.from({ length: 30 }, () => guest());
  const outcomes = await Promise.all(
    buyers.map(async (buyer, index) => {
      const seatIds = show.seatIds.slice(2 * index, 2 * index + (index % 2) + 1);
      const { id } = await office.services.locks.lockSeats(buyer, { showId: show.id, seatIds, code: 'summer20' });
      return await book(buyer, id).then(
        (booking) => booking.seats.length,
        (error) => (error instanceof CodeNotApplicableError ? 0 : Promise.reject(error)),
      );
    }),
  );
  const used = outcomes.filter((tickets) => tickets > 0);
  const tickets = used.reduce((sum, count) => sum + count, 0);
  expect(await usesOf(office, code.id)).toEqual([used.length, tickets]);
  // Nobody was refused who would have fitted: of either there is nothing left that the smallest would need.
  expect(used.length === 10 || tickets >= 14).toBe(true);
});
