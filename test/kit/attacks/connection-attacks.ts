import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type Attack, again, untilOver } from './attack.ts';
import type { Attacker } from './attacker.ts';
import { openUnlikeSubscriptions } from './unlike-subscriptions.ts';

const MAP = `subscription ($id: ID!) { seatMap(showId: $id) {
  ... on SeatMapSnapshot { cursor seats { seatId state } } ... on SeatMapDelta { cursor changes { seatId state } } } }`;
/** Of each subscription that can't be shared: 360 fields. */
const ALIASES = 120;

const ALL_OF_A_SEAT =
  'id seatId zone row number x y state accessible price { amount formatted } tier { id name price { formatted } }';
const POST = 'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';

/** So many connections, that do something at their beginning and then every so often. */
async function hold(
  attacker: Attacker,
  until: AbortSignal,
  { count, begin, trickle }: { count: number; begin: string; trickle: string },
): Promise<void> {
  const sockets = Array.from({ length: count }, () => attacker.connection());
  for (const socket of sockets) attacker.write(socket, begin);
  while (!until.aborted) {
    await delay(500, undefined, { signal: until }).catch(() => undefined);
    for (const socket of sockets) attacker.write(socket, trickle);
  }
  for (const socket of sockets) socket.destroy();
}

/** Connections, sockets and subscriptions: many, slow, unread. */
export const CONNECTION_ATTACKS: Attack[] = [
  {
    name: 'subscriptions of one’s own',
    about: 'one socket, 100 documents with 120 aliases each: none can be shared',
    async run(attacker, until) {
      await openUnlikeSubscriptions(attacker, { over: 'websocket', connections: 1, perSocket: 100, aliases: ALIASES });
      await untilOver(until);
    },
  },
  {
    name: 'many such sockets',
    about: '50 sockets with 20 such documents each',
    async run(attacker, until) {
      await openUnlikeSubscriptions(attacker, { over: 'websocket', connections: 50, perSocket: 20, aliases: ALIASES });
      await untilOver(until);
    },
  },
  {
    name: 'event streams',
    about: '100 such documents as event streams',
    async run(attacker, until) {
      await openUnlikeSubscriptions(attacker, { over: 'sse', connections: 100, aliases: ALIASES });
      await untilOver(until);
    },
  },
  {
    name: 'refused documents over a socket',
    about: '20 KB each, as fast as a socket takes them',
    refusedBy: /more than \d+ fields/,
    async run(attacker, until) {
      const socket = await attacker.socket();
      let id = 0;
      while (!until.aborted) {
        id += 1;
        const query = `{ ${Array.from({ length: 1_100 }, (_, index) => `a${id}_${index}: x`).join(' ')} }`;
        attacker.say(socket, { id: `${id}`, type: 'subscribe', payload: { query } });
        await delay(10);
      }
    },
  },
  {
    name: 'bodies in one-byte chunks',
    about: '100,000 chunks each, 16 at a time',
    run: (attacker, until) =>
      again(until, 16, async () => {
        const socket = attacker.connection();
        socket.resume();
        attacker.write(socket, `${POST}Transfer-Encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(100_000)}`);
        await once(socket, 'close');
      }),
  },
  {
    name: 'bodies without an end',
    about: 'chunks of 64 KB, beyond what a body may have, as fast as they are taken and for as long, 16 at a time',
    run: (attacker, until) =>
      again(until, 16, async () => {
        const socket = attacker.connection();
        socket.resume();
        const closed = once(socket, 'close');
        const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
        attacker.write(socket, `${POST}Transfer-Encoding: chunked\r\n\r\n`);
        const send = (): void => {
          while (socket.writable && socket.writableLength === 0) attacker.write(socket, chunk);
        };
        socket.on('connect', send);
        socket.on('drain', send);
        await closed;
      }),
  },
  {
    name: 'messages in one-byte fragments',
    about: '16,000 fragments of one byte each, without an end, on 16 sockets at a time',
    run: (attacker, until) =>
      again(until, 16, async () => {
        const socket = await attacker.socket({ introduced: false });
        for (let part = 0; part < 16_000; part += 1) socket.send('x', { fin: false }, () => undefined);
        attacker.sentBytes += 16_000 * 7;
        await Promise.race([once(socket, 'close'), delay(1_000)]);
      }),
  },
  {
    name: 'messages without an end',
    about: '1,000 sockets with most of a message of 1 MB each',
    async run(attacker, until) {
      const part = 'x'.repeat(1_000_000);
      for (let count = 0; count < 1_000 && !until.aborted; count += 1) {
        const socket = await attacker.socket({ introduced: false });
        socket.send(part, { fin: false }, () => undefined);
        attacker.sentBytes += part.length;
      }
      await untilOver(until);
    },
  },
  {
    name: 'many answers nobody reads',
    about: 'eight answers of 2 MB for each of many sockets and connections that read nothing, and a ping with 1 MB',
    async run(attacker, until) {
      const { showId } = attacker.target;
      const maps = Array.from({ length: 5 }, (_, index) => `m${index}: seatMap { seats { ${ALL_OF_A_SEAT} } }`).join(
        ' ',
      );
      const query = `{ show(id: "${showId}") { ${maps} } __typename }`;
      const body = JSON.stringify({ query });
      while (!until.aborted) {
        const connection = attacker.connection();
        connection.pause();
        attacker.write(connection, `${POST}Content-Length: ${body.length}\r\n\r\n${body}`.repeat(8));
        const socket = await attacker.socket();
        socket.pause();
        attacker.say(socket, { type: 'ping', payload: { text: 'x'.repeat(1_000_000) } });
        for (let id = 0; id < 8; id += 1) attacker.say(socket, { id: `${id}`, type: 'subscribe', payload: { query } });
        await delay(100);
      }
    },
  },
  {
    name: 'sockets that come and go',
    about: 'opened, half of them introduced, closed, with garbage in between',
    run: (attacker, until) =>
      again(until, 16, async (turn) => {
        const socket = await attacker.socket({ introduced: turn % 2 === 0 });
        if (socket.readyState === socket.OPEN) socket.send(turn % 3 === 0 ? '{' : JSON.stringify({ type: 'ping' }));
        socket.terminate();
      }),
  },
  {
    name: 'readers who do not read',
    about: '200 sockets that follow the map and read nothing',
    async run(attacker, until) {
      const payload = { query: MAP, variables: { id: attacker.target.showId } };
      for (let count = 0; count < 200; count += 1) {
        const socket = await attacker.socket();
        attacker.say(socket, { id: '1', type: 'subscribe', payload });
        socket.pause();
      }
      await untilOver(until);
    },
  },
  {
    name: 'event streams nobody reads',
    about: '200 event streams of the map that are not read',
    async run(attacker, until) {
      for (let count = 0; count < 200; count += 1) {
        const stream = await attacker.stream({ query: MAP, variables: { id: attacker.target.showId } });
        stream.pause();
      }
      await untilOver(until);
    },
  },
  {
    name: 'slow headers',
    about: '3,000 connections that send a header now and then',
    run: (attacker, until) =>
      hold(attacker, until, {
        count: 3_000,
        begin: 'POST /graphql HTTP/1.1\r\nHost: localhost\r\n',
        trickle: 'X-A: b\r\n',
      }),
  },
  {
    name: 'slow bodies',
    about: '3,000 requests whose body comes a byte at a time',
    run: (attacker, until) =>
      hold(attacker, until, {
        count: 3_000,
        begin:
          'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n{',
        trickle: ' ',
      }),
  },
  {
    name: 'answers nobody reads',
    about: '100 connections with 20 whole maps each, asked for at once and not read',
    async run(attacker, until) {
      const body = JSON.stringify({
        query: `{ show(id: "${attacker.target.showId}") { seatMap { seats { id row number x y state } } } }`,
      });
      const one = `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
      for (let count = 0; count < 100; count += 1) {
        const socket = attacker.connection();
        socket.pause();
        attacker.write(socket, one.repeat(20));
      }
      await untilOver(until);
    },
  },
];
