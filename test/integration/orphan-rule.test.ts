import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SeatRulesInput } from '../../src/generated/graphql/graphql.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { lockSeats, storedImage } from '../kit/callers/buyer.ts';
import type { TestClient } from '../kit/callers/client.ts';
import {
  BlockSeats,
  CreateBooking,
  ExtendLock,
  PayBooking,
  ReleaseLock,
  UnblockSeats,
} from '../kit/callers/operations.graphql.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { openHallShow, openPlanShow } from '../kit/shows/hall-show.ts';
import { GetBestAvailable, LockBestAvailable } from './best-available.graphql.ts';
import { LockByRule, UpdateByRule } from './orphan-rule.graphql.ts';
import { SetSeatRules } from './seat-rules.graphql.ts';

/** Wheelchair places 4 to 6 in a row, with the companion seat beside them. */
const wheelchairs: unknown = JSON.parse(
  readFileSync(new URL('../fixtures/plans/wheelchairs.json', import.meta.url), 'utf8'),
  (_name, value) => (value?.seat_guid === 's3' ? { ...value, companion: true } : value),
);

let app: TestApp;
let buyer: TestClient;
beforeAll(async () => {
  app = await startTestApp({ env: { BUYER_MAX_LOCKS: '10' } });
});
afterAll(() => app?.[Symbol.asyncDispose]());

async function setRules(showId: string, seatRules: SeatRulesInput): Promise<void> {
  const { updateShow } = await app.organiser.data(SetSeatRules, { input: { showId, seatRules } });
  if (updateShow.__typename !== 'UpdateShowSuccess') throw new Error(JSON.stringify(updateShow));
}

/** Rows of so many seats, from Z1-1-1 on; with a new buyer. */
async function openShow(seats: number, seatRules: SeatRulesInput = { orphanRule: 'STRICT' }, rows = 1) {
  const showId = await openHallShow(app.organiser, { rows, seats });
  await setRules(showId, seatRules);
  buyer = await app.guest();
  return showId;
}

const row = (...numbers: number[]) => numbers.map((number) => `Z1-1-${number}`);

const lock = async (showId: string, seatIds: string[], caller = buyer) =>
  (await caller.data(LockByRule, { input: { showId, seatIds } })).lockSeats;

const update = async (lockId: string, change: { addSeatIds?: string[]; removeSeatIds?: string[] }) =>
  (await buyer.data(UpdateByRule, { input: { lockId, ...change } })).updateLock;

const release = async (lockId: string) => await buyer.data(ReleaseLock, { input: { lockId } });

const held = { __typename: 'LockSeatsSuccess' };
const orphans = (...numbers: number[]) => ({
  __typename: 'OrphanSeatsError',
  code: 'ORPHAN_SEATS',
  orphans: row(...numbers).map((seatId) => ({ seatId })),
});

describe('a choice that leaves an orphan', () => {
  it('is refused under STRICT, with the seats that it would leave and, first, the seats moved by one', async () => {
    const showId = await openShow(6, { orphanRule: 'STRICT' }, 3);
    expect(await lock(showId, row(2, 3))).toMatchObject({
      ...orphans(1),
      message: 'This choice would leave a single seat that is hard to sell.',
      orphans: [{ seatId: 'Z1-1-1', state: 'AVAILABLE' }],
      alternatives: [{ seatIds: row(1, 2), total: { amount: 9_000 } }, { seatIds: row(3, 4) }, expect.anything()],
    });
    expect(await lock(showId, row(1, 2))).toMatchObject(held);
  });

  it('is held where the organiser has no rule, or it has ended', async () => {
    expect(await lock(await openShow(6, { orphanRule: 'OFF' }), row(2, 3))).toMatchObject(held);
    const ended = await openShow(6, { orphanRule: 'STRICT', endsAt: new Date(Date.now() - 1_000).toISOString() });
    expect(await lock(ended, row(2, 3))).toMatchObject(held);
    const running = await openShow(6, { orphanRule: 'STRICT', endsAt: new Date(Date.now() + 60_000).toISOString() });
    expect(await lock(running, row(2, 3))).toMatchObject(orphans(1));
  });

  it('is one of the shortest run that the organiser allows', async () => {
    const showId = await openShow(10, { orphanRule: 'STRICT', minimumRun: 3 });
    expect(await lock(showId, row(3, 4))).toMatchObject(orphans(1, 2));
    expect(await lock(showId, row(4, 5))).toMatchObject(held);
  });

  it('is the result of all locks of the buyer together', async () => {
    const showId = await openShow(8);
    expect(await lock(showId, row(3, 4))).toMatchObject(held);
    expect(await lock(showId, row(1))).toMatchObject(orphans(2));
    expect(await lock(showId, row(6))).toMatchObject(orphans(5));
    expect(await lock(showId, row(1, 2))).toMatchObject(held);
    expect(await lock(showId, row(5))).toMatchObject(held);
  });

  it('is not one for seats that were single already', async () => {
    const showId = await openShow(6);
    await app.organiser.data(BlockSeats, { input: { showId, seatIds: row(2) } });
    expect(await lock(showId, row(3, 4))).toMatchObject(held);
    expect(await lock(showId, row(1))).toMatchObject(held);
  });

  it('may be left by the show’s organiser, whose seats then count as taken', async () => {
    const showId = await openShow(6);
    expect(await lock(showId, row(2, 3), app.organiser)).toMatchObject(held);
    expect(await lock(showId, row(5), buyer)).toMatchObject(orphans(4, 6));
    expect(await lock(showId, row(1, 4, 5, 6))).toMatchObject(held);
  });

  it('is nothing for which a release or a change of blocked seats is refused', async () => {
    const showId = await openShow(6);
    const single = await lock(showId, row(1));
    if (single.__typename !== 'LockSeatsSuccess') throw new Error(JSON.stringify(single));
    expect(await lock(showId, row(2, 3), await app.guest())).toMatchObject(held);
    await release(single.lock.id);
    await app.organiser.data(BlockSeats, { input: { showId, seatIds: row(5) } });
    const { unblockSeats } = await app.organiser.data(UnblockSeats, { input: { showId, seatIds: row(5) } });
    expect(unblockSeats.__typename).toBe('UnblockSeatsSuccess');
  });

  it('is refused for what seats that can not be had are refused for, where it names some', async () => {
    const showId = await openShow(6);
    await lockSeats(await app.guest(), showId, row(1, 2));
    expect(await lock(showId, row(2, 4))).toMatchObject({
      __typename: 'SeatsUnavailableError',
      conflicts: [{ seatId: 'Z1-1-2', reason: 'LOCKED_BY_OTHER' }],
      alternatives: [{ seatIds: row(3, 4) }, { seatIds: row(5, 6) }],
    });
  });

  it('is answered the same again for one idempotency key', async () => {
    const showId = await openShow(6);
    const input = { showId, seatIds: row(2, 3), idempotencyKey: 'orphan' };
    const { lockSeats: first } = await buyer.data(LockByRule, { input });
    const { lockSeats: again } = await buyer.data(LockByRule, { input });
    expect(first).toMatchObject(orphans(1));
    expect(again).toEqual(first);
  });

  it('leaves nothing of the refused choice in the lock store', async () => {
    const showId = await openShow(6);
    expect(await lock(showId, row(2, 3))).toMatchObject(orphans(1));
    expect(await lock(showId, row(1, 2, 3), await app.guest())).toMatchObject(held);
  });
});

describe('a change of a lock', () => {
  it('is judged by its result: neither the middle seat nor one at the end of the row can be taken out of it', async () => {
    const showId = await openShow(8);
    const { id } = await lockSeats(buyer, showId, row(1, 2, 3, 4));
    expect(await update(id, { removeSeatIds: row(2) })).toMatchObject(orphans(2));
    expect(await update(id, { removeSeatIds: row(1) })).toMatchObject({
      ...orphans(1),
      alternatives: [
        { seatIds: row(1, 2, 3), seats: [{ state: 'LOCKED' }, { state: 'LOCKED' }, { state: 'LOCKED' }] },
        { seatIds: row(4, 5, 6), seats: [{ state: 'LOCKED' }, { state: 'AVAILABLE' }, { state: 'AVAILABLE' }] },
      ],
    });
    expect(await update(id, { addSeatIds: row(6) })).toMatchObject(orphans(5));
    expect(await update(id, { addSeatIds: row(6), removeSeatIds: row(2) })).toMatchObject(orphans(2, 5));
    expect(await update(id, { removeSeatIds: row(4) })).toMatchObject({ __typename: 'UpdateLockSuccess' });
    expect(await update(id, { addSeatIds: row(4, 5, 6) })).toMatchObject({ __typename: 'UpdateLockSuccess' });
  });

  it('can exchange all seats for those that are offered', async () => {
    const showId = await openShow(8);
    const { id } = await lockSeats(buyer, showId, row(1, 2));
    const refusal = await update(id, { addSeatIds: row(4), removeSeatIds: row(1) });
    if (refusal.__typename !== 'OrphanSeatsError') throw new Error(JSON.stringify(refusal));
    expect(refusal.alternatives.length).toBeGreaterThan(1);
    const own = row(1, 2);
    for (const { seatIds } of refusal.alternatives) {
      const addSeatIds = seatIds.filter((seatId) => !own.includes(seatId));
      const removeSeatIds = own.filter((seatId) => !seatIds.includes(seatId));
      expect(await update(id, { addSeatIds, removeSeatIds })).toMatchObject({ __typename: 'UpdateLockSuccess' });
      const back = { addSeatIds: removeSeatIds, removeSeatIds: addSeatIds };
      expect(await update(id, back)).toMatchObject({ __typename: 'UpdateLockSuccess' });
    }
  });
});

describe('LENIENT', () => {
  it('refuses a choice while as many seats side by side can be had in its tiers and zones, and no longer', async () => {
    const showId = await openShow(6, { orphanRule: 'LENIENT' }, 3);
    const other = await app.guest();
    // Rows 1 and 3 are of one tier, row 2 is of another.
    expect(await lock(showId, row(2, 3))).toMatchObject(orphans(1));
    expect(await lock(showId, row(1, 2, 3), other)).toMatchObject(held);
    expect(await lock(showId, row(4, 5))).toMatchObject(orphans(6));
    expect(await lock(showId, ['Z1-3-1', 'Z1-3-2', 'Z1-3-3'], other)).toMatchObject(held);
    expect(await lock(showId, row(4, 5))).toMatchObject(held);
    expect(await lock(showId, ['Z1-2-2'])).toMatchObject({ __typename: 'OrphanSeatsError' });
  });

  /** Rows 1 and 3 have six seats and one tier; there are six side by side, or two to four, and neither five nor seven. */
  async function excusedParty() {
    const showId = await openShow(6, { orphanRule: 'LENIENT' }, 3);
    const seven = [...row(2, 3, 4, 5), ...third(1, 2, 3)];
    const answer = await lock(showId, seven);
    if (answer.__typename !== 'LockSeatsSuccess') throw new Error(JSON.stringify(answer));
    return { showId, lockId: answer.lock.id };
  }
  const third = (...numbers: number[]) => numbers.map((number) => `Z1-3-${number}`);
  const changed = { __typename: 'UpdateLockSuccess' };

  it('excuses a party as long as it is as large: none that has become smaller, in whichever row', async () => {
    const { lockId } = await excusedParty();
    expect(await update(lockId, { removeSeatIds: third(1, 2, 3) })).toMatchObject(orphans(1, 6));
    expect(await update(lockId, { removeSeatIds: row(5) })).toMatchObject(orphans(1));
    expect(await update(lockId, { removeSeatIds: third(3) })).toMatchObject(orphans(1, 6));
    // Neither by way of a larger one, nor by an extension.
    expect(await update(lockId, { addSeatIds: third(4) })).toMatchObject(changed);
    const { extendLock } = await buyer.data(ExtendLock, { input: { lockId } });
    expect(extendLock.__typename).toBe('ExtendLockSuccess');
    expect(await update(lockId, { removeSeatIds: third(1, 2, 3, 4) })).toMatchObject(orphans(1, 6));
    // What leaves no orphan any more can be had.
    const four = { addSeatIds: row(1), removeSeatIds: [...row(5), ...third(1, 2, 3, 4)] };
    expect(await update(lockId, four)).toMatchObject(changed);
    expect(await update(lockId, { addSeatIds: row(5) })).toMatchObject(changed);
  });

  it('excuses one that becomes smaller and still has no other choice', async () => {
    const { lockId } = await excusedParty();
    expect(await update(lockId, { removeSeatIds: third(1, 2) })).toMatchObject(changed);
    expect(await update(lockId, { removeSeatIds: third(3) })).toMatchObject(orphans(1, 6));
  });

  it('asks nothing of a lock beside seats that others have left single since', async () => {
    const showId = await openShow(8, { orphanRule: 'LENIENT' }, 3);
    const other = await app.guest();
    const single = await lockSeats(other, showId, row(1));
    const { id } = await lockSeats(buyer, showId, row(2, 3, 4));
    await other.data(ReleaseLock, { input: { lockId: single.id } });
    expect(await update(id, { removeSeatIds: row(4) })).toMatchObject(changed);
    expect(await update(id, { addSeatIds: row(4) })).toMatchObject(changed);
  });

  it.each(['held', 'booked'])('excuses nobody for whom the other choice is %s by themselves', async (how) => {
    const showId = await openShow(6, { orphanRule: 'LENIENT' }, 3);
    const other = await app.guest();
    for (const seatIds of [row(4, 5, 6), third(3, 4, 5, 6)])
      expect(await lock(showId, seatIds, other)).toMatchObject(held);
    // Of a row of three nobody has two without leaving one; of row 3 there are two.
    const choice = await lockSeats(buyer, showId, third(1, 2));
    const customer = { name: 'Ada', email: 'ada@example.org' };
    const book = async () =>
      (await buyer.data(CreateBooking, { input: { lockId: choice.id, customer } })).createBooking;
    const booking = how === 'booked' ? await book() : null;
    expect(await lock(showId, row(1, 2))).toMatchObject(orphans(3));
    if (booking?.__typename === 'CreateBookingSuccess') {
      await buyer.data(PayBooking, { input: { bookingId: booking.booking.id, paymentToken: 'tok_ok' } });
      // It is sold, as the map knows in a moment.
      await eventually(async () => expect(await lock(showId, row(1, 2))).toMatchObject(held));
    } else {
      await release(choice.id);
      const taken = await lockSeats(other, showId, third(1, 2));
      expect(taken.id).toMatch(/^lock_/);
      expect(await lock(showId, row(1, 2))).toMatchObject(held);
    }
  });

  it('keeps a party together rather than in parts', async () => {
    const showId = await openShow(5, { orphanRule: 'LENIENT' });
    expect(await lock(showId, row(1, 3))).toMatchObject(orphans(2));
    expect(await lock(showId, row(2, 3, 4, 5))).toMatchObject(held);
  });
});

describe('wheelchair places and companion seats', () => {
  it('are no part of a run, and the rule does not look at a lock with a wheelchair place', async () => {
    const showId = await openPlanShow(app.organiser, wheelchairs, { Stalls: 1_000 });
    await setRules(showId, { orphanRule: 'STRICT' });
    buyer = await app.guest();
    // Seats 1 and 2 are a run of two, 3 is the companion seat, 4 to 6 are wheelchair places.
    expect(await lock(showId, ['s2'])).toMatchObject({ code: 'ORPHAN_SEATS', orphans: [{ seatId: 's1' }] });
    expect(await lock(showId, ['s3'])).toMatchObject(held);
    const mixed = await lock(showId, ['s2', 's4']);
    if (mixed.__typename !== 'LockSeatsSuccess') throw new Error(JSON.stringify(mixed));
    // Without its wheelchair place it would be what was refused.
    const rest = await update(mixed.lock.id, { removeSeatIds: ['s4'] });
    expect(rest).toMatchObject({ code: 'ORPHAN_SEATS', orphans: [{ seatId: 's1' }] });
    expect(await update(mixed.lock.id, { removeSeatIds: ['s2'] })).toMatchObject({ __typename: 'UpdateLockSuccess' });
  });
});

describe('lockBestAvailable', () => {
  const best = async (showId: string, quantity: number) =>
    (await buyer.data(LockBestAvailable, { input: { showId, quantity } })).lockBestAvailable;
  const proposed = async (showId: string, quantity: number) =>
    (await buyer.data(GetBestAvailable, { id: showId, input: { quantity } })).show!.bestAvailable;

  it('never leaves an orphan under STRICT, and tells for how many there are seats then', async () => {
    const showId = await openShow(3);
    expect(await proposed(showId, 2)).toEqual([]);
    expect(await best(showId, 2)).toMatchObject({
      __typename: 'NotEnoughSeatsError',
      available: 1,
      message: 'At most 1 such seat can be had without leaving seats that are hard to sell.',
    });
    expect(await best(showId, 3)).toMatchObject({ __typename: 'LockBestAvailableSuccess', closeness: 'TOGETHER' });
  });

  it('leaves one under LENIENT where a party could not be together otherwise', async () => {
    const showId = await openShow(3, { orphanRule: 'LENIENT' });
    expect((await proposed(showId, 2)).length).toBeGreaterThan(0);
    expect(await best(showId, 2)).toMatchObject({ __typename: 'LockBestAvailableSuccess', closeness: 'TOGETHER' });
  });

  it('leaves none under LENIENT for who holds the other choice already', async () => {
    const showId = await openShow(6, { orphanRule: 'LENIENT' }, 3);
    const [other, stranger] = [await app.guest(), await app.guest()];
    const rowOf = (index: number, ...numbers: number[]) => numbers.map((number) => `Z1-${index}-${number}`);
    for (const seatIds of [row(4, 5, 6), rowOf(2, 1, 2, 3, 4, 5, 6), rowOf(3, 3, 4, 5, 6)]) {
      expect(await lock(showId, seatIds, other)).toMatchObject(held);
    }
    expect(await lock(showId, rowOf(3, 1, 2))).toMatchObject(held);
    expect(await best(showId, 2)).toMatchObject({ __typename: 'NotEnoughSeatsError', available: 1 });
    const input = { showId, quantity: 2 };
    const { lockBestAvailable } = await stranger.data(LockBestAvailable, { input });
    expect(lockBestAvailable).toMatchObject({ __typename: 'LockBestAvailableSuccess', closeness: 'TOGETHER' });
  });

  it.each(['STRICT', 'LENIENT'] as const)('proposes under %s what each can be held by itself', async (orphanRule) => {
    for (const quantity of [1, 2, 3, 4]) {
      const showId = await openShow(7, { orphanRule }, 3);
      await lock(showId, row(1, 2, 3), await app.guest());
      const groups = await proposed(showId, quantity);
      expect(groups.length).toBeGreaterThan(0);
      for (const { seatIds } of groups) {
        const answer = await lock(showId, [...seatIds]);
        if (answer.__typename !== 'LockSeatsSuccess') throw new Error(`${seatIds}: ${JSON.stringify(answer)}`);
        await release(answer.lock.id);
      }
    }
  });

  it('seats pairs that come at once until what is left can not be had in pairs without leaving an orphan', async () => {
    const [rows, seats] = [6, 8];
    const showId = await openShow(seats, { orphanRule: 'STRICT' }, rows);
    const callers = await Promise.all(Array.from({ length: 24 }, () => app.guest()));
    const answers = await Promise.all(
      callers.map(async (caller) => {
        const { lockBestAvailable } = await caller.data(LockBestAvailable, { input: { showId, quantity: 2 } });
        return lockBestAvailable.__typename;
      }),
    );
    const refused = answers.filter((answer) => answer !== 'LockBestAvailableSuccess');
    expect(new Set(refused)).toEqual(new Set(refused.length > 0 ? ['NotEnoughSeatsError'] : []));
    const { unavailable } = await storedImage(app.database, showId);
    const taken = new Set(unavailable.map(([seatId]) => seatId));
    const lengths = Array.from({ length: rows }, (_, index) => {
      const places = Array.from({ length: seats }, (_, place) => `Z1-${index + 1}-${place + 1}`);
      return places
        .map((seatId) => (taken.has(seatId) ? ' ' : 'x'))
        .join('')
        .trim()
        .split(/ +/);
    }).flatMap((runs) => runs.map((run) => run.length));
    const canBeHad = lengths.filter((length) => length > 1 && length !== 3);
    expect(refused.length > 0 ? canBeHad : []).toEqual([]);
    expect(lengths).not.toContain(1);
  });
});
