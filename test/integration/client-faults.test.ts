import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import {
  createSeatMap,
  type SeatMap,
  type SeatMapErrorCode,
  type SeatMapOptions,
} from '../../packages/client/src/seat-map.ts';
import { untilMap } from '../kit/basics/until.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { startTcpProxy } from '../kit/servers/tcp-proxy.ts';

/** From a page of that origin, as a browser says it. */
class ForeignPageSocket extends WebSocket {
  constructor(url: string, protocol: string) {
    super(url, protocol, { origin: 'https://elsewhere.example' });
  }
}

describe('what the seat map client says of what is wrong, with real servers', () => {
  let app: TestApp;
  const maps: SeatMap[] = [];
  const servers: Server[] = [];
  beforeAll(async () => {
    app = await startTestApp({ env: { ALLOWED_ORIGINS: 'https://shop.example' } });
  });
  afterEach(async () => {
    vi.useRealTimers();
    for (const map of maps.splice(0)) map.close();
    for (const server of servers.splice(0)) server.close();
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  const open = (options: Partial<SeatMapOptions>) => {
    const retry = { first_ms: 20, max_ms: 100 };
    const map = createSeatMap({ url: `${app.url}/graphql`, showId: app.demoShowId, retry, ...options });
    map.connect();
    maps.push(map);
    return map;
  };
  const untilError = (map: SeatMap, code: SeatMapErrorCode) =>
    untilMap(map, () => map.getState().lastError?.code === code);
  const untilLive = (map: SeatMap) => untilMap(map, () => map.status === 'live');

  async function listen(server: Server): Promise<string> {
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  }
  const serve = (listener: RequestListener) => listen(createServer(listener));

  // With both, as their errors differ: the runtime's own WebSocket, and that of the package ws.
  const SOCKETS: [string, Partial<SeatMapOptions>][] = [
    ['of the runtime', {}],
    ['of ws', { webSocketImpl: WebSocket }],
  ];

  describe.each(SOCKETS)('with the WebSocket %s', (_name, socket) => {
    it('a port where nobody listens: UNREACHABLE, and it goes on trying', async () => {
      const server = createTcpServer();
      const url = await listen(server);
      server.close();
      const map = open({ ...socket, url: `${url}/graphql` });
      await untilError(map, 'UNREACHABLE');
      expect(map.getState()).toMatchObject({ status: 'connecting', version: null });
      await untilMap(map, () => map.getState().attempt >= 3);
      expect(map.getState().lastError).toMatchObject({ code: 'UNREACHABLE', isFinal: false });
    });

    it('another path of the server: WRONG_URL', async () => {
      const map = open({ ...socket, url: `${app.url}/grapql` });
      await untilError(map, 'WRONG_URL');
      expect(map.getState().status).toBe('connecting');
      expect(map.getState().lastError!.message).toMatch(/404/);
    });

    it('another server’s port, which serves pages: WRONG_URL', async () => {
      const url = await serve((_request, response) => void response.end('<!doctype html><title>A page</title>'));
      await untilError(open({ ...socket, url: `${url}/graphql` }), 'WRONG_URL');
    });

    it('a proxy whose server is away: SERVER_UNAVAILABLE', async () => {
      const url = await serve((_request, response) => void response.writeHead(502).end('Bad gateway'));
      const map = open({ ...socket, url: `${url}/graphql` });
      await untilError(map, 'SERVER_UNAVAILABLE');
      expect(map.getState().lastError!.message).toMatch(/502/);
    });

    it('a server that takes the connection and says nothing: NO_ANSWER', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const sockets: Socket[] = [];
      const server = createTcpServer((connection) => sockets.push(connection));
      const url = await listen(server);
      const map = open({ ...socket, url: `${url}/graphql` });
      await once(server, 'connection');
      await vi.advanceTimersByTimeAsync(15_000);
      expect(map.getState()).toMatchObject({ status: 'connecting', lastError: { code: 'NO_ANSWER' } });
      map.close();
      for (const connection of sockets) connection.destroy();
    });

    it('a token that is not good: TOKEN_REFUSED, and closed when it is the only one', async () => {
      const map = open({ ...socket, token: 'nonsense' });
      await untilMap(map, () => map.status === 'closed');
      expect(map.getState().lastError).toMatchObject({ code: 'TOKEN_REFUSED', closeCode: 4403, isFinal: true });
    });

    it('a token function with a bad token first: TOKEN_REFUSED, then live with the next', async () => {
      const { token } = await app.guest();
      const tokens = ['nonsense'];
      const map = open({ ...socket, token: () => tokens.pop() ?? token });
      await untilError(map, 'TOKEN_REFUSED');
      await untilLive(map);
      expect(map.getState()).toMatchObject({ lastError: null, attempt: 0 });
    });

    it('a connection that drops, and a server that is gone: CONNECTION_LOST, UNREACHABLE, and live again', async () => {
      await using proxy = await startTcpProxy();
      proxy.leadTo(Number(new URL(app.url).port));
      const map = open({ ...socket, url: `http://127.0.0.1:${proxy.port}/graphql` });
      await untilLive(map);
      const codes: (SeatMapErrorCode | undefined)[] = [];
      map.subscribe(() => codes.push(map.getState().lastError?.code));
      await proxy.refuse();
      await untilError(map, 'UNREACHABLE');
      expect(codes[0]).toBe('CONNECTION_LOST');
      expect(map.status).toBe('reconnecting');
      await proxy.heal();
      await untilLive(map);
      expect(map.getState()).toMatchObject({ lastError: null, attempt: 0, nextAttemptAt: null });
    });
  });

  it('a page whose origin is not allowed: WEBSOCKET_REFUSED', async () => {
    const map = open({ webSocketImpl: ForeignPageSocket });
    await untilError(map, 'WEBSOCKET_REFUSED');
    expect(map.getState().lastError!.message).toMatch(/ALLOWED_ORIGINS/);
  });

  it('a show that does not exist: SHOW_NOT_FOUND, and closed', async () => {
    const map = open({ showId: 'show_none' });
    await untilMap(map, () => map.status === 'closed');
    expect(map.getState().lastError).toMatchObject({ code: 'SHOW_NOT_FOUND', serverCode: 'NOT_FOUND', isFinal: true });
  });

  it('is told by one listener after another, even when one throws', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    try {
      const map = createSeatMap({ url: `${app.url}/graphql`, showId: app.demoShowId });
      maps.push(map);
      const broken = new Error('broken listener');
      map.subscribe(() => {
        throw broken;
      });
      await untilLive(map);
      expect(log).toHaveBeenCalledWith(broken);
      map.close();
    } finally {
      log.mockRestore();
    }
  });
});
