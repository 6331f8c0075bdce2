import { afterEach, describe, expect, it, vi } from 'vitest';
import { untilMap } from '../../../test/kit/basics/until.ts';
import { createFakeSockets } from '../../../test/kit/callers/fake-socket.ts';
import { createSeatMap, type LiveShow, type SeatMap, type SeatMapOptions } from './seat-map.ts';
import type { SeatMapEvent } from './seat-map-event.ts';

const RETRY = { first_ms: 1, max_ms: 1, random: () => 0 };
const SHOW: LiveShow = {
  id: 'show_1',
  title: 'Fado',
  startsAt: '2026-12-01T20:00:00.000Z',
  salesStartAt: null,
  salesEndAt: null,
  status: 'ON_SALE',
  priceTiers: [
    {
      ...{ id: 'tier_1', name: 'Stalls', category: 'Stalls', taxRate: 0, prices: [] },
      price: { amount: 4_000, currency: 'EUR', exponent: 2 },
    },
  ],
  ticketTypes: [],
  fees: [],
  seatRules: { orphanRule: 'OFF', minimumRun: 2, endsAt: null },
  limits: { seatsPerLock: 10, seatsPerBuyer: 10 },
  changeRules: {
    returnsUntil: null,
    exchangesUntil: null,
    keepsFees: false,
    returnFee: { amount: 0, currency: 'EUR', exponent: 2 },
    exchangeFee: { amount: 0, currency: 'EUR', exponent: 2 },
  },
};
const snapshot = (version: number): SeatMapEvent => ({
  __typename: 'SeatMapSnapshot',
  cursor: `c${version}`,
  version,
  seats: [],
  areas: [],
});

/** How often the show was subscribed to. */
const timesAsked = (sent: readonly { type: string; payload?: Record<string, unknown> }[]) =>
  sent.filter(({ type, payload }) => type === 'subscribe' && String(payload?.query).includes('show(')).length;

const open: SeatMap[] = [];
afterEach(() => {
  for (const map of open.splice(0)) map.close();
  vi.useRealTimers();
});

function connect(options: Partial<SeatMapOptions> = {}) {
  const server = createFakeSockets();
  const socket = server.next();
  const { webSocketImpl } = server;
  const map = createSeatMap({
    url: 'http://x/graphql',
    showId: 'show_1',
    followShow: true,
    webSocketImpl,
    retry: RETRY,
    ...options,
  });
  open.push(map);
  map.connect();
  return { map, server, socket };
}

describe('a seat map that follows its show', () => {
  it('tells how the show is over the socket of the map, and again after each change', async () => {
    const { map, server, socket } = connect();
    await (await socket).push(snapshot(1));
    await (await socket).pushShow(SHOW);
    await untilMap(map, () => map.getState().show !== null);
    expect(map.getState()).toMatchObject({ status: 'live', show: SHOW, showError: null });
    expect((await (await socket).subscription('show')).payload?.variables).toEqual({ showId: 'show_1' });
    const heard: (readonly string[])[] = [];
    map.subscribe((seatIds) => heard.push(seatIds));
    await (await socket).pushShow({ ...SHOW, status: 'PAUSED' });
    expect(map.getState().show?.status).toBe('PAUSED');
    expect(heard).toEqual([[]]);
    expect(server.sockets).toHaveLength(1);
  });

  it('asks for no show without the option', async () => {
    const { map, socket } = connect({ followShow: false });
    await (await socket).push(snapshot(1));
    await untilMap(map, () => map.status === 'live');
    expect((await socket).sent.filter(({ type }) => type === 'subscribe')).toHaveLength(1);
    expect(map.getState()).toMatchObject({ show: null, showError: null });
  });

  it('subscribes again at each reconnect, and keeps the same object while nothing has changed', async () => {
    const { map, server, socket } = connect();
    await (await socket).push(snapshot(1));
    await (await socket).pushShow(SHOW);
    const before = map.getState().show;
    const again = server.next();
    (await socket).close();
    await untilMap(map, () => map.status === 'reconnecting');
    expect(map.getState().show).toBe(before);
    const changes: unknown[] = [];
    await (await again).subscription('show');
    await untilMap(map, () => map.status === 'live');
    map.subscribe(() => changes.push(map.getState()));
    await (await again).pushShow({ ...SHOW });
    expect(map.getState().show).toBe(before);
    expect(changes).toEqual([]);
    await (await again).pushShow({ ...SHOW, title: 'Fado Night' });
    expect(map.getState().show?.title).toBe('Fado Night');
  });

  it('leaves the map live when the server refuses the show for now, says why, and asks again on the same socket', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { map, server, socket } = connect();
    await (await socket).push(snapshot(1));
    await (await socket).refuse('TOO_MANY_SUBSCRIPTIONS', 'too many', 'show');
    expect(map.getState()).toMatchObject({
      status: 'live',
      lastError: null,
      show: null,
      showError: { code: 'SERVER_UNAVAILABLE', serverCode: 'TOO_MANY_SUBSCRIPTIONS' },
    });
    const before = await (await socket).subscription('show');
    await vi.advanceTimersByTimeAsync(1_000);
    const after = await (await socket).subscription('show');
    expect(after.id).not.toBe(before.id);
    await (await socket).pushShow(SHOW);
    expect(map.getState()).toMatchObject({ show: SHOW, showError: null });
    expect(server.sockets).toHaveLength(1);
  });

  it('does not ask a server again that does not know the subscription', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { map, socket } = connect();
    await (await socket).push(snapshot(1));
    await (await socket).refuse('GRAPHQL_VALIDATION_FAILED', 'Cannot query field "show"', 'show');
    expect(map.getState()).toMatchObject({ status: 'live', showError: { code: 'PROTOCOL', isFinal: true } });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(timesAsked((await socket).sent)).toBe(1);
  });

  it('asks again when the server ends the subscription, and no more once the map is closed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { map, socket } = connect();
    await (await socket).push(snapshot(1));
    await (await socket).pushShow(SHOW);
    await (await socket).complete('show');
    await vi.advanceTimersByTimeAsync(0);
    expect(map.getState()).toMatchObject({ status: 'live', show: SHOW, showError: { code: 'CONNECTION_LOST' } });
    const subscriptions = async () => timesAsked((await socket).sent);
    expect(await subscriptions()).toBe(1);
    map.close();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(await subscriptions()).toBe(1);
  });
});
