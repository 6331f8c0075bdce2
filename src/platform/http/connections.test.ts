import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../observability/logger.ts';
import type { FairTurns } from '../turns/fair-turns.ts';
import { boundedRequests } from './bounded-request.ts';
import { createClientAddress } from './client-address.ts';
import type { HttpRefusal } from './connection-refusal.ts';
import { HttpConnections, type HttpConnectionsOptions } from './connections.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from './server.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });
const PATIENT = { check_ms: 20, excess_ms: 2_000, body_ms: 60_000, answer_ms: 60_000 };
const QUICK = { ...PATIENT, body_ms: 2_000, answer_ms: 2_000 };
const SETTINGS = { max: 300, maxPerAddress: 200 };

let server: HttpServer | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server?.stop(0);
});

interface Started {
  port: number;
  connections: HttpConnections;
  refused: HttpRefusal[];
}

async function start(
  options: Partial<HttpServerOptions> = {},
  { trustedProxies = 0, ...given }: Partial<HttpConnectionsOptions> & { trustedProxies?: number } = {},
): Promise<Started> {
  const refused: HttpRefusal[] = [];
  const connections = new HttpConnections({
    settings: SETTINGS,
    addressOf: createClientAddress(trustedProxies),
    isBehindProxies: trustedProxies > 0,
    onRefused: (reason) => refused.push(reason),
    timeouts: PATIENT,
    ...given,
  });
  server = createHttpServer({ host: '127.0.0.1', port: 0, routes: [readAll], logger, connections, ...options });
  return { port: (await server.start()).port, connections, refused };
}

/** Answers when the body is there. */
async function readAll(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  for await (const _chunk of request);
  response.end('read');
  return true;
}

/** A connection that says just what it is told to, and what came of it. */
interface Peer {
  socket: Socket;
  text(): string;
  closed: Promise<void>;
}

async function open(port: number): Promise<Peer> {
  const socket = connect({ port, host: '127.0.0.1' });
  sockets.push(socket);
  let text = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    text += chunk;
  });
  // Not `once`, which takes a reset for a failure.
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'connect');
  return { socket, text: () => text, closed };
}

const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 60_000, interval: 10 });
const many = (count: number, port: number) => Promise.all(Array.from({ length: count }, () => open(port)));
const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const status = ({ text }: Peer) => Number(/^HTTP\/1\.1 (\d+)/.exec(text())?.[1] ?? 0);
const answered = (peer: Peer) => soon(() => expect(status(peer)).not.toBe(0));

/** Counts the turns of the event loop. */
function countTurns(): { readonly count: number; stop(): void } {
  let count = 0;
  let next = setImmediate(function turn() {
    count += 1;
    next = setImmediate(turn);
  });
  return {
    get count() {
      return count;
    },
    stop: () => clearImmediate(next),
  };
}

function mostOfOne(values: readonly number[]): number {
  return Math.max(...values.map((value) => values.filter((other) => other === value).length));
}

describe('HTTP connections', () => {
  it('beyond those of an address are answered 429 or closed, and those that go make room', async () => {
    const { port, connections, refused } = await start();
    const peers = await many(250, port);
    await soon(() => expect(connections.count).toBe(200));
    const asks = peers.at(-1)!;
    asks.socket.write(GET);
    await asks.closed;
    expect([status(asks), /retry-after: 10/i.test(asks.text())]).toEqual([429, true]);
    await Promise.all(peers.slice(200).map(({ closed }) => closed));
    expect(refused).toEqual(Array.from({ length: 50 }, () => 'address'));
    const last = peers[0]!;
    for (const { socket } of peers.slice(1, 10)) socket.destroy();
    await soon(() => expect(connections.count).toBe(191));
    last.socket.write(GET);
    await answered(last);
    expect(status(last)).toBe(200);
  });

  it('that end give back what requests hold whose answers wait behind another one', async () => {
    const closed: string[] = [];
    const route = (request: IncomingMessage, response: ServerResponse) => {
      response.once('close', () => closed.push(request.url!));
      request.resume();
      return true;
    };
    const { port, refused } = await start({ routes: [route] });
    // 16 MB of bodies may be on their way from one address.
    const post = (path: string) =>
      `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(1e6)}`;
    for (let turn = 1; turn <= 5; turn += 1) {
      const peer = await open(port);
      peer.socket.write(`${GET}${post('/one')}${post('/two')}${post('/three')}${post('/four')}`);
      await soon(() => expect(peer.socket.bytesWritten).toBeGreaterThan(4e6));
      peer.socket.destroySoon();
      await soon(() => expect(closed).toHaveLength(5 * turn));
    }
    expect(closed.slice(0, 5).sort()).toEqual(['/', '/four', '/one', '/three', '/two']);
    expect(refused).toEqual([]);
  });

  it('beyond those of the node are answered 503', async () => {
    const { port, connections } = await start({}, { settings: { max: 5, maxPerAddress: 100 } });
    await many(5, port);
    await soon(() => expect(connections.count).toBe(5));
    const peer = await open(port);
    peer.socket.write(GET);
    await peer.closed;
    expect(status(peer)).toBe(503);
  });

  it('that become WebSockets are not counted, also when there are too many others', async () => {
    const upgraded: Socket[] = [];
    const { port, connections, refused } = await start(
      { upgrades: [(_request, socket) => upgraded.push(socket as Socket) > 0] },
      { settings: { max: 5, maxPerAddress: 5 } },
    );
    await many(5, port);
    const peers = await many(20, port);
    for (const { socket } of peers) {
      socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n');
    }
    await soon(() => expect(upgraded).toHaveLength(20));
    expect([connections.count, refused]).toEqual([5, []]);
    for (const socket of upgraded) socket.destroy();
  });

  it('with an endless answer are not counted while it lasts', async () => {
    const endless: ServerResponse[] = [];
    const { port, connections } = await start({
      routes: [
        (request, response) => {
          connections.exempt(request);
          endless.push(response);
          response.write('one');
          return true;
        },
      ],
    });
    const peers = await many(10, port);
    for (const { socket } of peers) socket.write(GET);
    await Promise.all(peers.map(answered));
    expect(connections.count).toBe(0);
    for (const response of endless) response.end();
    await soon(() => expect(connections.count).toBe(10));
    for (const { socket } of peers) socket.destroy();
    await soon(() => expect(connections.count).toBe(0));
  });

  it('may not have hundreds of requests answered at a time', async () => {
    let atOnce = 0;
    const { port, refused } = await start({
      routes: [
        () => {
          atOnce += 1;
          return true; // And never answers.
        },
      ],
    });
    const peer = await open(port);
    peer.socket.write(GET.repeat(500));
    await soon(() => expect(refused.length).toBeGreaterThan(0));
    await soon(() => expect(refused).toHaveLength(492));
    expect([atOnce, new Set(refused)]).toEqual([8, new Set(['pipelined'])]);
  });

  it('whose peers trickle headers or bodies, or read no answers, are cut off; others are served beside them', async () => {
    const big = Buffer.alloc(16 * 1024 * 1024);
    const { port, refused } = await start(
      {
        timeouts: { headersTimeout: 1_000, requestTimeout: 60_000, connectionsCheckingInterval: 20 },
        routes: [
          (request, response) => {
            if (request.url !== '/big') return false;
            response.end(big);
            return true;
          },
          readAll,
        ],
      },
      { timeouts: QUICK },
    );
    const headers = await many(40, port);
    const bodies = await many(40, port);
    const unread = await many(10, port);
    const trickle = setInterval(() => {
      for (const { socket } of headers) socket.writable && socket.write('X-A: b\r\n');
      for (const { socket } of bodies) socket.writable && socket.write('x');
    }, 10);
    try {
      for (const { socket } of headers) socket.write('GET / HTTP/1.1\r\nHost: a\r\n');
      for (const { socket } of bodies) socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n');
      for (const { socket } of unread) {
        socket.pause();
        socket.write(GET.replace('/', '/big'));
      }
      expect(await (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'short' })).text()).toBe('read');
      await Promise.all([...headers, ...bodies].map(({ closed }) => closed));
      await soon(() => expect(refused).toHaveLength(90));
    } finally {
      clearInterval(trickle);
    }
    expect(new Set(refused)).toEqual(new Set(['slow']));
    expect(new Set(headers.map(status))).toEqual(new Set([408]));
  });

  it('are cut off a few at a time, however many have had their time at once', async () => {
    const turnsOfLoop = countTurns();
    const cutOffIn: number[] = [];
    const onRefused = () => cutOffIn.push(turnsOfLoop.count);
    const { port, connections } = await start(
      {},
      { onRefused, settings: { max: 100, maxPerAddress: 10 }, timeouts: { ...PATIENT, excess_ms: 300 } },
    );
    const peers = await many(60, port);
    await soon(() => expect(connections.count).toBe(10));
    await Promise.all(peers.slice(10).map(({ closed }) => closed));
    turnsOfLoop.stop();
    expect(cutOffIn).toHaveLength(50);
    expect(mostOfOne(cutOffIn)).toBeLessThanOrEqual(8);
  });

  it('whose headers do not come in time are cut off a few at a time as well', async () => {
    const turnsOfLoop = countTurns();
    const cutOffIn: number[] = [];
    const { port } = await start(
      { timeouts: { headersTimeout: 300, requestTimeout: 60_000, connectionsCheckingInterval: 1_000 } },
      { onRefused: () => cutOffIn.push(turnsOfLoop.count) },
    );
    const peers = await many(50, port);
    for (const { socket } of peers) socket.write('GET / HTTP/1.1\r\nHost: a\r\n');
    await Promise.all(peers.map(({ closed }) => closed));
    turnsOfLoop.stop();
    expect(new Set(peers.map(status))).toEqual(new Set([408]));
    expect(mostOfOne(cutOffIn)).toBeLessThanOrEqual(8);
  });

  it('hold no more of long bodies on their way than there is room for', async () => {
    const { port, refused } = await start();
    const peers = await many(20, port);
    for (const { socket } of peers) {
      socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${1024 * 1024}\r\n\r\n`);
    }
    await soon(() => expect(refused).toEqual(['bodies', 'bodies', 'bodies', 'bodies']));
    await soon(() => expect(peers.map(status).filter((code) => code === 503)).toHaveLength(4));
    expect((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x'.repeat(10_000) })).status).toBe(200);
    for (const { socket } of peers) socket.destroy();
    await soon(async () => {
      const body = 'x'.repeat(100_000);
      expect((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body })).status).toBe(200);
    });
  });

  it('may not send a body in thousands of tiny pieces, each of which takes memory of its own', async () => {
    const held = ({ url }: IncomingMessage) => url === '/held';
    const { port, refused } = await start({ routes: [held, readAll] });
    const post = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
    const [tiny, unread, few, large] = (await many(4, port)) as [Peer, Peer, Peer, Peer];
    tiny.socket.write(post + '1\r\nx\r\n'.repeat(20_000));
    unread.socket.write(post.replace('/', '/held') + '1\r\nx\r\n'.repeat(20_000));
    few.socket.write(`${post}${'1\r\nx\r\n'.repeat(500)}0\r\n\r\n`);
    large.socket.write(`${post}${`400\r\n${'x'.repeat(1024)}\r\n`.repeat(2_000)}0\r\n\r\n`);
    await Promise.all([tiny.closed, unread.closed, answered(few), answered(large)]);
    expect([tiny, few, large].map(status)).toEqual([413, 200, 200]);
    expect(refused).toEqual(['pieces', 'pieces']);
  });

  it('whose body is read by a pipeline that fails do not end the server with it', async () => {
    const turns = {
      enter: (_caller: string, _time_ms: number, begin: () => void) => begin() ?? null,
      enterLast: (_caller: string, _time_ms: number, goOn: () => void) => goOn() ?? null,
    } as unknown as FairTurns;
    const failed = Promise.withResolvers<void>();
    // Node takes the socket from a request whose pipeline has failed.
    const piped = async (request: IncomingMessage, response: ServerResponse) => {
      if (request.url !== '/piped') return false;
      const failing = new Writable({ write: (_chunk, _encoding, done) => done(new Error('too much')) });
      await pipeline(request, failing).catch(() => failed.resolve());
      response.end('failed');
      return true;
    };
    const { port } = await start({ routes: [piped, readAll], fair: { turns, addressOf: createClientAddress(0) } });
    const peer = await open(port);
    peer.socket.write('POST /piped HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n');
    await failed.promise;
    peer.socket.write(`${'1\r\nx\r\n'.repeat(100)}0\r\n\r\n${GET}`);
    await peer.closed;
    expect(peer.text()).toMatch(/connection: close[\s\S]*failed$/i);
    expect((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x' })).status).toBe(200);
  });

  it('that send a body in small pieces are read on in turns, as a whole then, and their next requests are', async () => {
    const waiting: (() => void)[] = [];
    const turns = {
      enter: (_caller: string, _time_ms: number, begin: () => void) => begin() ?? null,
      enterLast(_caller: string, _time_ms: number, goOn: () => void) {
        waiting.push(goOn);
        return () => undefined;
      },
    } as unknown as FairTurns;
    const pieces: string[] = [];
    const route = async (request: IncomingMessage, response: ServerResponse) => {
      for await (const piece of request) pieces.push(String(piece));
      response.end('read');
      return true;
    };
    const { port } = await start({ routes: [route], fair: { turns, addressOf: () => '192.0.2.1' } });
    const peer = await open(port);
    peer.socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\n');
    for (const letter of 'abcde') {
      peer.socket.write(letter);
      await soon(() => expect(pieces.at(-1)).toBe(letter));
    }
    await soon(() => expect(waiting).toHaveLength(1));
    // They come in one piece, with all of the next request.
    for (const letter of ['f', 'g', 'h', 'i', 'j', 'k', 'l', GET]) peer.socket.write(letter);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(pieces).toEqual(['a', 'b', 'c', 'd', 'e']);
    waiting[0]!();
    await soon(() => expect(peer.text().match(/read/g)).toHaveLength(2));
    expect(pieces.slice(5)).toEqual(['fghijkl']);
    // It waits although it is complete.
    waiting[1]!();
    peer.socket.write(GET);
    await soon(() => expect(peer.text().match(/read/g)).toHaveLength(3));
  });

  it('that send a body in small pieces are closed when too many wait', async () => {
    const turns = {
      enter: (_caller: string, _time_ms: number, begin: () => void) => begin() ?? null,
      enterLast: () => ({ of: 'caller', retryAfter_s: 7 }),
    } as unknown as FairTurns;
    const { port } = await start({ fair: { turns, addressOf: () => '192.0.2.1' } });
    const peer = await open(port);
    peer.socket.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
    peer.socket.write('1\r\nx\r\n'.repeat(5));
    await peer.closed;
    expect(status(peer)).toBe(429);
  });

  it('take no time for the pieces that had come along with those that are too many, and the next body is read', async () => {
    const pieces = vi.fn();
    const Bounded = boundedRequests({ refuse: ({ socket }) => socket.destroy(), readOn: () => null });
    class Counted extends Bounded {
      override push(chunk: Buffer | null, encoding?: BufferEncoding): boolean {
        pieces();
        return super.push(chunk, encoding);
      }
    }
    const counting = createServer({ IncomingMessage: Counted }, (request, response) => {
      request.on('error', () => undefined);
      request.on('end', () => response.end('read'));
      request.resume();
    });
    counting.listen(0, '127.0.0.1');
    await once(counting, 'listening');
    const { port } = counting.address() as AddressInfo;
    const post = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
    const tiny = await open(port);
    tiny.socket.write(post + '1\r\nx\r\n'.repeat(5_000));
    await tiny.closed;
    expect(pieces.mock.calls.length).toBeLessThan(600);
    const next = await open(port);
    next.socket.write(`${post}1\r\nx\r\n0\r\n\r\n`);
    await answered(next);
    expect(next.text()).toMatch(/read$/m);
    counting.close();
    counting.closeAllConnections();
  });

  it('whose peers do not read what was made for them alone are cut off when that is too much, the oldest first', async () => {
    const shared = Buffer.alloc(20 * 1024 * 1024);
    let own = 0;
    const started: Started = await start({
      routes: [
        (request, response) => {
          if (request.url === '/own') {
            own += 1;
            started.connections.countUnread(response);
          }
          response.end(shared);
          return true;
        },
      ],
    });
    const { port, refused } = started;
    const ask = async (path: string) => {
      const peer = await open(port);
      peer.socket.pause();
      peer.socket.write(GET.replace('/', path));
      return peer;
    };
    for (let count = 0; count < 10; count += 1) await ask('/shared');
    const first = await ask('/own');
    await soon(() => expect(own).toBe(1));
    for (let count = 0; count < 3; count += 1) await ask('/own');
    await soon(() => expect(refused).toEqual(['unread']));
    // It learns of that when it reads on.
    first.socket.resume();
    await first.closed;
    expect(refused).toEqual(['unread']);
  });

  it('from proxies are everyone’s: requests are counted by whom they are for', async () => {
    const { port, refused } = await start(
      { routes: [() => true] },
      { trustedProxies: 1, settings: { max: 100, maxPerAddress: 3 } },
    );
    const peers = await many(10, port);
    const ask = (peer: Peer, from: string) =>
      peer.socket.write(GET.replace('\r\n\r\n', `\r\nX-Forwarded-For: ${from}\r\n\r\n`));
    for (const peer of peers.slice(0, 5)) ask(peer, '192.0.2.1');
    for (const peer of peers.slice(5, 8)) ask(peer, '192.0.2.2');
    await soon(() => expect(refused).toEqual(['address', 'address']));
    await soon(() => expect(peers.map(status).filter((code) => code === 429)).toHaveLength(2));
  });
});
