import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawOrder } from '../../src/modules/waiting-room/draw.ts';
import type { Entry } from '../../src/modules/waiting-room/room.ts';
import { beginDraw, draw, lockRoom } from '../../src/modules/waiting-room/room-writer.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { guest, ORGANISER, openTestBoxOffice, type TestBoxOffice, type TestShow } from '../kit/product/box-office.ts';

/** Its workers do not run until a test starts them: the steps of a draw are the tests'. */
let office: TestBoxOffice;
beforeAll(async () => {
  office = await openTestBoxOffice();
});
afterAll(() => office?.[Symbol.asyncDispose]());

const SOON = new Date(Date.now() + 3_600_000);
const BEFORE = new Date(Date.now() - 60_000);

interface Gathered {
  show: TestShow;
  callers: Principal[];
  entries: Entry[];
}

async function gather(count: number): Promise<Gathered> {
  const show = await office.createShow();
  await office.services.shows.updateShow(ORGANISER, { showId: show.id, salesStartAt: SOON });
  await office.services.waitingRooms.setRoom(ORGANISER, { showId: show.id, opensAt: BEFORE, perMinute: 60_000 });
  const callers = Array.from({ length: count }, () => guest());
  const entries = await Promise.all(callers.map((caller) => join(show, caller)));
  return { show, callers, entries };
}

const join = (show: TestShow, caller: Principal) => office.services.waitingRooms.join(caller, { showId: show.id });
const entryOf = async (id: string) => (await office.services.waitingRooms.getEntry(ORGANISER, id))!;
const placesOf = async (entries: readonly Entry[]) =>
  await Promise.all(entries.map(async ({ id }) => (await entryOf(id)).place));

const step = (show: TestShow, count: number) =>
  office.database.transaction(async (tx) => {
    const room = (await lockRoom(tx, show.id))!;
    if (!room.isDrawing) await beginDraw(tx, show.id);
    return await draw(tx, show.id, count);
  });

async function orderOf({ show, entries }: Gathered): Promise<string[]> {
  const { seed } = await office.services.waitingRooms.setRoom(ORGANISER, { showId: show.id });
  return drawOrder(
    seed,
    entries.map(({ id }) => id),
  );
}

describe('a draw in steps', () => {
  it('tells nobody a place before all have one, and keeps those who come meanwhile behind them', async () => {
    const gathered = await gather(10);
    const { show, callers, entries } = gathered;
    const { waitingRooms } = office.services;
    const order = await orderOf(gathered);
    expect(await step(show, 4)).toBe(false);
    expect(await placesOf(entries)).toEqual(entries.map(() => null));
    expect(await waitingRooms.roomOf(ORGANISER, (await office.services.shows.getShow(show.id))!)).toMatchObject({
      drawnAt: null,
    });
    const late = await join(show, guest());
    expect(late).toMatchObject({ status: 'WAITING', place: null });
    expect(await waitingRooms.positionOf(late)).toBeNull();
    // One whose place is given already, and one whose place is not.
    for (const id of [order[1]!, order[8]!]) {
      await waitingRooms.leave(callers[entries.findIndex((entry) => entry.id === id)]!, { entryId: id });
    }
    expect(await step(show, 4)).toBe(false);
    expect(await step(show, 4)).toBe(true);
    const drawn = await Promise.all(order.map(entryOf));
    expect(drawn.map(({ place }) => place)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(drawn.filter(({ status }) => status === 'ENDED').map(({ id }) => id)).toEqual([order[1], order[8]]);
    expect((await entryOf(late.id)).place).toBe(11);
    await eventually(async () => expect((await waitingRooms.positionOf(await entryOf(late.id)))?.position).toBe(9));
    expect((await join(show, guest())).place).toBe(12);
  });

  it('leaves those out who left before it began', async () => {
    const { show, callers, entries } = await gather(5);
    await office.services.waitingRooms.leave(callers[0]!, { entryId: entries[0]!.id });
    expect(await step(show, 3)).toBe(false);
    expect(await step(show, 3)).toBe(true);
    const [left, ...places] = await placesOf(entries);
    expect(left).toBeNull();
    expect(places.toSorted()).toEqual([1, 2, 3, 4]);
  });

  it('of nobody is one, too', async () => {
    const { show } = await gather(0);
    expect(await step(show, 5)).toBe(true);
    expect((await join(show, guest())).place).toBe(1);
  });

  it('that a node has begun is ended by another one, in the same order', async () => {
    const gathered = await gather(9);
    const { show } = gathered;
    const order = await orderOf(gathered);
    await step(show, 4);
    // The node is gone. While the draw is under way its time is not to be moved any more.
    await expect(office.services.waitingRooms.setRoom(ORGANISER, { showId: show.id, opensAt: SOON })).rejects.toThrow();
    await office.services.shows.updateShow(ORGANISER, { showId: show.id, salesStartAt: BEFORE });
    office.worker('waiting room worker').start();
    await eventually(async () =>
      expect((await Promise.all(order.map(entryOf))).map(({ place, status }) => [place, status])).toEqual(
        order.map((_id, index) => [index + 1, 'ADMITTED']),
      ),
    );
  });
});
