import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Attacker } from '../kit/attacks/attacker.ts';
import { openUnlikeSubscriptions } from '../kit/attacks/unlike-subscriptions.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { lockSeats } from '../kit/callers/buyer.ts';
import { openStream } from '../kit/callers/event-stream.ts';
import { RawSocket } from '../kit/callers/raw-socket.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';

const PER_SOCKET = 20;
const PER_CALLER = 60;
/** 360 fields: eight units. */
const ALIASES = 120;
const UNITS_OF_EACH = 8;

const WATCH = `subscription ($showId: ID!) {
  seatMap(showId: $showId) { __typename ... on SeatMapDelta { version changes { seatId state } } }
}`;

describe('subscriptions that can not share what is executed', () => {
  let app: TestApp;
  let nextSeat = 1;
  beforeAll(async () => {
    app = await startTestApp({
      env: { SUBSCRIPTIONS_PER_SOCKET: `${PER_SOCKET}`, SUBSCRIPTIONS_PER_CALLER: `${PER_CALLER}` },
    });
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  async function figure(name: string): Promise<number> {
    const text = await (await fetch(new URL('/metrics', app.url))).text();
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(name))
        ?.split(' ')
        .at(-1) ?? 0,
    );
  }

  const gone = () => eventually(async () => expect(await figure('seatwire_subscription_units')).toBe(0));

  async function watcher(): Promise<RawSocket> {
    // With a token: those without one are all of this address, the attacker's.
    const socket = await RawSocket.introduced(app.url, (await app.guest()).token);
    socket.subscribe('map', WATCH, { showId: app.demoShowId });
    await socket.message('next', 'map');
    return socket;
  }

  it.each([
    ['one socket', 'websocket', 1, 'socket'],
    ['twenty sockets of one address', 'websocket', 20, 'caller'],
    ['a hundred event streams of one address', 'sse', 100, 'caller'],
  ] as const)(
    'are refused beyond the bounds, and nobody misses a change: %s',
    async (_name, over, connections, reason) => {
      const counter = `seatwire_subscriptions_refused_total{of="${reason}"}`;
      const before = await figure(counter);
      const attacker = new Attacker({ url: app.url, showId: app.demoShowId, seatIds: [] }, '127.0.0.1');
      const options = { over, connections, perSocket: 100 / connections, aliases: ALIASES };
      const attack = await openUnlikeSubscriptions(attacker, options);
      const admitted = Math.floor((connections === 1 ? PER_SOCKET : PER_CALLER) / UNITS_OF_EACH);
      expect(attack.admitted).toBe(admitted);
      expect(attack.refused).toEqual(Array.from({ length: 100 - admitted }, () => 'TOO_MANY_SUBSCRIPTIONS'));
      expect(await figure(counter)).toBeGreaterThan(before);
      expect(await figure('seatwire_subscription_units')).toBe(admitted * UNITS_OF_EACH);

      const watchers = await Promise.all(Array.from({ length: 10 }, watcher));
      // They share one.
      expect(await figure('seatwire_subscription_units')).toBe(admitted * UNITS_OF_EACH + 1);
      const buyer = await app.guest();
      for (let lock = 0; lock < 5; lock += 1) {
        const seatId = `D-13-${nextSeat++}`;
        await lockSeats(buyer, app.demoShowId, [seatId]);
        for (const socket of watchers) {
          const { payload } = await socket.message('next', 'map');
          expect(payload).toMatchObject({ data: { seatMap: { changes: [{ seatId, state: 'LOCKED' }] } } });
        }
      }
      await Promise.all(watchers.map((socket) => socket.close()));
      attacker.end();
      await gone();
    },
  );

  it('count once where they are alike, whatever they come by', async () => {
    const alike = () => openStream(app.url, { query: WATCH, variables: { showId: app.demoShowId } });
    const streams = await Promise.all(Array.from({ length: PER_CALLER + 1 }, alike));
    await Promise.all(streams.map((stream) => stream.next()));
    const socket = await watcher();
    expect(await figure('seatwire_subscription_units')).toBe(1);
    const buyer = await app.guest();
    const seatId = `D-13-${nextSeat++}`;
    await lockSeats(buyer, app.demoShowId, [seatId]);
    const events = await Promise.all(streams.map((stream) => stream.next()));
    const { payload } = await socket.message('next', 'map');
    for (const { data } of events) expect(data).toEqual(payload);
    for (const { end } of streams) end();
    await socket.close();
    await gone();
  });

  it('count also where each is executed for itself: of one’s own things', async () => {
    const buyer = await app.guest();
    const { id } = await lockSeats(buyer, app.demoShowId, [`D-13-${nextSeat++}`]);
    const socket = await RawSocket.introduced(app.url, buyer.token);
    const ids = Array.from({ length: PER_SOCKET + 1 }, (_, n) => `${n}`);
    for (const one of ids) socket.subscribe(one, 'subscription ($id: ID!) { seatLock(id: $id) { status } }', { id });
    const answers = await Promise.all(ids.map((one) => socket.answer(one)));
    expect(answers.filter(({ type }) => type === 'next')).toHaveLength(PER_SOCKET);
    expect(answers.filter(({ type }) => type === 'error')).toHaveLength(1);
    // One that is completed makes room.
    const running = answers.find(({ type }) => type === 'next')!.id!;
    socket.send({ id: running, type: 'complete' });
    socket.subscribe('another', 'subscription ($id: ID!) { seatLock(id: $id) { status } }', { id });
    expect(await socket.answer('another')).toMatchObject({ type: 'next' });
    await socket.close();
    await gone();
  });
});
