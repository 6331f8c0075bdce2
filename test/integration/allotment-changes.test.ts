import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Allotment } from '../../src/modules/allotments/allotment.ts';
import { ShowNotOnSaleError } from '../../src/modules/shows/shows.errors.ts';
import { readClock } from '../../src/platform/postgres/clock.ts';
import { readStatement } from '../../src/platform/postgres/statement-file.ts';
import {
  ForbiddenError,
  IdempotencyConflictError,
  IllegalStateError,
  InvalidInputError,
  LimitExceededError,
  NotFoundError,
} from '../../src/shared/errors.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { expectConsistent, expectTruth, statesOf } from '../kit/checks/ledger-checks.ts';
import { conflictsOf } from '../kit/checks/refusals.ts';
import {
  guest,
  ORGANISER,
  OTHER_ORGANISER,
  openTestBoxOffice,
  type TestBoxOffice,
  type TestShow,
} from '../kit/product/box-office.ts';
import { createAllotment, letReleaseCome } from '../kit/shows/show-allotment.ts';

let office: TestBoxOffice;
let show: TestShow;

beforeAll(async () => {
  office = await openTestBoxOffice();
  show = await office.createShow({ zones: 2, rows: 4, seats: 25 });
});
afterAll(() => office?.[Symbol.asyncDispose]());

const READ_ALLOTTED = readStatement(
  new URL('../../src/modules/inventory/sql/read-allotted-of-shows.sql', import.meta.url),
);

const allot = (seatIds: readonly string[], fields: { releaseAt?: Date } = {}) =>
  createAllotment(office, show.id, seatIds, fields);
const lockAs = (principal: Principal, seatIds: readonly string[]) =>
  office.services.locks.lockSeats(principal, { showId: show.id, seatIds });

describe('changing an allotment', () => {
  it('changes its terms, and which seats are its own, in one step', async () => {
    const [kept, removed, held, added] = show.nextSeats(4) as [string, string, string, string];
    const { id } = await allot([kept, removed, held], { releaseAt: new Date('2090-01-01T00:00:00Z') });
    const { allotments, locks } = office.services;
    const lock = await lockAs(ORGANISER, [held]);
    const input = { allotmentId: id, name: 'Press', color: '#00ff00', access: 'CODE' as const, releaseAt: null };
    const changed = { ...input, addSeatIds: [added], removeSeatIds: [removed, held] };
    const updated = await allotments.updateAllotment(ORGANISER, changed);
    expect(updated).toMatchObject({ name: 'Press', color: '#00ff00', access: 'CODE', releaseAt: null });
    expect(await statesOf(office, show.id, [kept, removed, held, added])).toEqual([
      'BLOCKED',
      'AVAILABLE',
      'LOCKED',
      'BLOCKED',
    ]);
    expect((await allotments.seatsOf(updated)).map(({ seatId }) => seatId).sort()).toEqual([kept, added].sort());
    await locks.releaseLock(ORGANISER, { lockId: lock.id });
    expect(await statesOf(office, show.id, [held])).toEqual(['AVAILABLE']);

    const renamed = await allotments.updateAllotment(ORGANISER, { allotmentId: id, name: 'Guests' });
    expect(renamed).toMatchObject({ name: 'Guests', color: '#00ff00', access: 'CODE' });
    await expectTruth(office, show.id);
  });

  it('changes nothing where a seat can not be had, or is not its own', async () => {
    const [own, held, free] = show.nextSeats(3) as [string, string, string];
    const { id } = await allot([own]);
    const lock = await lockAs(guest(), [held]);
    const { allotments, locks } = office.services;
    const adding = allotments.updateAllotment(ORGANISER, { allotmentId: id, name: 'New', addSeatIds: [free, held] });
    expect(await conflictsOf(adding)).toEqual([`${held} LOCKED_BY_OTHER`]);
    const removing = allotments.updateAllotment(ORGANISER, { allotmentId: id, removeSeatIds: [own, free] });
    await expect(removing).rejects.toMatchObject({ issues: [{ path: 'input.removeSeatIds.1' }] });
    expect(await statesOf(office, show.id, [own, free])).toEqual(['BLOCKED', 'AVAILABLE']);
    expect(await allotments.getAllotment(ORGANISER, id)).toMatchObject({ name: 'Sponsors' });
    await locks.releaseLock(ORGANISER, { lockId: lock.id });
  });

  it('is refused once it is released', async () => {
    const { id } = await allot(show.nextSeats(1));
    const { allotments } = office.services;
    await allotments.releaseAllotment(ORGANISER, { allotmentId: id });
    const changing = allotments.updateAllotment(ORGANISER, { allotmentId: id, name: 'Too late' });
    await expect(changing).rejects.toThrow(IllegalStateError);
  });

  it('is done once for a key', async () => {
    const [one, two] = show.nextSeats(2) as [string, string];
    const { allotments } = office.services;
    const input = { showId: show.id, name: 'Once', color: '#123456', access: 'STAFF' as const, seatIds: [one] };
    const create = { ...input, idempotencyKey: 'create-once' };
    const first = await allotments.createAllotment(ORGANISER, create);
    expect(await allotments.createAllotment(ORGANISER, create)).toEqual(first);
    const other = allotments.createAllotment(ORGANISER, { ...create, seatIds: [two] });
    await expect(other).rejects.toThrow(IdempotencyConflictError);
    const add = { allotmentId: first.id, addSeatIds: [two], idempotencyKey: 'add-once' };
    await allotments.updateAllotment(ORGANISER, add);
    expect(await allotments.updateAllotment(ORGANISER, add)).toEqual(first);
    const release = { allotmentId: first.id, idempotencyKey: 'release-once' };
    const released = await allotments.releaseAllotment(ORGANISER, release);
    expect(await allotments.releaseAllotment(ORGANISER, release)).toEqual(released);
  });

  it('is answered to a late retry as at first, when its moment has passed and its show is cancelled', async () => {
    const own = await office.createShow({ zones: 1, rows: 1, seats: 5 });
    const { allotments, shows } = office.services;
    const releaseAt = new Date(Date.now() + 2_000);
    const terms = { name: 'Once', color: '#123456', access: 'STAFF' as const, seatIds: own.nextSeats(1) };
    const create = { showId: own.id, ...terms, releaseAt, idempotencyKey: 'create-late' };
    const { id: allotmentId } = await allotments.createAllotment(ORGANISER, create);
    const change = { allotmentId, releaseAt, name: 'Twice', idempotencyKey: 'change-late' };
    await allotments.updateAllotment(ORGANISER, change);
    await shows.cancelShow(ORGANISER, { showId: own.id });
    await eventually(async () => expect((await readClock(office.database)) > releaseAt).toBe(true));
    expect(await allotments.createAllotment(ORGANISER, create)).toMatchObject({ id: allotmentId });
    expect(await allotments.updateAllotment(ORGANISER, change)).toMatchObject({ id: allotmentId });
  });
});

describe('what an allotment may be', () => {
  it('lists every problem of the input', async () => {
    const { allotments } = office.services;
    const [seatId] = show.nextSeats(1) as [string];
    const creating = allotments.createAllotment(ORGANISER, {
      ...{ showId: show.id, name: ' ', color: 'red', access: 'STAFF' },
      ...{ seatIds: [seatId, seatId, 'nowhere'], releaseAt: new Date('2001-01-01T00:00:00Z') },
    });
    const refusal = await creating.catch((error: InvalidInputError) => error.issues.map(({ path }) => path));
    expect(refusal).toEqual(['input.name', 'input.color', 'input.releaseAt', 'input.seatIds.1', 'input.seatIds.2']);
    await expect(allot([])).rejects.toMatchObject({ issues: [{ path: 'input.seatIds' }] });
    const { id } = await allot([seatId]);
    const nothing = allotments.updateAllotment(ORGANISER, { allotmentId: id });
    await expect(nothing).rejects.toMatchObject({ issues: [{ path: 'input' }] });
    const both = { addSeatIds: [seatId], removeSeatIds: [seatId] };
    const atOnce = allotments.updateAllotment(ORGANISER, { allotmentId: id, ...both });
    await expect(atOnce).rejects.toBeInstanceOf(InvalidInputError);
  });

  it("is the business of the show's organiser", async () => {
    const { allotments, shows } = office.services;
    const allotment = await allot(show.nextSeats(1));
    const known = (await shows.getShow(show.id))!;
    for (const stranger of [OTHER_ORGANISER, guest()]) {
      await expect(allotments.allotmentsOf(stranger, known)).rejects.toThrow(ForbiddenError);
      expect(await allotments.getAllotment(stranger, allotment.id)).toBeNull();
      const input = { showId: show.id, name: 'No', color: '#000000', access: 'STAFF' as const, seatIds: ['x'] };
      await expect(allotments.createAllotment(stranger, input)).rejects.toThrow(ForbiddenError);
      const change = allotments.updateAllotment(stranger, { allotmentId: allotment.id, name: 'No' });
      await expect(change).rejects.toThrow(NotFoundError);
      const release = allotments.releaseAllotment(stranger, { allotmentId: allotment.id });
      await expect(release).rejects.toThrow(NotFoundError);
    }
    expect(await allotments.getAllotment(null, allotment.id)).toBeNull();
    expect((await allotments.allotmentsOf(ORGANISER, known)).map(({ id }) => id)).toContain(allotment.id);
  });

  it('is of a show that takes place, and released quietly where that is cancelled', async () => {
    const own = await office.createShow({ zones: 1, rows: 1, seats: 5 });
    const seatIds = own.nextSeats(2);
    const allotment = await createAllotment(office, own.id, seatIds, { releaseAt: new Date(Date.now() + 3_600_000) });
    const { allotments, locks, shows } = office.services;
    await shows.cancelShow(ORGANISER, { showId: own.id });
    await expect(createAllotment(office, own.id, own.nextSeats(1))).rejects.toThrow(
      'A show that is CANCELLED can not get an allotment.',
    );
    await letReleaseCome(office, allotment.id);
    expect(await allotments.getAllotment(ORGANISER, allotment.id)).toMatchObject({ releasedAt: expect.any(Date) });
    await expect(locks.lockSeats(guest(), { showId: own.id, seatIds })).rejects.toThrow(ShowNotOnSaleError);
    await expectConsistent(office.database, own.id);
  });

  it('is read without what else is held, sold and blocked in the hall', async () => {
    const own = await office.createShow({ zones: 1, rows: 40, seats: 50 });
    const { seatBlocking } = office.services;
    const { id } = await createAllotment(office, own.id, own.nextSeats(3));
    await seatBlocking.blockSeats(ORGANISER, { showId: own.id, seatIds: own.nextSeats(1_900) });
    await office.database.query('ANALYZE seat_states');
    const plan = await office.database.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${READ_ALLOTTED}`, [[own.id]]);
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('seat_states_allotment');
    expect(await office.services.allotments.seatsOf({ id, showId: own.id } as Allotment)).toHaveLength(3);
  });

  it('is one of a hundred of a show', async () => {
    const own = await office.createShow({ zones: 1, rows: 5, seats: 25 });
    for (let i = 0; i < 100; i += 1) await createAllotment(office, own.id, own.nextSeats(1));
    await expect(createAllotment(office, own.id, own.nextSeats(1))).rejects.toThrow(LimitExceededError);
    expect(
      await office.services.allotments.allotmentsOf(ORGANISER, (await office.services.shows.getShow(own.id))!),
    ).toHaveLength(100);
  });
});
