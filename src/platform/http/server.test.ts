import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../../test/kit/basics/eventually.ts';
import { recordedLogger } from '../../../test/kit/product/recorded-logger.ts';
import { QueueFullError } from '../batching/batcher.ts';
import { createLogger } from '../observability/logger.ts';
import { StartupError } from '../processes/startup-error.ts';
import { FairTurns } from '../turns/fair-turns.ts';
import { NoSlotError } from '../turns/slots.ts';
import { HttpConnections } from './connections.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from './server.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });
let server: HttpServer | undefined;
afterEach(() => {
  vi.restoreAllMocks();
  return server?.stop(0);
});

async function start(options: Partial<HttpServerOptions> = {}): Promise<string> {
  server = createHttpServer({ host: '127.0.0.1', port: 0, routes: [], logger, ...options });
  return `http://127.0.0.1:${(await server.start()).port}`;
}

/** What pages of other origins may read: of a refusal also when to try again. */
const forOthers = ({ headers }: Response) => [
  headers.get('access-control-allow-origin'),
  headers.get('access-control-expose-headers'),
];
const READABLE = ['*', 'x-request-id, retry-after'];

describe('routes', () => {
  it('asks one after the other and answers 404 when none takes the request', async () => {
    const url = await start({
      routes: [
        () => false,
        async (request, response) => {
          if (request.url !== '/second') return false;
          response.end('second');
          return true;
        },
      ],
    });
    expect(await (await fetch(`${url}/second`)).text()).toBe('second');
    const missing = await fetch(`${url}/third`);
    expect(missing.status).toBe(404);
    expect(await missing.json()).toEqual({ error: 'Not found.' });
  });

  it('answers 500 with the request id, and nothing more, when a route fails', async () => {
    const url = await start({
      routes: [
        () => {
          throw new Error('secret detail');
        },
      ],
    });
    const failed = await fetch(url, { headers: { 'x-request-id': 'request-0001' } });
    expect(failed.status).toBe(500);
    expect(await failed.json()).toEqual({ error: 'Internal error.', requestId: 'request-0001' });
    expect(forOthers(failed)).toEqual(READABLE);
  });

  it.each([
    ['timeout exceeded when trying to connect', new Error('timeout exceeded when trying to connect')],
    ['too many who wait', new QueueFullError(10)],
    ['no slot', new NoSlotError()],
  ])('answers 503, and when to try again, when a route fails because of an outage: %s', async (_name, error) => {
    const url = await start({ routes: [() => Promise.reject(error)] });
    const failed = await fetch(url);
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '1']);
    expect(forOthers(failed)).toEqual(READABLE);
    expect(await failed.text()).not.toContain(error.message);
  });

  it('charges the address of a request with what its route says that it takes', async () => {
    const turns = new FairTurns({ perSecond_ms: 0 });
    const charge = vi.spyOn(turns, 'charge');
    const url = await start({
      fair: { turns, addressOf: () => '192.0.2.7' },
      routes: [
        (_request, response, charged) => {
          charged?.(4);
          response.end();
          return true;
        },
      ],
    });
    await fetch(url);
    expect(charge.mock.calls).toContainEqual(['192.0.2.7', 4]);
  });

  it('answers 400 to a Host that is none, before a route makes a URL of it', async () => {
    const url = await start({
      routes: [
        ({ headers }, response) => {
          response.end(new URL(`http://${headers.host}`).host);
          return true;
        },
      ],
    });
    const ask = (host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const asked = httpRequest(url, { headers: { host } }, (response) => resolve(response.resume().statusCode));
        asked.on('error', reject).end();
      });
    for (const host of ['a b', '[::1', 'a:99999', '999.1.1.1', '<script>']) expect(await ask(host), host).toBe(400);
    for (const host of ['a', 'a:4000', '[::1]:80', '127.0.0.1']) expect(await ask(host), host).toBe(200);
  });

  it('logs a line of a bounded length for each request, whatever was asked for', async () => {
    const { logger: recording, messages } = recordedLogger();
    const url = await start({ logger: recording });
    await fetch(`${url}/${'x'.repeat(10_000)}?${'y'.repeat(5_000)}`);
    await fetch(`${url}/graphql`);
    await eventually(() => expect(messages('request')).toHaveLength(2));
    const [long, usual] = messages('request');
    expect(JSON.stringify(long).length).toBeLessThan(500);
    expect(usual).toMatchObject({ method: 'GET', path: '/graphql', status: 404 });
  });

  it('takes a sane X-Request-Id, else makes one', async () => {
    const url = await start();
    const idFor = async (given: string) =>
      (await fetch(url, { headers: { 'x-request-id': given } })).headers.get('x-request-id');
    expect(await idFor('order:42.a-b_c')).toBe('order:42.a-b_c');
    expect(await idFor('x'.repeat(129))).toMatch(/^[0-9a-f-]{36}$/);
    expect(await idFor('a "quoted" one')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('turns', () => {
  it('of an address that has taken much come after everybody else’s, and those who go give theirs up', async () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000);
    const turns = new FairTurns({ perSecond_ms: 200, new_ms: 0, idle_ms: () => 0 });
    const addressOf = (request: IncomingMessage) => String(request.headers['x-caller']);
    const answered: string[] = [];
    const url = await start({
      fair: { turns, addressOf },
      routes: [
        (request, response) => {
          answered.push(addressOf(request));
          response.end();
          return true;
        },
      ],
    });
    const ask = (caller: string, path = '/', signal = new AbortController().signal) =>
      fetch(`${url}${path}`, { headers: { 'x-caller': caller }, signal }).then(({ status }) => status);
    expect(await ask('office')).toBe(200);
    turns.charge('crowd', 10_000);
    const gone = new AbortController();
    const waiting = [ask('crowd'), ask('crowd', '/', gone.signal).catch(() => 'gone')];
    await eventually(() => expect(turns.waiting).toBe(2));
    expect(await Promise.all([ask('office'), ask('office'), ask('crowd', '/health')])).toEqual([200, 200, 200]);
    expect(answered).toEqual(['office', 'office', 'office']);
    gone.abort();
    await eventually(() => expect(turns.waiting).toBe(1));
    // Nobody else is there after a second.
    clock.mockReturnValue(3_000);
    expect(await Promise.all(waiting)).toEqual([200, 'gone']);
    expect(answered.at(-1)).toBe('crowd');
  });
});

/** Those of which none has come are in `waiting`; of requests they come at once. */
function turnsThatWait(callers: readonly string[]) {
  const waiting: (() => void)[] = [];
  const enter = (caller: string, _time_ms: number, begin: () => void) => {
    if (!callers.includes(caller)) return begin() ?? null;
    waiting.push(begin);
    return () => waiting.splice(waiting.indexOf(begin), 1);
  };
  return { waiting, turns: { enter, charge: () => undefined } as unknown as FairTurns };
}

const UPGRADE = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Caller: upgrade\r\n\r\n';
const callerIn = ({ headers }: IncomingMessage) => String(headers['x-caller'] ?? 'connection');

describe('turns of connections', () => {
  it('are waited for before anything is read, a second at most', async () => {
    const { turns, waiting } = turnsThatWait(['connection']);
    const connections = new HttpConnections({
      settings: { max: 10, maxPerAddress: 10 },
      addressOf: callerIn,
      isBehindProxies: false,
      onRefused: () => undefined,
    });
    const url = await start({ connections, fair: { turns, addressOf: callerIn } });
    const headers = { 'x-caller': 'request' };
    const first = fetch(`${url}/health`, { headers });
    await eventually(() => expect(waiting).toHaveLength(1));
    waiting[0]!();
    expect((await first).status).toBe(200);
    const began = performance.now();
    // The connection is kept and used again: another one has to be opened.
    const other = httpRequest(`${url}/health`, { headers, agent: false }).end();
    const [response] = (await once(other, 'response')) as [IncomingMessage];
    expect(response.resume().statusCode).toBe(200);
    expect(performance.now() - began).toBeGreaterThan(900);
  });

  it('are waited for no longer by a few at a time, however many have waited for a second', async () => {
    const { turns } = turnsThatWait(['connection']);
    const connections = new HttpConnections({
      settings: { max: 100, maxPerAddress: 100 },
      addressOf: callerIn,
      isBehindProxies: false,
      onRefused: () => undefined,
    });
    let turn = 0;
    const served: number[] = [];
    const url = await start({
      connections,
      fair: { turns, addressOf: callerIn },
      routes: [(_request, response) => served.push(turn) > 0 && response.end() !== null],
    });
    let next = setImmediate(function count() {
      turn += 1;
      next = setImmediate(count);
    });
    const headers = { 'x-caller': 'request' };
    const asked = Array.from({ length: 60 }, async () => {
      const [response] = await once(httpRequest(url, { headers, agent: false }).end(), 'response');
      (response as IncomingMessage).resume();
    });
    await Promise.all(asked);
    clearImmediate(next);
    const most = Math.max(...served.map((one) => served.filter((other) => other === one).length));
    expect(served).toHaveLength(60);
    // Two slices at most come between two looks at what has arrived.
    expect(most).toBeLessThanOrEqual(16);
  });

  it('are nobody’s behind proxies', async () => {
    const { turns, waiting } = turnsThatWait(['connection']);
    const connections = new HttpConnections({
      settings: { max: 10, maxPerAddress: 10 },
      addressOf: callerIn,
      isBehindProxies: true,
      onRefused: () => undefined,
    });
    const url = await start({ connections, fair: { turns, addressOf: callerIn } });
    expect((await fetch(`${url}/health`, { headers: { 'x-caller': 'request' } })).status).toBe(200);
    expect(waiting).toEqual([]);
  });

  it('are waited for by WebSockets, too', async () => {
    const { turns, waiting } = turnsThatWait(['upgrade']);
    const upgraded = vi.fn((_request: IncomingMessage, socket: Duplex) => socket.end('upgraded') && true);
    const url = await start({ fair: { turns, addressOf: callerIn }, upgrades: [upgraded] });
    const sockets = [0, 1].map(() => connect(Number(new URL(url).port), '127.0.0.1'));
    for (const socket of sockets) socket.write(UPGRADE);
    await eventually(() => expect(waiting).toHaveLength(2));
    expect(upgraded).not.toHaveBeenCalled();
    const answer = once(sockets[0]!, 'data');
    waiting.shift()!();
    waiting.shift()!();
    expect(String((await answer)[0])).toBe('upgraded');
    expect(upgraded).toHaveBeenCalledTimes(2);
    for (const socket of sockets) socket.destroy();
  });

  it('are refused to WebSockets, which are told when to come again', async () => {
    const turns = {
      enter: (caller: string, _time_ms: number, begin: () => void) =>
        caller === 'upgrade' ? { of: 'caller', retryAfter_s: 7 } : (begin() ?? null),
    } as unknown as FairTurns;
    const url = await start({ fair: { turns, addressOf: callerIn }, upgrades: [() => true] });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(UPGRADE);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(String(answer)).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\nRetry-After: 7\r\n/);
    socket.destroy();
  });
});

describe('turns that are refused', () => {
  it.each([
    ['caller', 429],
    ['everyone', 503],
  ] as const)('for too many waiting of the %s are answered %i, and when to come again', async (of, status) => {
    const turns = { enter: () => ({ of, retryAfter_s: 7 }) } as unknown as FairTurns;
    const url = await start({ fair: { turns, addressOf: () => '192.0.2.1' } });
    const answer = await fetch(url);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, '7']);
    expect(forOthers(answer)).toEqual(READABLE);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });
});

describe('health', () => {
  it('is alive at once and ready when every part is', async () => {
    const url = await start({ probes: { postgres: async () => 'up', redis: async () => 'embedded' } });
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'alive' });
    const ready = await fetch(`${url}/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ status: 'ready', parts: { postgres: 'up', redis: 'embedded' } });
  });

  it('is not ready when a part is down or silent, and names it', async () => {
    const url = await start({
      probes: {
        postgres: async () => 'up',
        kafka: () => Promise.reject(new Error('connection refused')),
        redis: () => new Promise<never>(() => undefined),
      },
    });
    const ready = await fetch(`${url}/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({
      status: 'not ready',
      parts: { postgres: 'up', kafka: 'down: connection refused', redis: 'down: no answer within 1000 ms' },
    });
  });

  it('is not ready, but alive and serving, from the announcement of the stop', async () => {
    const url = await start({
      routes: [
        (_request, response) => {
          response.end('served');
          return true;
        },
      ],
    });
    server!.announceStop();
    expect((await fetch(`${url}/ready`)).status).toBe(503);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect(await (await fetch(`${url}/anything`)).text()).toBe('served');
  });
});

describe('start and stop', () => {
  it('names the setting when the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      const error = await start({ port }).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(StartupError);
      expect(String(error)).toContain(`PORT: ${port} is in use`);
    } finally {
      other.close();
    }
  });

  it('finishes the requests in hand, and takes no more', async () => {
    const arrived = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const url = await start({
      routes: [
        async (_request, response) => {
          arrived.resolve();
          await finish.promise;
          response.end('finished');
          return true;
        },
      ],
    });
    const answer = fetch(url);
    await arrived.promise;
    const stopped = server!.stop();
    await expect(fetch(url)).rejects.toThrow();
    finish.resolve();
    expect(await (await answer).text()).toBe('finished');
    await stopped;
  });

  it('does not wait for connections that were opened ahead and never used', async () => {
    const url = await start();
    const unused = connect(Number(new URL(url).port), '127.0.0.1');
    const ended = new Promise<void>((resolve) => unused.on('error', () => undefined).once('close', () => resolve()));
    await new Promise<void>((resolve) => unused.once('connect', () => resolve()));
    await fetch(`${url}/health`); // Connections are accepted in turn: the unused one is by now.
    await server!.stop(60_000);
    await ended;
  });

  it('cuts off what is still open at the deadline', async () => {
    const arrived = Promise.withResolvers<void>();
    const url = await start({
      routes: [
        () => {
          arrived.resolve();
          return true; // And never answers.
        },
      ],
    });
    const answer = expect(fetch(url)).rejects.toThrow();
    await arrived.promise;
    await server!.stop(10);
    await answer;
  });

  it('refuses upgrades that no one takes', async () => {
    const url = await start();
    const status = await new Promise((resolve, reject) => {
      const upgrade = httpRequest(url, { headers: { connection: 'upgrade', upgrade: 'websocket' } });
      upgrade.on('response', (response) => resolve(response.statusCode)).on('error', reject);
      upgrade.end();
    });
    expect(status).toBe(404);
  });
});
