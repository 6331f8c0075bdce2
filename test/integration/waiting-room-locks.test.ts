import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdmissionSync, createAdmittedReader } from '../../src/modules/waiting-room/admission-sync.ts';
import type { Entry } from '../../src/modules/waiting-room/room.ts';
import { createRoomTransactions } from '../../src/modules/waiting-room/room-rows.ts';
import { RoomTicker } from '../../src/modules/waiting-room/room-ticker.ts';
import { createRoomWorker } from '../../src/modules/waiting-room/room-worker.ts';
import { claimRoom, lockRoom, saveTick } from '../../src/modules/waiting-room/room-writer.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import type { Querier } from '../../src/platform/postgres/database.ts';
import type { Principal } from '../../src/shared/principal.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { guest, ORGANISER, openTestBoxOffice, type TestBoxOffice, type TestShow } from '../kit/product/box-office.ts';

/** Its workers do not run: the ticks are the tests'. */
let office: TestBoxOffice;
let ticker: RoomTicker;
const logger = createLogger({ level: 'silent', nodeId: 'test' });
beforeAll(async () => {
  office = await openTestBoxOffice();
  const { database, store } = office;
  const sync = new AdmissionSync({ reader: createAdmittedReader(database), store });
  ticker = new RoomTicker({ rooms: createRoomTransactions(database), store, sync, logger });
});
afterAll(() => office?.[Symbol.asyncDispose]());

const BEFORE = new Date(Date.now() - 60_000);
const SOON = new Date(Date.now() + 3_600_000);

async function openRoom(perMinute = 60_000): Promise<TestShow> {
  const show = await office.createShow();
  await office.services.waitingRooms.setRoom(ORGANISER, { showId: show.id, opensAt: BEFORE, perMinute });
  return show;
}

/** One that has been drawn. */
async function drawnRoom(perMinute?: number): Promise<TestShow> {
  const show = await openRoom(perMinute);
  await tickNow(show);
  return show;
}

const join = (show: TestShow, caller: Principal) => office.services.waitingRooms.join(caller, { showId: show.id });
const statusOf = async ({ id }: Entry) => (await office.services.waitingRooms.getEntry(ORGANISER, id))!.status;

const makeDue = ({ id }: TestShow) =>
  office.database.query('UPDATE waiting_rooms SET next_tick_at = now() - make_interval(secs => 1) WHERE show_id = $1', [
    id,
  ]);

async function tickNow(show: TestShow): Promise<void> {
  await makeDue(show);
  expect(await ticker.tick(show.id)).toBe('DONE');
}

async function rowOf({ id }: TestShow): Promise<{ nextTickAt: Date | null; pacedAt: Date | null }> {
  const sql = 'SELECT next_tick_at AS "nextTickAt", paced_at AS "pacedAt" FROM waiting_rooms WHERE show_id = $1';
  return (await office.database.query<{ nextTickAt: Date | null; pacedAt: Date | null }>(sql, [id]))[0]!;
}

/** Until `work` waits for a row, or is over. */
async function untilWaiting(work: Promise<unknown>): Promise<void> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  work.then(over, over);
  const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  await eventually(async () => expect(isOver || (await office.database.query(waiting)).length > 0).toBe(true));
}

const changeStatus = (tx: Querier, { id }: TestShow, status: string) =>
  tx.query('UPDATE shows SET status = $2::show_status WHERE id = $1', [id, status]);

describe('a tick, and a change of its show at the same moment', () => {
  it('do not miss each other where the tick has the room', async () => {
    const show = await drawnRoom();
    await makeDue(show);
    let change: Promise<unknown> | undefined;
    await office.database.transaction(async (tx) => {
      const room = (await lockRoom(tx, show.id))!;
      change = office.services.shows.pauseShow(ORGANISER, { showId: show.id });
      await untilWaiting(change);
      // It has seen the show as it was, and puts the room to rest.
      const { revision, calledPlace, pacedAt } = room;
      const nothing = { admitted: 0, ended: 0, rate: 0, next_ms: null };
      await saveTick(tx, show.id, { revision, calledPlace, pacedAt, ...nothing });
    });
    await change;
    expect((await rowOf(show)).nextTickAt).not.toBeNull();
  });

  it.each([
    ['lock', lockRoom],
    ['claim', claimRoom],
  ])('do not miss each other where the change has it: a %s sees the show as it is then', async (_name, take) => {
    const show = await drawnRoom();
    await makeDue(show);
    let taken: ReturnType<typeof lockRoom> | undefined;
    await office.database.transaction(async (tx) => {
      await changeStatus(tx, show, 'PAUSED');
      await tx.query('UPDATE waiting_rooms SET next_tick_at = now() - make_interval(secs => 1) WHERE show_id = $1', [
        show.id,
      ]);
      taken = office.database.transaction((other) => take(other, show.id));
      await untilWaiting(taken);
    });
    expect(await taken).toMatchObject({ sells: false });
  });

  /** Asks whether the room's row is free while the show's row is somebody's, and `work` waits for that. */
  async function expectRoomFree(show: TestShow, work: () => Promise<unknown>): Promise<void> {
    let working: Promise<unknown> | undefined;
    await office.database.transaction(async (tx) => {
      await tx.query('SELECT FROM shows WHERE id = $1 FOR NO KEY UPDATE', [show.id]);
      working = work();
      await untilWaiting(working);
      // As the trigger does.
      await tx.query('SELECT FROM waiting_rooms WHERE show_id = $1 FOR UPDATE NOWAIT', [show.id]);
    });
    await working;
  }

  it('take the show before the room: setting the room', async () => {
    const show = await drawnRoom();
    await expectRoomFree(show, () => office.services.waitingRooms.setRoom(ORGANISER, { showId: show.id }));
  });

  it('take the show before the room: the draw', async () => {
    const show = await openRoom();
    await makeDue(show);
    await expectRoomFree(show, () => ticker.tick(show.id));
    expect((await office.services.waitingRooms.setRoom(ORGANISER, { showId: show.id })).drawnAt).not.toBeNull();
  });

  it('do not wait for each other once the places are drawn', async () => {
    const show = await drawnRoom();
    await makeDue(show);
    await office.database.transaction(async (tx) => {
      await tx.query('SELECT FROM shows WHERE id = $1 FOR NO KEY UPDATE', [show.id]);
      expect(await ticker.tick(show.id)).toBe('DONE');
    });
  });
});

describe('the pace of a room', () => {
  it('holds for those who come one by one, each when nobody waits', async () => {
    const show = await drawnRoom(1);
    const callers = [guest(), guest()];
    const first = await join(show, callers[0]!);
    await tickNow(show);
    expect(await statusOf(first)).toBe('ADMITTED');
    const used = (await rowOf(show)).pacedAt!;
    const second = await join(show, callers[1]!);
    expect((await rowOf(show)).pacedAt).toEqual(used);
    await tickNow(show);
    // A minute would have to pass between the two.
    expect(await statusOf(second)).toBe('WAITING');
  });

  it('is kept for a second, or for one admission, of the time in which nobody waits', async () => {
    for (const [perMinute, kept_ms] of [
      [300, 1_000],
      [6, 10_000],
    ] as const) {
      const show = await drawnRoom(perMinute);
      await office.database.query(`UPDATE waiting_rooms SET paced_at = now() - interval '1 hour' WHERE show_id = $1`, [
        show.id,
      ]);
      const entry = await join(show, guest());
      const { pacedAt } = await rowOf(show);
      expect(Math.abs(entry.joinedAt.getTime() - pacedAt!.getTime() - kept_ms)).toBeLessThanOrEqual(1);
    }
  });
});

describe('sales that are to start later, after the draw', () => {
  it('are waited for: nobody is admitted before, and no admission ends', async () => {
    const show = await drawnRoom();
    const { shows, waitingRooms } = office.services;
    const [caller, next] = [guest(), guest()];
    const entry = await join(show, caller);
    await tickNow(show);
    expect(await statusOf(entry)).toBe('ADMITTED');
    await shows.updateShow(ORGANISER, { showId: show.id, salesStartAt: SOON });
    const waiting = await join(show, next);
    await office.store.replaceAdmissions({ showId: show.id, revision: 0, idle_ms: 0, ownerIds: [caller.id] });
    await tickNow(show);
    expect(await Promise.all([entry, waiting].map(statusOf))).toEqual(['ADMITTED', 'WAITING']);
    await waitingRooms.leave(caller, { entryId: entry.id });
    await tickNow(show);
    expect((await rowOf(show)).nextTickAt!.getTime()).toBeGreaterThan(SOON.getTime() - 1_000);
    await shows.updateShow(ORGANISER, { showId: show.id, salesStartAt: BEFORE });
    await tickNow(show);
    expect(await statusOf(waiting)).toBe('ADMITTED');
  });
});

describe('the worker of rooms', () => {
  it('gives every room that is due its tick between the steps of one’s draw, and comes back at once', async () => {
    const [drawing, other] = [await openRoom(), await openRoom()];
    const ticks: string[] = [];
    let steps = 0;
    const worker = createRoomWorker({
      database: office.database,
      logger,
      ticker: {
        async tick(showId) {
          if (showId !== drawing.id && showId !== other.id) return 'NOT_DUE';
          ticks.push(showId === drawing.id ? 'drawing' : 'other');
          if (showId === other.id) return 'DONE';
          steps += 1;
          return steps < 3 ? 'UNDER_WAY' : 'DONE';
        },
      },
    });
    await Promise.all([drawing, other].map(makeDue));
    worker.start();
    try {
      await worker.idle();
    } finally {
      await worker.stop();
    }
    expect(ticks.slice(0, 6).filter((room) => room === 'other')).toHaveLength(3);
    expect(steps).toBeGreaterThanOrEqual(3);
  });
});
