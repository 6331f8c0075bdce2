import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTcpProxy, type TcpProxy } from '../kit/servers/tcp-proxy.ts';

describe('a link to a server', () => {
  let proxy: TcpProxy;
  let client: Socket;
  let echo: ReturnType<typeof createServer>;
  let served: Socket[];

  async function connected(): Promise<Socket> {
    const socket = connect(proxy.port, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    return socket;
  }

  function received(socket: Socket, bytes: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let length = 0;
    return new Promise((resolve) => {
      const onData = (piece: Buffer) => {
        pieces.push(piece);
        length += piece.length;
        if (length < bytes) return;
        socket.off('data', onData);
        resolve(Buffer.concat(pieces));
      };
      socket.on('data', onData);
    });
  }

  /** Also by a reset, which `once` of node:events takes for a failure. */
  function closed(socket: Socket): Promise<void> {
    return new Promise((resolve) => socket.once('close', () => resolve()));
  }

  beforeEach(async () => {
    served = [];
    echo = createServer((socket) => {
      served.push(socket);
      socket.on('error', () => {});
      socket.pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = await startTcpProxy();
    proxy.leadTo((echo.address() as { port: number }).port);
    client = await connected();
  });
  afterEach(async () => {
    client.destroy();
    await proxy[Symbol.asyncDispose]();
    for (const socket of served) socket.destroy();
    echo.close();
    await once(echo, 'close');
  });

  it('carries what is sent, in order, and its end', async () => {
    const sent = Buffer.alloc(3_000_000, 'seatwire ');
    client.end(sent);
    const ended = once(client, 'end');
    expect((await received(client, sent.length)).equals(sent)).toBe(true);
    await ended;
  });

  it('is slow both ways, and quick again', async () => {
    proxy.slow({ latency_ms: 60 });
    const begun_ms = performance.now();
    client.write('?');
    await received(client, 1);
    expect(performance.now() - begun_ms).toBeGreaterThan(119);

    proxy.slow({ latency_ms: 0, bytesPerSecond: 100_000 });
    const begunAgain_ms = performance.now();
    client.write(Buffer.alloc(10_000));
    await received(client, 10_000);
    expect(performance.now() - begunAgain_ms).toBeGreaterThan(95);

    await proxy.heal();
    client.write(Buffer.alloc(1_000_000));
    expect(await received(client, 1_000_000)).toHaveLength(1_000_000);
  });

  it('swallows everything in a black hole, and lets it through afterwards', async () => {
    proxy.silence();
    const other = await connected();
    const answers: string[] = [];
    for (const socket of [client, other]) socket.on('data', (chunk) => answers.push(`${chunk}`));
    client.write('first');
    other.write('second');
    // A round trip on another link: what is not there by now does not come.
    await using control = await startTcpProxy();
    control.leadTo((echo.address() as { port: number }).port);
    const bystander = connect(control.port, '127.0.0.1');
    bystander.write('!');
    await received(bystander, 1);
    bystander.destroy();
    expect(answers).toEqual([]);
    const both = Promise.all([once(client, 'data'), once(other, 'data')]);
    await proxy.heal();
    await both;
    expect(answers.toSorted()).toEqual(['first', 'second']);
    other.destroy();
  });

  it('never tells a client whose connection the server has lost', async () => {
    client.write('?');
    await received(client, 1);
    const gone = closed(served[0]!);
    proxy.forget();
    await gone;
    client.write('still there?');
    const other = await connected();
    other.write('?');
    await received(other, 1);
    other.destroy();
    expect(client.readableEnded || client.destroyed).toBe(false);
  });

  it('cuts connections, and lets others come', async () => {
    const reset = once(client, 'error');
    proxy.cut();
    expect((await reset)[0]).toMatchObject({ code: 'ECONNRESET' });
    client = await connected();
    client.write('?');
    await received(client, 1);
    expect(proxy.connections).toBe(1);
  });

  it('refuses connections, and takes them again', async () => {
    const reset = closed(client);
    await proxy.refuse();
    await reset;
    await expect(connected()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await proxy.heal();
    client = await connected();
    client.write('?');
    await received(client, 1);
  });

  it('ends with either side', async () => {
    client.write('?');
    await received(client, 1);
    const gone = closed(client);
    served[0]!.destroy();
    await gone;
    await expect.poll(() => proxy.connections).toBe(0);
  });
});
