import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '../../src/modules/waiting-room/room.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { guest, ORGANISER, openTestBoxOffice, type TestBoxOffice, type TestShow } from '../kit/product/box-office.ts';

let office: TestBoxOffice;
beforeAll(async () => {
  office = await openTestBoxOffice();
  office.worker('waiting room worker').start();
});
afterAll(() => office?.[Symbol.asyncDispose]());

const BEFORE = new Date(Date.now() - 60_000);
const SOON = new Date(Date.now() + 3_600_000);

async function openRoom(startsAt = BEFORE): Promise<TestShow> {
  const show = await office.createShow();
  await office.services.shows.updateShow(ORGANISER, { showId: show.id, salesStartAt: startsAt });
  const settings = { opensAt: BEFORE, perMinute: 60_000 };
  await office.services.waitingRooms.setRoom(ORGANISER, { showId: show.id, ...settings });
  return show;
}

const join = (show: TestShow, caller: Principal = guest()) =>
  office.services.waitingRooms.join(caller, { showId: show.id });
const untilAdmitted = (caller: Principal, { id }: Entry) =>
  eventually(async () =>
    expect(await office.services.waitingRooms.getEntry(caller, id)).toMatchObject({ status: 'ADMITTED' }),
  );

async function nextTickAt({ id }: TestShow): Promise<Date | null> {
  const sql = 'SELECT next_tick_at AS at FROM waiting_rooms WHERE show_id = $1 AND ticked_at IS NOT NULL';
  const [room] = await office.database.query<{ at: Date | null }>(sql, [id]);
  expect(room).toBeDefined();
  return room!.at;
}
const untilAtRest = (show: TestShow) => eventually(async () => expect(await nextTickAt(show)).toBeNull());

describe('a room in which nobody waits and nobody is admitted', () => {
  it('has no ticks, and wakes for who joins, until they have gone', async () => {
    const show = await openRoom();
    await untilAtRest(show);
    for (let times = 0; times < 2; times += 1) {
      const caller = guest();
      const entry = await join(show, caller);
      await untilAdmitted(caller, entry);
      expect(await nextTickAt(show)).not.toBeNull();
      await office.services.waitingRooms.leave(caller, { entryId: entry.id });
      await untilAtRest(show);
    }
  });

  it('sleeps until its draw, and wakes when that comes earlier', async () => {
    const show = await openRoom(SOON);
    await eventually(async () => expect((await nextTickAt(show))?.getTime()).toBeGreaterThan(SOON.getTime() - 1_000));
    const caller = guest();
    const entry = await join(show, caller);
    expect((await nextTickAt(show))!.getTime()).toBeGreaterThan(SOON.getTime() - 1_000);
    await office.services.shows.updateShow(ORGANISER, { showId: show.id, salesStartAt: BEFORE });
    await untilAdmitted(caller, entry);
  });

  it('rests while its show is paused, almost so while somebody waits, and wakes when that goes on', async () => {
    const show = await openRoom();
    await untilAtRest(show);
    await office.services.shows.pauseShow(ORGANISER, { showId: show.id });
    await untilAtRest(show);
    const caller = guest();
    const entry = await join(show, caller);
    await eventually(async () =>
      expect((await nextTickAt(show))!.getTime()).toBeGreaterThan(entry.joinedAt.getTime() + 25_000),
    );
    await office.services.shows.publishShow(ORGANISER, { showId: show.id });
    await untilAdmitted(caller, entry);
  });

  it('rests while it is off, and wakes when it is turned on', async () => {
    const show = await openRoom(SOON);
    const caller = guest();
    const entry = await join(show, caller);
    const { setRoom } = office.services.waitingRooms;
    await setRoom(ORGANISER, { showId: show.id, enabled: false });
    await untilAtRest(show);
    await office.services.shows.updateShow(ORGANISER, { showId: show.id, salesStartAt: BEFORE });
    await setRoom(ORGANISER, { showId: show.id, enabled: true });
    await untilAdmitted(caller, entry);
  });
});
