import { afterEach, describe, expect, it, vi } from 'vitest';
import { untilMap } from '../../../test/kit/basics/until.ts';
import { createFakeSockets } from '../../../test/kit/callers/fake-socket.ts';
import { createSeatMap, type SeatMap, SeatMapError, type SeatMapOptions, type SeatMapStatus } from './seat-map.ts';
import type { SeatChange, SeatState } from './seat-map-event.ts';

const RETRY = { first_ms: 1, max_ms: 1, random: () => 0 };
const open: SeatMap[] = [];
afterEach(() => {
  for (const map of open.splice(0)) map.close();
});

function connect(options: Partial<SeatMapOptions> = {}) {
  const server = createFakeSockets();
  const socket = server.next();
  const { webSocketImpl } = server;
  const map = createSeatMap({ url: 'http://x/graphql', showId: 'show_1', webSocketImpl, retry: RETRY, ...options });
  open.push(map);
  map.connect();
  return { map, server, socket };
}

/** Resolves at the next change of the map, with the seats that it was about. */
const nextChange = (map: SeatMap) =>
  new Promise<readonly string[]>((resolve) => {
    const end = map.subscribe((seatIds) => {
      end();
      resolve(seatIds);
    });
  });

const untilStatus = (map: SeatMap, status: SeatMapStatus) => untilMap(map, () => map.status === status);

const changes = (states: Record<string, SeatState>): SeatChange[] =>
  Object.entries(states).map(([seatId, state]) => ({ seatId, state }));
const snapshot = (version: number, states: Record<string, SeatState> = {}) =>
  ({ __typename: 'SeatMapSnapshot', cursor: `c${version}`, version, seats: changes(states), areas: [] }) as const;
const delta = (previousVersion: number, version: number, states: Record<string, SeatState>) =>
  ({
    __typename: 'SeatMapDelta',
    cursor: `c${version}`,
    previousVersion,
    version,
    changes: changes(states),
    areas: [],
  }) as const;

describe('a live seat map', () => {
  it('takes the snapshot, then the deltas, and names the seats that changed', async () => {
    const { map, socket } = connect();
    expect(map.getState()).toMatchObject({ status: 'connecting', version: null });
    const first = nextChange(map);
    await (await socket).push(snapshot(7, { A: 'BOOKED', B: 'LOCKED' }));
    expect(await first).toEqual(['A', 'B']);
    expect(map.getState()).toMatchObject({ status: 'live', version: 7, lastError: null, attempt: 0 });

    const second = nextChange(map);
    await (await socket).push(delta(7, 9, { B: 'AVAILABLE', C: 'LOCKED', A: 'BOOKED' }));
    expect(await second).toEqual(['B', 'C']);
    expect([...map.getState().unavailable]).toEqual([
      ['A', 'BOOKED'],
      ['C', 'LOCKED'],
    ]);
    expect(map.seatState('B')).toBe('AVAILABLE');
  });

  it('asks for its show and zones, as the bearer of its token', async () => {
    const { socket } = connect({ zones: ['North'], token: async () => 'secret' });
    const { payload } = await (await socket).subscription();
    expect(payload?.variables).toEqual({ showId: 'show_1', after: null, zones: ['North'] });
    expect((await socket).sent[0]).toEqual({ type: 'connection_init', payload: { authorization: 'Bearer secret' } });
  });

  it('says what to pass where the runtime has no WebSocket, and takes what is passed', () => {
    vi.stubGlobal('WebSocket', undefined);
    try {
      const what = /no WebSocket of its own.*import WebSocket from 'ws'.*webSocketImpl: WebSocket/;
      // One that is only made, as by a page that is rendered on the server, needs none.
      const map = createSeatMap({ url: 'http://x/graphql', showId: 'show_1' });
      expect(() => map.subscribe(() => undefined)).toThrow(what);
      expect(() => map.connect()).toThrow(what);
      expect(map.status).toBe('idle');
      expect(connect().map.status).toBe('connecting');
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('goes on with its cursor after a drop; what was known stays', async () => {
    const { map, server, socket } = connect();
    await (await socket).push(snapshot(3, { A: 'LOCKED' }));
    const again = server.next();
    (await socket).close(1006);
    await untilStatus(map, 'reconnecting');
    expect(map.seatState('A')).toBe('LOCKED');
    expect((await (await again).subscription()).payload?.variables).toMatchObject({ after: 'c3' });
    await (await again).push(delta(3, 4, { A: 'AVAILABLE' }));
    await untilStatus(map, 'live');
    expect(map.getState()).toMatchObject({ version: 4 });
    expect(map.seatState('A')).toBe('AVAILABLE');
  });

  it('is live again after a drop in which nothing happened, once the server has taken the cursor', async () => {
    const { map, server, socket } = connect();
    await (await socket).push(snapshot(3));
    const again = server.next();
    (await socket).close(1006);
    await (await again).subscription();
    await untilStatus(map, 'live');
  });

  it.each([
    ['notices a link that is dead', true, 5_000],
    ['waits longer where nothing has come: it may be a large snapshot', false, 60_000],
  ])('%s', async (_what, hasSnapshot, within_ms) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { map, server, socket } = connect();
      const first = await socket;
      await first.subscription();
      if (hasSnapshot) await first.push(snapshot(3));
      await vi.advanceTimersByTimeAsync(10_000);
      expect(first.sent.at(-1)).toEqual({ type: 'ping' });
      await vi.advanceTimersByTimeAsync(within_ms - 1);
      expect([map.status, server.sockets.length]).toEqual([hasSnapshot ? 'live' : 'connecting', 1]);
      await vi.advanceTimersByTimeAsync(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(server.sockets).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it('does not apply a delta that does not follow: subscribes again with its cursor, then without', async () => {
    const { map, server, socket } = connect();
    await (await socket).push(snapshot(3, { A: 'LOCKED' }));
    const second = server.next();
    await (await socket).push(delta(5, 6, { A: 'AVAILABLE' }));
    expect(map.seatState('A')).toBe('LOCKED');
    expect((await (await second).subscription()).payload?.variables).toMatchObject({ after: 'c3' });
    const third = server.next();
    await (await second).push(delta(5, 6, { A: 'AVAILABLE' }));
    expect((await (await third).subscription()).payload?.variables).toMatchObject({ after: null });
    const change = nextChange(map);
    await (await third).push(snapshot(6, { B: 'BOOKED' }));
    expect(await change).toEqual(['A', 'B']);
  });

  it('goes on at another of its endpoints after a drop', async () => {
    const url = ['http://a/graphql', 'https://b/graphql'];
    const { server, socket } = connect({ url });
    await (await socket).push(snapshot(3));
    const second = server.next();
    (await socket).close(1001);
    await (await second).subscription();
    const third = server.next();
    (await second).close(1006);
    await (await third).subscription();
    expect(server.sockets.map((one) => one.url)).toEqual(['ws://a/graphql', 'wss://b/graphql', 'ws://a/graphql']);
  });

  it('begins anew when the server refuses the cursor', async () => {
    const { map, server, socket } = connect();
    await (await socket).push(snapshot(3));
    const second = server.next();
    (await socket).close(1012);
    const third = server.next();
    await (await second).refuse('BAD_USER_INPUT');
    expect((await (await third).subscription()).payload?.variables).toMatchObject({ after: null });
    await (await third).push(snapshot(1));
    await untilStatus(map, 'live');
    expect(map.getState().version).toBe(1);
  });

  it('goes on trying while a part of the server is away', async () => {
    const { map, server, socket } = connect();
    const second = server.next();
    await (await socket).refuse('SERVICE_UNAVAILABLE');
    await (await second).push(snapshot(1));
    await untilStatus(map, 'live');
  });

  it('closes, and says why, when there is no such show or the token is not good', async () => {
    const unknown = connect();
    await (await unknown.socket).refuse('NOT_FOUND', 'Show not found.');
    await untilStatus(unknown.map, 'closed');
    const { lastError, error } = unknown.map.getState();
    expect(lastError).toBeInstanceOf(SeatMapError);
    expect(lastError).toMatchObject({ code: 'SHOW_NOT_FOUND', serverCode: 'NOT_FOUND', message: 'Show not found.' });
    expect(error).toBe(lastError);

    const stranger = connect({ token: 'stale' });
    (await stranger.socket).close(4403, 'The token has expired.');
    await untilStatus(stranger.map, 'closed');
    expect(stranger.map.getState().lastError).toMatchObject({
      code: 'TOKEN_REFUSED',
      closeCode: 4403,
      isFinal: true,
      message: 'The token has expired.',
    });
  });

  it('asks a token function again instead', async () => {
    const tokens = ['stale', 'fresh'];
    const { server, socket } = connect({ token: () => tokens.shift()! });
    const second = server.next();
    (await socket).close(4403, 'The token has expired.');
    await (await second).subscription();
    expect((await second).sent[0]!.payload).toEqual({ authorization: 'Bearer fresh' });
  });

  it('says nothing more after it was closed, and its state is a new object at each change', async () => {
    const { map, server, socket } = connect();
    const connecting = map.getState();
    await (await socket).push(snapshot(1));
    const live = map.getState();
    expect(live).not.toBe(connecting);
    expect(map.getState()).toBe(live);
    map.close();
    expect(map.getState()).toMatchObject({ status: 'closed', version: 1, lastError: null, error: null });
    let isCalled = false;
    map.subscribe(() => {
      isCalled = true;
    });
    await (await socket).push(delta(1, 2, { A: 'LOCKED' }));
    map.reconnect();
    expect(isCalled).toBe(false);
    expect(server.sockets).toHaveLength(1);
  });
});
