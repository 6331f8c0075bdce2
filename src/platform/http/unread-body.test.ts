import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../observability/logger.ts';
import { answerJson } from './json-response.ts';
import { createHttpServer, type HttpServer } from './server.ts';

const REQUEST_TIMEOUT_MS = 60_000;
const ANSWER = { error: 'Too large.' };
/** Ways to send a body of which more is to come. */
const WAYS = [
  { way: 'with its length', head: 'Content-Length: 5000000', piece: 'x' },
  { way: 'in chunks', head: 'Transfer-Encoding: chunked', piece: '1\r\nx\r\n' },
];

let server: HttpServer | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server?.stop(0);
});

/** Refuses each body unread. */
async function start(): Promise<{ port: number; asked: string[]; ofServer: Socket[] }> {
  const asked: string[] = [];
  const ofServer: Socket[] = [];
  server = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    logger: createLogger({ level: 'silent', nodeId: 'test' }),
    routes: [
      async (request, response) => {
        asked.push(request.url!);
        ofServer.push(request.socket);
        answerJson(response, 413, ANSWER);
        return true;
      },
    ],
  });
  return { port: (await server.start()).port, asked, ofServer };
}

interface Peer {
  socket: Socket;
  text(): string;
  /** What the peer saw, in order: the answer, its end, an error. */
  seen: string[];
  closed: Promise<void>;
}

async function open(port: number): Promise<Peer> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  sockets.push(socket);
  let text = '';
  const seen: string[] = [];
  socket.on('data', (chunk) => {
    text += chunk;
    if (seen.length === 0 && text.includes(ANSWER.error)) seen.push('answer');
  });
  socket.on('end', () => seen.push('end'));
  socket.on('error', () => seen.push('error'));
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'connect');
  return { socket, text: () => text, seen, closed };
}

describe.each(WAYS)('the rest of a body that is refused and comes $way', ({ head, piece }) => {
  const start413 = /^HTTP\/1\.1 413 /;

  it('is not waited for: the answer says that the connection ends, and it does, however slowly the peer sends', async () => {
    const { port } = await start();
    const peer = await open(port);
    const began_ms = performance.now();
    peer.socket.write(`POST / HTTP/1.1\r\nHost: a\r\n${head}\r\n\r\n`);
    const trickle = setInterval(() => peer.socket.writable && peer.socket.write(piece), 50);
    try {
      await peer.closed;
    } finally {
      clearInterval(trickle);
    }
    expect(performance.now() - began_ms).toBeLessThan(REQUEST_TIMEOUT_MS / 2);
    expect(peer.text()).toMatch(start413);
    expect(peer.text()).toMatch(/^connection: close\r$/im);
    // The peer reads the answer and its end before anything else happens to the connection.
    expect(peer.seen.slice(0, 2)).toEqual(['answer', 'end']);
  });

  it('is read past for a peer that sends first and reads later', async () => {
    const { port } = await start();
    const peer = await open(port);
    peer.socket.pause();
    peer.socket.write(`POST / HTTP/1.1\r\nHost: a\r\n${head}\r\n\r\n`);
    for (let n = 0; n < 100; n += 1) peer.socket.write(piece);
    peer.socket.end();
    await once(peer.socket, 'finish');
    peer.socket.resume();
    await peer.closed;
    expect(peer.seen).toEqual(['answer', 'end']);
  });

  it('is read past for a while only, however fast the peer sends', async () => {
    const { port, ofServer } = await start();
    const peer = await open(port);
    const bytes = 1024 * 1024;
    const [begin, large] = head.startsWith('Content')
      ? ['Content-Length: 500000000', 'x'.repeat(bytes)]
      : [head, `${bytes.toString(16)}\r\n${'x'.repeat(bytes)}\r\n`];
    peer.socket.write(`POST / HTTP/1.1\r\nHost: a\r\n${begin}\r\n\r\n`);
    await vi.waitFor(() => expect(peer.seen).toContain('answer'), 30_000);
    const send = () => {
      while (peer.socket.writable && peer.socket.write(large));
    };
    peer.socket.on('drain', send);
    send();
    await peer.closed;
    expect(ofServer[0]!.bytesRead).toBeLessThan(5 * bytes);
  });

  it('takes no request that comes behind it', async () => {
    const { port, asked } = await start();
    const peer = await open(port);
    const rest = head.startsWith('Content') ? 'x'.repeat(5_000_000) : '0\r\n\r\n';
    peer.socket.write(`POST /first HTTP/1.1\r\nHost: a\r\n${head}\r\n\r\n`);
    await vi.waitFor(() => expect(peer.seen).toContain('answer'), 30_000);
    peer.socket.end(`${rest}POST /second HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n`);
    await peer.closed;
    expect(asked).toEqual(['/first']);
  });
});

it('a connection whose request was complete when it was answered is used again', async () => {
  const { port, asked } = await start();
  const peer = await open(port);
  for (const path of ['/first', '/second']) {
    peer.socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await vi.waitFor(() => expect(asked.at(-1)).toBe(path), 30_000);
  }
  expect(peer.seen).not.toContain('end');
});
