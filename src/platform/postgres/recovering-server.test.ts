import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isOutage } from '../outages/outage.ts';
import { createDatabase, type Database } from './database.ts';

/** One message of PostgreSQL's protocol. */
function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

const RECOVERING = message(
  'E',
  Buffer.from('SFATAL\0VFATAL\0C57P03\0Mthe database system is in recovery mode\0\0', 'latin1'),
);
const READY = message('Z', Buffer.from('I'));
const WELCOME = Buffer.concat([message('R', Buffer.alloc(4)), READY]);
const NO_ROWS = Buffer.concat([message('C', Buffer.from('SELECT 0\0')), READY]);

const SHUTTING_DOWN = message(
  'E',
  Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0', 'latin1'),
);
/** The type of the client's last message. */
const TERMINATE = 'X'.charCodeAt(0);

let stack = new AsyncDisposableStack();
beforeEach(() => {
  stack = new AsyncDisposableStack();
});
afterEach(() => stack.disposeAsync());

it('a server that recovers is told of once, however many ask, and once when it is back', async () => {
  let recovers = true;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => {
      if (recovers) socket.end(RECOVERING);
      else socket.write(WELCOME);
      socket.on('data', () => socket.write(NO_ROWS));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const told: string[] = [];
  const database: Database = createDatabase({
    url: `postgresql://someone:secret@127.0.0.1:${(server.address() as AddressInfo).port}/seatwire`,
    onConnectionError: (error) => told.push(error.message),
    onConnectionBack: () => told.push('back'),
  });
  stack.defer(() => database.close());

  const ask = () => Promise.allSettled(Array.from({ length: 5 }, () => database.query('SELECT')));
  for (const answer of [...(await ask()), ...(await ask())]) {
    expect(answer.status === 'rejected' && isOutage(answer.reason)).toBe(true);
  }
  expect(told).toEqual(['the database system is in recovery mode']);
  recovers = false;
  for (const answer of [...(await ask()), ...(await ask())]) expect(answer.status).toBe('fulfilled');
  expect(told).toEqual(['the database system is in recovery mode', 'back']);
});

it('a server that ends a connection in the same breath in which it takes it is an outage, and ends no process', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(Buffer.concat([WELCOME, SHUTTING_DOWN])));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const database = createDatabase({ url: `postgresql://someone:secret@127.0.0.1:${port}/seatwire` });
  stack.defer(() => database.close());
  const asked = [
    database.query('SELECT'),
    database.ping(),
    database.transaction((tx) => tx.query('SELECT')),
    database.prisma.show.findFirst(),
    database.prisma.$transaction((tx) => tx.show.findFirst()),
  ];
  for (const answer of await Promise.allSettled(asked)) {
    expect(answer.status === 'rejected' && isOutage(answer.reason)).toBe(true);
  }
});

it('an idle connection that the server ends is told of, and one that is being closed is not', async () => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(WELCOME);
      socket.on('data', (data) => {
        if (data[0] === TERMINATE) socket.end(SHUTTING_DOWN);
        else socket.write(NO_ROWS);
      });
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const told: string[] = [];
  const database = createDatabase({
    url: `postgresql://someone:secret@127.0.0.1:${port}/seatwire`,
    onConnectionError: (error) => told.push(error.message),
    onConnectionBack: () => told.push('back'),
  });
  stack.defer(() => database.close());

  await database.query('SELECT');
  for (const socket of sockets) socket.end(SHUTTING_DOWN);
  await expect.poll(() => told).toEqual(['terminating connection due to administrator command']);
  await database.query('SELECT');
  expect(told).toEqual(['terminating connection due to administrator command', 'back']);
  const last = [...sockets].at(-1)!;
  await Promise.all([once(last, 'close'), database.close()]);
  // The client has read by then what the server wrote before it closed.
  await setImmediate();
  expect(told).toHaveLength(2);
});
