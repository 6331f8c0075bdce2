/**
 * A process with many clients of the fan-out benchmarks. They do as little as they can, so that they are not what is
 * measured: they know a message by a few of its characters. Told what to do by its parent: see fan-out.ts.
 */
import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Arrivals, Open } from './fan-out.ts';
import { answerParent, nowNs } from './reporting-process.ts';

/** More characters than any that a message is known by. */
const KEPT_CHARACTERS = 64;
const CONNECTING_AT_ONCE = 50;
const PING = '\x89\x00';
/** A pong without a payload; it is masked, as all that clients send, by nothing. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

class Client {
  readonly socket: Socket;
  /** Told when the server lets it go. */
  onLost: ((error: Error) => void) | null = null;
  #wanted: { text: string; found(text: string): void } | null = null;
  #rest = '';

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.setEncoding('latin1');
    this.socket.on('data', (chunk: string) => this.#take(chunk));
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => this.onLost?.(new Error('The server closed a connection.')));
  }

  /** Resolves when that text has come, after what was found last. */
  until(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.onLost = reject;
      this.expect(text, resolve);
    });
  }

  expect(text: string, found: (all: string) => void): void {
    this.#wanted = { text, found };
  }

  #take(chunk: string): void {
    // In the midst of others, too. (One too many does no harm: nothing but a ping looks like one in a text.)
    if (chunk.includes(PING)) this.socket.write(PONG);
    const wanted = this.#wanted;
    if (!wanted) return;
    const all = this.#rest + chunk;
    this.#rest = all.slice(-KEPT_CHARACTERS);
    if (!all.includes(wanted.text)) return;
    this.#wanted = null;
    this.#rest = '';
    wanted.found(all);
  }
}

const groups = new Map<string, Client[]>();
let arrivals: Promise<Arrivals> | null = null;

async function openOne({ port, kind, operations }: Open): Promise<Client> {
  const client = new Client(port);
  if (kind === 'raw') {
    client.socket.write('hello');
    await client.until('welcome');
    return client;
  }
  client.socket.write(
    'GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
  );
  await client.until('\r\n\r\n');
  if (kind === 'websocket') return client;
  client.socket.write(frame({ type: 'connection_init' }));
  await client.until('connection_ack');
  for (const { query, variables, first } of operations ?? []) {
    client.socket.write(frame({ id: randomUUID(), type: 'subscribe', payload: { query, variables } }));
    await client.until(first);
  }
  return client;
}

/** A message as a client sends it; the mask is nothing. */
function frame(message: object): Buffer {
  const text = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(text.length > 125 ? 8 : 6);
  head[0] = 0x81;
  head[1] = 0x80 | (text.length > 125 ? 126 : text.length);
  if (text.length > 125) head.writeUInt16BE(text.length, 2);
  return Buffer.concat([head, text]);
}

answerParent({
  async open({ group, count, ...what }: Open & { group: string; count: number }) {
    const clients: Client[] = [];
    groups.set(group, clients);
    for (let left = count; left > 0; left -= CONNECTING_AT_ONCE) {
      const batch = Array.from({ length: Math.min(left, CONNECTING_AT_ONCE) }, () => openOne({ ...what }));
      clients.push(...(await Promise.all(batch)));
    }
  },
  close(group: string) {
    for (const { socket } of groups.get(group) ?? []) socket.destroy();
    groups.delete(group);
  },
  /** From now on these clients read nothing. */
  stall(group: string) {
    for (const { socket } of groups.get(group)!) socket.pause();
  },
  /** How many of them the server has let go. */
  async gone(group: string) {
    return groups.get(group)!.filter(({ socket }) => socket.destroyed).length;
  },
  /** Gets ready to note when a message with that text comes to each. */
  expect({ group, text, sampleFrom }: { group: string; text: string; sampleFrom: string | null }) {
    const clients = groups.get(group)!;
    const at_ns = new Float64Array(clients.length);
    let waiting = clients.length;
    let sample: string | null = null;
    arrivals = new Promise((resolve, reject) => {
      for (const [index, client] of clients.entries()) {
        client.onLost = reject;
        if (client.socket.destroyed) reject(new Error('The server has closed a connection.'));
        client.expect(text, (all) => {
          at_ns[index] = nowNs();
          if (sampleFrom !== null) sample ??= all.slice(all.lastIndexOf(sampleFrom, all.indexOf(text)));
          waiting -= 1;
          if (waiting === 0) resolve({ at_ns, sample });
        });
      }
    });
    // It is looked at when it is asked for.
    arrivals.catch(() => undefined);
  },
  arrived: () => arrivals,
});
process.once('disconnect', () => process.exit());
process.send!('ready');
