import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeSockets } from '../../../test/kit/callers/fake-socket.ts';
import { createSeatMap, type SeatMapOptions } from './seat-map.ts';
import type { SeatMapEvent } from './seat-map-event.ts';

const LINGER_MS = 2_000;

describe('the life of a seat map', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const make = (options: Partial<SeatMapOptions> = {}) => {
    const server = createFakeSockets();
    const { webSocketImpl } = server;
    const retry = { first_ms: 1_000, random: () => 0.999_999 };
    const map = createSeatMap({ url: 'http://x/graphql', showId: 'show_1', webSocketImpl, retry, ...options });
    return { map, server };
  };
  const snapshot: SeatMapEvent = { __typename: 'SeatMapSnapshot', cursor: 'c1', version: 1, seats: [], areas: [] };
  const noListener = () => undefined;

  it('connects to nothing until somebody listens', async () => {
    const { map, server } = make();
    const state = map.getState();
    expect(state).toMatchObject({ status: 'idle', version: null, attempt: 0 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect([server.sockets.length, map.getState()]).toEqual([0, state]);
    map.subscribe(noListener);
    expect(map.getState()).toMatchObject({ status: 'connecting', attempt: 1 });
    await vi.advanceTimersByTimeAsync(0);
    expect(server.sockets).toHaveLength(1);
    map.close();
  });

  it('rests some time after its last listener has gone, and goes on by its cursor', async () => {
    const { map, server } = make();
    const endFirst = map.subscribe(noListener);
    const endSecond = map.subscribe(noListener);
    await vi.advanceTimersByTimeAsync(0);
    const [first] = server.sockets;
    await first!.push(snapshot);
    endFirst();
    endFirst();
    await vi.advanceTimersByTimeAsync(LINGER_MS);
    expect(map.status).toBe('live');
    endSecond();
    await vi.advanceTimersByTimeAsync(LINGER_MS - 1);
    expect(map.status).toBe('live');
    await vi.advanceTimersByTimeAsync(1);
    expect(map.getState()).toMatchObject({ status: 'idle', version: 1, attempt: 0 });
    expect(first!.readyState).toBe(3);

    map.subscribe(noListener);
    expect(map.getState()).toMatchObject({ status: 'reconnecting', version: 1 });
    await vi.advanceTimersByTimeAsync(0);
    expect((await server.sockets[1]!.subscription()).payload?.variables).toMatchObject({ after: 'c1' });
    expect(map.status).toBe('live');
    map.close();
  });

  it('keeps its one connection when listeners come and go at once, as in React’s StrictMode', async () => {
    const { map, server } = make();
    map.subscribe(noListener)();
    map.subscribe(noListener)();
    const end = map.subscribe(noListener);
    await vi.advanceTimersByTimeAsync(LINGER_MS * 2);
    expect(server.sockets).toHaveLength(1);
    await server.sockets[0]!.push(snapshot);
    expect(map.status).toBe('live');
    end();
    map.close();
  });

  it('opens nothing for who listens only for a moment, as frameworks do on a server', async () => {
    const { map, server } = make();
    map.subscribe(noListener)();
    expect(map.getState()).toMatchObject({ status: 'idle', attempt: 0 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.sockets).toHaveLength(0);
  });

  it('stays connected without listeners when that was asked for', async () => {
    const { map, server } = make();
    map.connect();
    map.subscribe(noListener)();
    await vi.advanceTimersByTimeAsync(0);
    await server.sockets[0]!.push(snapshot);
    await vi.advanceTimersByTimeAsync(LINGER_MS * 2);
    expect(map.status).toBe('live');
    map.close();
    map.connect();
    expect([map.status, server.sockets.length]).toEqual(['closed', 1]);
  });

  it('opens no socket for a token that comes after the map has come to rest', async () => {
    const token = Promise.withResolvers<string>();
    const { map, server } = make({ token: () => token.promise });
    map.subscribe(noListener)();
    expect(map.status).toBe('idle');
    token.resolve('late');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.sockets).toHaveLength(0);
  });

  it('counts its attempts, and says when the next one begins', async () => {
    const { map, server } = make();
    map.connect();
    await vi.advanceTimersByTimeAsync(0);
    await server.sockets[0]!.push(snapshot);
    server.sockets[0]!.close(1006);
    await vi.advanceTimersByTimeAsync(0);
    const lost = map.getState();
    expect(lost).toMatchObject({
      status: 'reconnecting',
      attempt: 0,
      nextAttemptAt: Date.now() + 1_000,
      lastError: { code: 'CONNECTION_LOST', closeCode: 1006, isFinal: false },
    });
    await vi.advanceTimersByTimeAsync(1_000);
    // It is connected again, and was therefore live at once: by its cursor.
    expect(map.getState()).toMatchObject({ status: 'live', attempt: 0, nextAttemptAt: null, lastError: null });
    map.close();
  });

  it('waits twice as long after each failure, unless it is told that it is worth a try', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')));
    const { map, server } = make();
    server.refuseConnections();
    map.connect();
    await vi.advanceTimersByTimeAsync(0);
    const wait_ms = () => map.getState().nextAttemptAt! - Date.now();
    expect(map.getState()).toMatchObject({ status: 'connecting', attempt: 1, lastError: { code: 'UNREACHABLE' } });
    expect(wait_ms()).toBe(1_000);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(map.getState()).toMatchObject({ attempt: 2, lastError: { code: 'UNREACHABLE' } });
    expect(wait_ms()).toBe(2_000);
    map.reconnect();
    expect(map.getState()).toMatchObject({ attempt: 3, nextAttemptAt: null, lastError: { code: 'UNREACHABLE' } });
    await vi.advanceTimersByTimeAsync(0);
    expect(server.sockets).toHaveLength(3);
    map.close();
  });
});
