import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { Writable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { OutboundSocket } from './outbound-socket.ts';
import { SharedMessage, tailOf } from './shared-message.ts';

let server: WebSocketServer;
let client: WebSocket;
let peer: WebSocket;
let raw: Socket;
let out: OutboundSocket;

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const connected = once(server, 'connection');
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [socket, request] = await connected;
  peer = socket;
  raw = request.socket;
  out = new OutboundSocket(peer, raw);
  if (client.readyState !== client.OPEN) await once(client, 'open');
  return async () => {
    client.terminate();
    peer.terminate();
    await new Promise((resolve) => server.close(resolve));
  };
});

/** The next so many messages. */
function messages(count: number): Promise<string[]> {
  const received: string[] = [];
  return new Promise((resolve) => {
    client.on('message', (data) => {
      received.push(String(data));
      if (received.length === count) resolve(received);
    });
  });
}

describe('a shared message', () => {
  it.each([0, 1, 122, 123, 124, 8 * 1024, 8 * 1024 + 1, 65_532, 65_533, 70_000])(
    'arrives whole with a shared part of %i bytes and any tail, between messages of ws itself',
    async (length) => {
      const text = 'ä'.repeat(length / 2) + 'x'.repeat(length % 2);
      const message = new SharedMessage(text);
      const tails = ['', '1', '22', 'id-3', 'Zoë ☎ 😀'];
      const received = messages(tails.length * 2);
      for (const tail of tails) {
        out.send(message, tailOf(tail));
        peer.send(`after ${tail}`);
      }
      expect(await received).toEqual(tails.flatMap((tail) => [text + tail, `after ${tail}`]));
    },
  );
});

it.each([10, 8 * 1024, 8 * 1024 + 1, 70_000])('is an event of %i bytes as well, with and without an id', (length) => {
  const data = `{"text":"${'ä'.repeat(length / 2)}"}`;
  const written: Buffer[] = [];
  const response = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk);
      done();
    },
  });
  const before = '{"payload":';
  for (const id of ['1~2.x', null]) {
    new SharedMessage(`${before}${data}`, { dataAt: before.length, id }).writeEventTo(response);
  }
  expect(Buffer.concat(written).toString()).toBe(
    `event: next\nid: 1~2.x\ndata: ${data}\n\nevent: next\ndata: ${data}\n\n`,
  );
});

describe('an outbound socket', () => {
  const message = new SharedMessage('x'.repeat(256 * 1024));

  function fill(): number {
    let count = 0;
    for (; !out.isBackedUp; count += 1) out.send(message, '');
    return count;
  }

  it('says when its peer does not read, and tells once when it has', async () => {
    client.pause();
    const sent = fill();
    const received = messages(sent);
    const calls: string[] = [];
    const drained = Promise.withResolvers<void>();
    out.onceDrained(() => calls.push('first'));
    const stop = out.onceDrained(() => calls.push('second'));
    stop();
    out.onceDrained(() => drained.resolve());
    client.resume();
    await received;
    await drained.promise;
    expect(calls).toEqual(['first']);
    expect(out.isBackedUp).toBe(false);
    expect(raw.listenerCount('drain')).toBe(0);
  });

  it('closes with a code, and cuts off who does not answer', async () => {
    const closed = once(client, 'close');
    out.close(4413, 'too slow');
    expect((await closed).map(String)).toEqual(['4413', 'too slow']);
    expect(out.isOpen).toBe(false);
    // Once is enough.
    out.close(4413, 'too slow');
  });
});
