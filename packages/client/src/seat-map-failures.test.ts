import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeSockets } from '../../../test/kit/callers/fake-socket.ts';
import { createSeatMap, type SeatMapOptions } from './seat-map.ts';

describe('what a seat map says of what is wrong', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const open = async (options: Partial<SeatMapOptions> = {}, before = (_server: FakeServer) => {}) => {
    const server = createFakeSockets();
    before(server);
    const { webSocketImpl } = server;
    const map = createSeatMap({ url: 'http://x/graphql', showId: 'show_1', webSocketImpl, ...options });
    map.connect();
    await vi.advanceTimersByTimeAsync(0);
    return { map, server };
  };
  type FakeServer = ReturnType<typeof createFakeSockets>;

  const answer = (status: number, body: string) => async () => new Response(body, { status });

  it('tells of a token function that throws, opens no socket, and asks it again', async () => {
    let isBroken = true;
    const token = () => {
      if (isBroken) throw new Error('no session');
      return 'good';
    };
    const { map, server } = await open({ token });
    const { lastError } = map.getState();
    expect(lastError).toMatchObject({ code: 'TOKEN_FAILED', isFinal: false });
    expect(lastError!.message).toContain('no session');
    expect(lastError!.cause).toBeInstanceOf(Error);
    expect(server.sockets).toHaveLength(0);
    isBroken = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.sockets[0]!.sent[0]!.payload).toEqual({ authorization: 'Bearer good' });
    map.close();
  });

  it('tells of a token function that never answers', async () => {
    const { map, server } = await open({ token: () => new Promise<string>(() => {}) });
    expect(map.getState().lastError).toBeNull();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(map.getState().lastError).toMatchObject({ code: 'TOKEN_FAILED', message: expect.stringMatching(/10 s/) });
    expect(server.sockets).toHaveLength(0);
    map.close();
  });

  it('goes on with a token function whose tokens are always refused, ever more slowly', async () => {
    const { map, server } = await open({ token: () => 'stale', retry: { random: () => 0.999_999 } });
    for (const [index, wait_ms] of [1_000, 2_000, 4_000].entries()) {
      server.sockets[index]!.close(4403, 'The token has expired.');
      await vi.advanceTimersByTimeAsync(0);
      expect(map.getState()).toMatchObject({
        status: 'connecting',
        attempt: index + 1,
        lastError: { code: 'TOKEN_REFUSED', isFinal: false, closeCode: 4403 },
      });
      await vi.advanceTimersByTimeAsync(wait_ms);
    }
    map.close();
  });

  it.each([
    ['the upgrade', 15_000, (server: FakeServer) => server.takeNoConnections()],
    ['the greeting', 10_000, (server: FakeServer) => server.sayNothing()],
  ])('tells of a server that leaves %s without an answer', async (_what, within_ms, before) => {
    const { map, server } = await open({}, before);
    await vi.advanceTimersByTimeAsync(within_ms - 1);
    expect(map.getState()).toMatchObject({ status: 'connecting', lastError: null });
    await vi.advanceTimersByTimeAsync(1);
    expect(map.getState()).toMatchObject({ status: 'connecting', lastError: { code: 'NO_ANSWER' } });
    expect(server.sockets[0]!.readyState).toBe(3);
    map.close();
  });

  it('tells of a server that answers pings and sends no map', async () => {
    const { map, server } = await open();
    for (let sent = 0; sent < 9; sent += 1) {
      await vi.advanceTimersByTimeAsync(10_000);
      server.sockets[0]!.pong();
    }
    expect(map.getState()).toMatchObject({ status: 'connecting', lastError: { code: 'NO_ANSWER' } });
    map.close();
  });

  it.each([
    ['a server error', 503, 'busy', 'SERVER_UNAVAILABLE'],
    ['nothing at that path', 404, '{"error":"Not found."}', 'WRONG_URL'],
    ['a web page', 200, '<!doctype html>', 'WRONG_URL'],
    ['GraphQL', 200, '{"data":{"__typename":"Query"}}', 'WEBSOCKET_REFUSED'],
    ['a refusal of GraphQL', 400, '{"errors":[{"message":"no"}]}', 'WEBSOCKET_REFUSED'],
  ])('asks over HTTP where no WebSocket comes about, and finds %s', async (_what, status, body, code) => {
    vi.stubGlobal('fetch', vi.fn(answer(status, body)));
    const { map } = await open({}, (server) => server.refuseConnections());
    await vi.advanceTimersByTimeAsync(0);
    expect(map.getState()).toMatchObject({ status: 'connecting', lastError: { code, isFinal: false } });
    expect(fetch).toHaveBeenCalledWith('http://x/graphql?query=%7B__typename%7D', expect.anything());
    map.close();
  });

  it('takes what a page of another origin may not read for a wrong URL, and silence for no server', async () => {
    vi.stubGlobal('fetch', async (_url: string, { mode }: RequestInit) => {
      if (mode !== 'no-cors') throw new TypeError('Failed to fetch');
      return new Response(null);
    });
    const { map } = await open({}, (server) => server.refuseConnections());
    await vi.advanceTimersByTimeAsync(0);
    expect(map.getState().lastError?.code).toBe('WRONG_URL');
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    map.reconnect();
    await vi.advanceTimersByTimeAsync(0);
    expect(map.getState()).toMatchObject({ attempt: 2, lastError: { code: 'UNREACHABLE' } });
    map.close();
  });

  it('asks nothing over HTTP once it was live: the URL is right', async () => {
    vi.stubGlobal('fetch', vi.fn(answer(404, '')));
    const { map, server } = await open();
    await server.sockets[0]!.push({ __typename: 'SeatMapSnapshot', cursor: 'c1', version: 1, seats: [], areas: [] });
    server.refuseConnections();
    server.sockets[0]!.close(1001);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(map.getState()).toMatchObject({ status: 'reconnecting', lastError: { code: 'UNREACHABLE' } });
    expect(fetch).not.toHaveBeenCalled();
    map.close();
  });

  it.each(['tickets.example.org/graphql', '', 'ftp://x/graphql', 'http://', '/graphql'])(
    'closes at once with a URL that is none: "%s"',
    async (url) => {
      const { map, server } = await open({ url });
      expect(map.getState()).toMatchObject({ status: 'closed', lastError: { code: 'WRONG_URL', isFinal: true } });
      expect(server.sockets).toHaveLength(0);
    },
  );

  it('closes when the WebSocket can’t be made, as an insecure one on a secure page', async () => {
    class Insecure {
      static readonly CLOSED = 3;
      constructor() {
        throw new DOMException('An insecure WebSocket connection may not be initiated', 'SecurityError');
      }
    }
    const { map } = await open({ webSocketImpl: Insecure });
    expect(map.getState()).toMatchObject({
      status: 'closed',
      lastError: { code: 'WRONG_URL', message: expect.stringMatching(/insecure/) },
    });
  });

  it('takes a path alone for the page’s own server', async () => {
    vi.stubGlobal('location', { origin: 'https://tickets.example.org' });
    const { map, server } = await open({ url: '/graphql' });
    expect(server.sockets.map(({ url }) => url)).toEqual(['wss://tickets.example.org/graphql']);
    map.close();
  });

  it.each([
    ['SERVICE_UNAVAILABLE', 'SERVER_UNAVAILABLE', 'connecting'],
    ['TOO_MANY_SUBSCRIPTIONS', 'SERVER_UNAVAILABLE', 'connecting'],
    ['RATE_LIMITED', 'SERVER_UNAVAILABLE', 'connecting'],
    ['NOT_FOUND', 'SHOW_NOT_FOUND', 'closed'],
    ['UNAUTHENTICATED', 'TOKEN_REFUSED', 'closed'],
    ['GRAPHQL_VALIDATION_FAILED', 'PROTOCOL', 'closed'],
    ['BAD_USER_INPUT', 'REFUSED', 'closed'],
    ['FORBIDDEN', 'REFUSED', 'closed'],
  ])('knows the server’s %s as %s', async (serverCode, code, status) => {
    const { map, server } = await open();
    await server.sockets[0]!.refuse(serverCode);
    await vi.advanceTimersByTimeAsync(0);
    expect(map.getState()).toMatchObject({ status, lastError: { code, serverCode } });
    map.close();
  });

  it.each([
    [1000, 'CONNECTION_LOST', 'connecting'],
    [1001, 'CONNECTION_LOST', 'connecting'],
    [1013, 'SERVER_UNAVAILABLE', 'connecting'],
    [4400, 'PROTOCOL', 'closed'],
    [4406, 'PROTOCOL', 'closed'],
    [4408, 'NO_ANSWER', 'connecting'],
    [4413, 'CONNECTION_LOST', 'connecting'],
    [4500, 'SERVER_UNAVAILABLE', 'connecting'],
  ])('knows the close code %i as %s', async (closeCode, code, status) => {
    const { map, server } = await open();
    server.sockets[0]!.close(closeCode);
    await vi.advanceTimersByTimeAsync(0);
    expect(map.getState()).toMatchObject({ status, lastError: { code, closeCode } });
    map.close();
  });

  it('tells of what answers in another language, and of changes without a map', async () => {
    const stranger = await open();
    stranger.server.sockets[0]!.receiveText('hello');
    await vi.advanceTimersByTimeAsync(0);
    expect(stranger.map.getState()).toMatchObject({ status: 'connecting', lastError: { code: 'PROTOCOL' } });
    stranger.map.close();

    const { map, server } = await open({ retry: { random: () => 0.999_999 } });
    await server.sockets[0]!.push({
      __typename: 'SeatMapDelta',
      cursor: 'c3',
      previousVersion: 2,
      version: 3,
      changes: [],
      areas: [],
    });
    expect(map.getState()).toMatchObject({ lastError: { code: 'PROTOCOL' }, nextAttemptAt: Date.now() + 1_000 });
    map.close();
  });
});
