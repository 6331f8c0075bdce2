import { afterAll, beforeAll, expect, it } from 'vitest';
import { guest, openTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';

/** Nothing comes from the log: its events are never started. */
let office: TestBoxOffice;
beforeAll(async () => {
  office = await openTestBoxOffice();
});
afterAll(() => office?.[Symbol.asyncDispose]());

it('seats are proposed as they are, also while the log of events is away', async () => {
  const { bestAvailable, locks, shows } = office.services;
  const { id: showId } = await office.createShow({ rows: 2, seats: 3 });
  const show = (await shows.getShow(showId))!;
  const propose = async () => {
    const groups = await bestAvailable.propose(show, { quantity: 3 }, async () => {});
    return groups.map(({ seats }) => seats.map(({ id }) => id));
  };
  const [first, second] = await propose();
  const lock = await locks.lockSeats(guest(), { showId, seatIds: first! });
  expect(await propose()).toEqual([second]);
  await locks.releaseLock({ id: lock.ownerId, role: 'customer', email: null }, { lockId: lock.id });
  expect((await propose()).length).toBe(2);
});
