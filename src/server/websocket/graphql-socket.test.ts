import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { eventually } from '../../../test/kit/basics/eventually.ts';
import { GraphqlSocket, type SocketKeeper } from './graphql-socket.ts';

const LONG = { type: 'ping', payload: 'x'.repeat(20_000) };
const HEARD_LONG = { type: 'ping' };
const SHORT = { type: 'ping', payload: 'short' };

let server: WebSocketServer;
let socket: GraphqlSocket;
let peer: WebSocket;
let heard: unknown[];
/** Turns that have not come. */
let waiting: Set<() => void>;
let held_bytes: number;
let heard_bytes: number[];
let makeRoom: (() => void) | null;
/** Turns to read on that have not come; null: they come at once. */
let reading: Set<() => void> | null;
let refusing: boolean;

/** The oldest one comes. */
function letOneBegin(): void {
  const [begin] = waiting;
  waiting.delete(begin!);
  begin!();
}

const keeper: SocketKeeper = {
  admit: () => true,
  heard: (_socket, bytes) => heard_bytes.push(bytes),
  readOn(_socket, _bytes, goOn) {
    if (!reading) {
      goOn();
      return null;
    }
    reading.add(goOn);
    return () => reading?.delete(goOn);
  },
  turn(refused, _bytes, begin) {
    if (refusing) {
      refused.close(4420);
      return 'refused';
    }
    waiting.add(begin);
    return () => waiting.delete(begin);
  },
  holdPartial(_socket, bytes) {
    held_bytes += bytes;
    makeRoom?.();
    return () => {
      held_bytes -= bytes;
    };
  },
  holdUnread: () => () => undefined,
  answered: () => undefined,
  closed: () => undefined,
  failed: () => undefined,
};

beforeEach(async () => {
  [heard, waiting, held_bytes, heard_bytes, makeRoom, reading, refusing] = [[], new Set(), 0, [], null, null, false];
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', WebSocket: GraphqlSocket });
  await once(server, 'listening');
  const opened = new Promise<void>((resolve) => {
    server.on('connection', (ws, request) => {
      socket = ws as GraphqlSocket;
      socket.begin(request.socket, keeper, (speaker) => {
        speaker.onMessage(async (message) => void heard.push(message));
        return async () => undefined;
      });
      resolve();
    });
  });
  peer = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await Promise.all([opened, once(peer, 'open')]);
});
afterEach(async () => {
  peer.terminate();
  socket.terminate();
  await new Promise((resolve) => server.close(resolve));
});

const send = (...messages: object[]) => {
  for (const message of messages) peer.send(JSON.stringify(message));
};

describe('a long message', () => {
  it('is not parsed before its turn, and those behind it come after it', async () => {
    send(LONG, SHORT, LONG, SHORT);
    await eventually(() => expect(waiting.size).toBe(1));
    expect(socket.isPaused).toBe(true);
    expect(heard).toEqual([]);
    // Once, however much is behind it: that is with its peer, but for what had come along with it.
    expect(held_bytes).toBe(JSON.stringify(LONG).length);
    letOneBegin();
    await eventually(() => expect(waiting.size).toBe(1));
    await eventually(() => expect(heard).toEqual([HEARD_LONG, SHORT]));
    letOneBegin();
    await eventually(() => expect(heard).toEqual([HEARD_LONG, SHORT, HEARD_LONG, SHORT]));
    expect(socket.isPaused).toBe(false);
    expect(held_bytes).toBe(0);
  });

  it('gives its turn up when its socket closes', async () => {
    send(LONG, SHORT);
    await eventually(() => expect(waiting.size).toBe(1));
    const [begin] = waiting;
    socket.terminate();
    await eventually(() => expect(waiting.size).toBe(0));
    expect(held_bytes).toBe(0);
    begin!();
    expect(heard).toEqual([]);
  });

  it('gives its turn up when its socket is cut off to make room for it', async () => {
    makeRoom = () => socket.terminate();
    send(LONG);
    await once(peer, 'close');
    expect([waiting.size, held_bytes, heard.length]).toEqual([0, 0, 0]);
  });

  it('is dropped when it is refused, and its socket’s close is read at once', async () => {
    refusing = true;
    send(LONG);
    expect((await once(peer, 'close'))[0]).toBe(4420);
    expect([held_bytes, heard.length]).toEqual([0, 0]);
  });

  it('is dropped with what is behind it when it is refused after one that has waited', async () => {
    send(LONG, SHORT, LONG, SHORT);
    await eventually(() => expect(waiting.size).toBe(1));
    refusing = true;
    const closed = once(peer, 'close');
    letOneBegin();
    expect((await closed)[0]).toBe(4420);
    expect(heard).toEqual([HEARD_LONG, SHORT]);
    await eventually(() => expect(held_bytes).toBe(0));
  });
});

describe('a long message on its way', () => {
  const part = 'x'.repeat(20_000);

  it('is read on when that has its turn', async () => {
    reading = new Set();
    peer.send(`{"type":"ping","payload":"${part}`, { fin: false });
    await eventually(() => expect(reading!.size).toBe(1));
    expect(socket.isPaused).toBe(true);
    peer.send('"}', { fin: true });
    send(SHORT);
    const [goOn] = reading;
    reading = null;
    goOn!();
    await eventually(() => expect(waiting.size).toBe(1));
    letOneBegin();
    await eventually(() => expect(heard).toEqual([HEARD_LONG, SHORT]));
    expect([socket.isPaused, held_bytes]).toEqual([false, 0]);
  });

  it('gives that turn up when its socket closes', async () => {
    reading = new Set();
    peer.send(part, { fin: false });
    await eventually(() => expect(reading!.size).toBe(1));
    socket.terminate();
    await eventually(() => expect([reading!.size, held_bytes]).toEqual([0, 0]));
  });

  it('is read at once while it is short', async () => {
    reading = new Set();
    peer.send('{"type":"ping",', { fin: false });
    peer.send('"payload":"short"}', { fin: true });
    await eventually(() => expect(heard).toEqual([SHORT]));
    expect(reading.size).toBe(0);
  });
});

describe('a short message', () => {
  it('is taken at once, and counted', async () => {
    send(SHORT);
    await eventually(() => expect(heard).toEqual([SHORT]));
    expect(heard_bytes).toEqual([JSON.stringify(SHORT).length]);
    expect(waiting.size).toBe(0);
  });
});

describe('what waits for the end of a socket', () => {
  it('is told of it once, unless it waits no more', async () => {
    const [gone, stayed] = [vi.fn(), vi.fn()];
    socket.onceClosed(gone);
    socket.onceClosed(stayed)();
    socket.terminate();
    await eventually(() => expect(gone).toHaveBeenCalledOnce());
    expect(stayed).not.toHaveBeenCalled();
  });
});
