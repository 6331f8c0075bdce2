import type * as ReactModule from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createSeatwire,
  type SeatMapView,
  SeatwireProvider,
  useSeat,
  useSeatMap,
} from '../../../packages/react/src/index.ts';
import {
  createFakeShop,
  deltaOf,
  type FakeShop,
  hallAnswer,
  SEAT_IDS,
  showOf,
  snapshotOf,
} from '../callers/fake-shop.ts';
import { ReactPage } from '../react/react-page.ts';
import type { ReactUnderTest } from '../react/react-under-test.ts';

/** What `useSeatMap` keeps, on the React that is given. */
export function describeSeatMapHooks(under: ReactUnderTest): void {
  const { createElement, memo, StrictMode, Suspense } = under.react;

  describe(`useSeatMap on React ${under.react.version}`, () => {
    let shop: FakeShop;
    let page: ReactPage;
    /** What was rendered, one after the other. */
    let views: SeatMapView[];
    const last = () => views.at(-1)!;
    const states = () => last().seats.map(({ state }) => state);

    beforeEach(() => {
      shop = createFakeShop();
      vi.stubGlobal('fetch', shop.fetch);
      page = new ReactPage(under);
      views = [];
    });
    afterEach(async () => {
      await page.end();
      vi.unstubAllGlobals();
    });

    const seatwireOf = (options: Partial<Parameters<typeof createSeatwire>[0]> = {}) =>
      createSeatwire({
        ...{ url: 'http://x/graphql', webSocketImpl: shop.webSocketImpl, linger_ms: 0 },
        retry: { first_ms: 1, max_ms: 1, random: () => 0 },
        ...options,
      });

    function Shown({ showId }: { showId: string | null }) {
      const view = useSeatMap(showId);
      views.push(view);
      return createElement('p', null, `${view.showId}: ${view.seats.length} seats, ${view.connection.state}`);
    }
    const inShop = (seatwire: ReturnType<typeof seatwireOf>, ...children: ReactModule.ReactNode[]) =>
      createElement(SeatwireProvider, { seatwire }, ...children);

    /** A page with the live map of show_1, seat A-2 taken. */
    async function live(options: Parameters<typeof seatwireOf>[0] = {}) {
      const seatwire = seatwireOf(options);
      const socket = shop.next();
      await page.render(inShop(seatwire, createElement(Shown, { showId: 'show_1' })));
      await (await socket).push(snapshotOf(1, { 'A-2': 'BOOKED' }));
      await page.until(() => !last().pending);
      return { seatwire, socket: await socket };
    }

    it('tells the seats, where they are and in their states, and each change', async () => {
      const { socket } = await live();
      expect(views[0]).toMatchObject({
        showId: 'show_1',
        pending: true,
        seats: [],
        connection: { state: 'connecting' },
      });
      expect(last()).toMatchObject({
        version: 1,
        show: { title: 'Title of show_1' },
        connection: { state: 'live', hint: null },
      });
      expect(last().seats[1]).toMatchObject({
        seatId: 'A-2',
        label: 'Stalls, row A, seat 2',
        x: 125,
        y: 50,
        state: 'BOOKED',
      });
      expect(last().seats[1]!.tier.price.amount).toBe(4_000);
      await socket.push(deltaOf(1, 2, { 'A-1': 'LOCKED', 'A-2': 'AVAILABLE' }));
      await page.until(() => last().version === 2);
      expect(states()).toEqual(['LOCKED', 'AVAILABLE', 'AVAILABLE']);
    });

    it('renders no seat again that did not change', async () => {
      const rendered: string[] = [];
      const Seat = memo(({ seat }: { seat: SeatMapView['seats'][number] }) => {
        rendered.push(seat.seatId);
        return createElement('i', null, seat.state);
      });
      const Alone = memo(({ seatId }: { seatId: string }) => {
        rendered.push(`alone ${useSeat('show_1', seatId)?.state}`);
        return null;
      });
      const Seats = () => {
        const view = useSeatMap('show_1');
        views.push(view);
        return view.seats.map((seat) => createElement(Seat, { key: seat.seatId, seat }));
      };
      const socket = shop.next();
      await page.render(inShop(seatwireOf(), createElement(Seats), createElement(Alone, { seatId: 'A-2' })));
      await (await socket).push(snapshotOf(1));
      await page.until(() => !last().pending);
      rendered.length = 0;
      const before = last();
      await (await socket).push(deltaOf(1, 2, { 'A-3': 'LOCKED' }));
      await page.until(() => last().version === 2);
      expect(rendered).toEqual(['A-3']);
      expect(last().seats[0]).toBe(before.seats[0]);
      expect(last().reconnect).toBe(before.reconnect);
      await (await socket).push(deltaOf(2, 3, { 'A-2': 'LOCKED' }));
      await page.until(() => last().version === 3);
      expect(rendered).toEqual(['A-3', 'A-2', 'alone LOCKED']);
      // Organisers change prices meanwhile.
      const { priceTiers, ...show } = showOf('show_1');
      await (await socket).pushShow({
        ...show,
        priceTiers: [{ ...priceTiers[0]!, price: { ...priceTiers[0]!.price, amount: 5_000 } }],
      });
      await page.until(() => last().seats[0]!.tier.price.amount === 5_000);
    });

    it('opens one connection in StrictMode and for however many components, and closes it with the last', async () => {
      const seatwire = seatwireOf();
      const socket = shop.next();
      const two = [
        createElement(Shown, { key: 1, showId: 'show_1' }),
        createElement(Shown, { key: 2, showId: 'show_1' }),
      ];
      await page.render(createElement(StrictMode, null, inShop(seatwire, ...two)));
      await (await socket).push(snapshotOf(1));
      await page.until(() => !last().pending);
      expect([shop.sockets.length, shop.requests.length]).toEqual([1, 1]);
      await page.render(createElement(StrictMode, null, inShop(seatwire, two[0])));
      expect((await socket).readyState).toBe(1);
      await page.render(null);
      await vi.waitUntil(() => shop.sockets[0]!.readyState === 3);
      // Who comes back is told what has changed meanwhile.
      const again = shop.next();
      const rendered = views.length;
      await page.render(inShop(seatwire, two[0]));
      expect(views[rendered]).toMatchObject({ version: 1, connection: { state: 'reconnecting' } });
      await (await again).push(deltaOf(1, 2, { 'A-1': 'BOOKED' }));
      await page.until(() => last().version === 2);
      expect([states()[0], shop.requests.length]).toEqual(['BOOKED', 1]);
    });

    it('shows nothing of the old show for the new one, and drops late answers', async () => {
      shop.answerByHand();
      const seatwire = seatwireOf();
      const [socket, hall] = [shop.next(), shop.request('Hall')];
      await page.render(inShop(seatwire, createElement(Shown, { showId: 'show_1' })));
      await (await socket).push(snapshotOf(7, { 'A-1': 'BOOKED' }));
      const [second, secondHall] = [shop.next(), shop.request('Hall')];
      await page.render(inShop(seatwire, createElement(Shown, { showId: 'show_2' })));
      expect(last()).toMatchObject({ showId: 'show_2', pending: true, show: null, version: null });
      expect((await hall).isAborted()).toBe(true);
      (await hall).answer(hallAnswer('show_1'));
      await (await second).push(snapshotOf(1));
      (await secondHall).answer(hallAnswer('show_2'));
      await page.until(() => !last().pending);
      await page.render(inShop(seatwire, createElement(Shown, { showId: null })));
      expect(last()).toMatchObject({ showId: null, pending: false, seats: [], connection: { state: 'idle' } });
      for (const { showId, show, version } of views.filter((view) => view.showId === 'show_2')) {
        expect([show === null || show.id === showId, version === null || version === 1]).toEqual([true, true]);
      }
    });

    it('opens nothing on a server, and hydrates what came from there', async () => {
      const seatwire = seatwireOf();
      const tree = () => createElement(StrictMode, null, inShop(seatwire, createElement(Shown, { showId: 'show_1' })));
      const html = under.renderToString(tree());
      expect(html).toBe('<p>show_1: 0 seats, connecting</p>');
      await new Promise((resolve) => setTimeout(resolve));
      expect([shop.sockets.length, shop.requests.length]).toEqual([0, 0]);
      const socket = shop.next();
      await page.hydrate(html, tree());
      await (await socket).push(snapshotOf(1));
      await page.until(() => !last().pending);
      expect(page.text).toBe('show_1: 3 seats, live');
    });

    it('opens nothing for a render that never commits, and keeps its map while it is suspended', async () => {
      const seatwire = seatwireOf();
      const never = new Promise<never>(() => {});
      const Waiting = ({ isReady }: { isReady: boolean }) => {
        const view = useSeatMap('show_1');
        views.push(view);
        // As libraries do it on both versions.
        if (!isReady) throw never;
        return createElement('p', null, `${view.seats.length} seats`);
      };
      const tree = (isReady: boolean) =>
        inShop(seatwire, createElement(Suspense, { fallback: 'waiting' }, createElement(Waiting, { isReady })));
      await page.render(tree(false));
      expect([page.text, shop.sockets.length, shop.requests.length]).toEqual(['waiting', 0, 0]);
      const socket = shop.next();
      await page.render(tree(true));
      await (await socket).push(snapshotOf(1));
      await page.until(() => !last().pending);
      await page.render(tree(false));
      await (await socket).push(deltaOf(1, 2, { 'A-1': 'LOCKED' }));
      await page.render(tree(true));
      await page.until(() => last().version === 2);
      expect([states(), shop.sockets.length]).toEqual([['LOCKED', 'AVAILABLE', 'AVAILABLE'], 1]);
    });

    it('asks for nothing more when it is taken away meanwhile', async () => {
      shop.answerByHand();
      const hall = shop.request('Hall');
      await page.render(inShop(seatwireOf(), createElement(Shown, { showId: 'show_1' })));
      await hall;
      await page.render(null);
      expect((await hall).isAborted()).toBe(true);
      await vi.waitUntil(() => shop.sockets.every(({ readyState }) => readyState === 3));
    });

    it('says that the connection was lost, and goes on', async () => {
      const { socket } = await live({ retry: { first_ms: 60_000, max_ms: 60_000 } });
      const before = last();
      socket.close(1006);
      await page.until(() => last().connection.state === 'reconnecting');
      expect(last().connection).toMatchObject({ error: { code: 'CONNECTION_LOST' }, hint: /by itself/, attempt: 0 });
      expect(last().seats).toBe(before.seats);
      const again = shop.next();
      await page.act(() => last().reconnect());
      await (await again).push(deltaOf(1, 2, {}));
      await page.until(() => last().connection.state === 'live');
      expect(last().connection).toMatchObject({ error: null, hint: null });
    });

    it.each([
      ['a text', 'stale', true, /is a text: give another one/],
      ['a function', () => 'stale', false, /Let the token function fetch a new one/],
    ])('says that the token has expired that was given as %s', async (_what, token, isFinal, hint) => {
      const { socket } = await live({ token, retry: { first_ms: 60_000, max_ms: 60_000 } });
      socket.close(4403, 'The token has expired.');
      await page.until(() => last().connection.state === 'unauthorized');
      expect(last().connection).toMatchObject({ error: { code: 'TOKEN_REFUSED', isFinal }, hint });
      // What was known stays.
      expect(states()).toEqual(['AVAILABLE', 'BOOKED', 'AVAILABLE']);
    });

    it.each([
      [
        'a wrong URL',
        async () => new Response('<h1>Not found</h1>', { status: 404 }),
        'wrongUrl',
        'WRONG_URL',
        /Mend url/,
      ],
      [
        'a dead server',
        async () => Promise.reject(new TypeError('fetch failed')),
        'unreachable',
        'UNREACHABLE',
        /Tell the buyer/,
      ],
      [
        'a server that is busy',
        async () => new Response('', { status: 503 }),
        'unreachable',
        'SERVER_UNAVAILABLE',
        /is busy/,
      ],
    ] as const)(
      'tells of %s what it is and what to do, until all is well',
      async (_what, answer, state, code, hint) => {
        shop.refuseConnections();
        shop.answerInstead(answer);
        await page.render(inShop(seatwireOf(), createElement(Shown, { showId: 'show_1' })));
        await page.until(() => last().connection.error?.code === code);
        expect(last()).toMatchObject({ pending: true, connection: { state, hint } });

        const socket = shop.next();
        shop.answerInstead(null);
        shop.serveConnections();
        await (await socket).push(snapshotOf(1));
        await page.until(() => last().connection.state === 'live');
        expect(last()).toMatchObject({ pending: false, connection: { error: null, hint: null } });
      },
    );

    it('says that there is no such show', async () => {
      const socket = shop.next();
      await page.render(inShop(seatwireOf(), createElement(Shown, { showId: 'show_9' })));
      await (await socket).refuse('NOT_FOUND', 'Show not found.');
      await page.until(() => last().connection.state === 'notFound');
      expect(last().connection).toMatchObject({
        error: { isFinal: true, message: 'Show not found.' },
        hint: /no such show/,
      });
    });

    it('tells what is wrong with the plan alone, and loads it again', async () => {
      shop.answerByHand();
      const [socket, hall] = [shop.next(), shop.request('Hall')];
      await page.render(inShop(seatwireOf(), createElement(Shown, { showId: 'show_1' })));
      await (await socket).push(snapshotOf(1));
      const again = shop.request('Hall');
      (await hall).refuse('SERVICE_UNAVAILABLE', 'busy');
      await page.until(() => last().connection.state === 'unreachable');
      expect(last().pending).toBe(true);
      (await again).answer(hallAnswer('show_1'));
      await page.until(() => last().connection.state === 'live');
      expect(last().seats.map(({ seatId }) => seatId)).toEqual(SEAT_IDS);
    });

    it('says what is missing without a provider', async () => {
      const error = await page.renderFails(createElement(Shown, { showId: 'show_1' }));
      expect(String(error)).toMatch(/no SeatwireProvider above/);
    });
  });
}
