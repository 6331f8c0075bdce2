import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawOrder, problemsOf } from '../../src/modules/waiting-room/draw.ts';
import { createDrawRoute, type DrawRouteDeps } from '../../src/modules/waiting-room/draw-route.ts';
import { readRoom } from '../../src/modules/waiting-room/entry-reader.ts';
import type { Entry } from '../../src/modules/waiting-room/room.ts';
import { beginDraw, draw, lockRoom } from '../../src/modules/waiting-room/room-writer.ts';
import type { Database } from '../../src/platform/postgres/database.ts';
import { parseDrawList } from '../../src/shared/draw-list.ts';
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

describe('the list of a draw', () => {
  /** The route alone, at a free port. */
  async function serve(options: Omit<DrawRouteDeps, 'shows'>) {
    const route = createDrawRoute({ ...options, shows: office.services.shows });
    let ended = 0;
    const server = createServer(async (request, response) => {
      await route(request, response);
      ended += 1;
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    return {
      port,
      ended: () => ended,
      url: (showId: string) => `http://127.0.0.1:${port}/waiting-rooms/${showId}/draw.txt`,
      async [Symbol.asyncDispose]() {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      },
    };
  }

  it.each([0, 1, 6, 7])('of %i entries is whole, read three at a time', async (count) => {
    const gathered = await gather(count);
    await using served = await serve({ database: office.database, perPage: 3 });
    const { show } = gathered;
    expect((await fetch(served.url(show.id), { headers: { accept: 'text/plain' } })).status).toBe(404);
    await step(show, 100);
    // Who comes later was not drawn.
    await join(show, guest());
    const text = await (await fetch(served.url(show.id))).text();
    const list = parseDrawList(text);
    expect(problemsOf(list)).toEqual([]);
    expect(list.entryIds).toEqual(await orderOf(gathered));
    expect(text.endsWith('\n')).toBe(true);
    expect(await (await fetch(served.url(show.id))).text()).toBe(text);
    const head = await fetch(served.url(show.id), { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('is read no faster than it is taken, and ends for who does not take it', async () => {
    const { show } = await gather(1);
    await step(show, 1);
    // As of a hundred million entries: more than the kernel takes in for a reader who does not read.
    const drawn = 100_000_000;
    const room = { ...(await readRoom(office.database, show.id))!, drawn };
    let pages = 0;
    const database = {
      async query(statement: unknown) {
        if (String((statement as { text?: string }).text ?? statement).includes('waiting_rooms')) return [room];
        pages += 1;
        return [{ list: 'x'.repeat(200_000) }];
      },
    } as unknown as Database;
    await using served = await serve({ database, maxReading_ms: 500 });
    const socket = connect(served.port, '127.0.0.1');
    // It reads nothing.
    socket.pause().on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(`GET /waiting-rooms/${show.id}/draw.txt HTTP/1.1\r\nhost: x\r\n\r\n`);
    await eventually(() => expect(served.ended()).toBe(1));
    socket.destroy();
    // All of them would be 20,000.
    expect(pages).toBeGreaterThan(0);
    expect(pages).toBeLessThan(1_000);
  });
});
