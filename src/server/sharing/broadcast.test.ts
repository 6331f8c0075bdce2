import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SeatChange, SeatMapImage, SeatState } from '../../modules/inventory/seat-state.ts';
import { type SeatMapEvent, SeatMapTopic } from '../../modules/live-map/seat-map-topic.ts';
import { ShowFeed } from '../../modules/live-map/show-feed.ts';
import type { LiveTopic, Position } from '../../platform/streaming/live-source.ts';
import { RetainedBytes } from '../../platform/turns/retained-bytes.ts';
import { WorkTurns } from '../../platform/turns/work-turns.ts';
import type { SharedMessage } from '../../platform/websocket/shared-message.ts';
import { Broadcast, type Member } from './broadcast.ts';

/** Time is the tests' own, so it always is everyone's turn. */
const work = () => ({ weight: 1, turns: new WorkTurns(), kept: new RetainedBytes(1_000) });
/** Longer than any tick. */
const LONG_MS = 60;

/** A message that remembers what it was made of. */
type TestMessage = SharedMessage & { event: SeatMapEvent };

/** A client with its map, put together from nothing but what it was sent. Throws at a gap. */
class Client implements Member {
  position: Position;
  isOpen = true;
  isBackedUp = false;
  version: number | null;
  readonly states = new Map<string, SeatState>();
  readonly received: SeatMapEvent[] = [];
  failure: unknown = null;
  #onCaughtUp: (() => void) | null = null;

  constructor(from: { version: number; states: Map<string, SeatState> } | null = null) {
    this.version = from?.version ?? null;
    this.position = { had: this.version, seen: this.version ?? 0 };
    for (const [seatId, state] of from?.states ?? []) this.states.set(seatId, state);
  }

  send(message: SharedMessage): void {
    const { event } = message as TestMessage;
    if (this.isBackedUp || !this.isOpen) throw new Error('sent to one who does not read');
    this.received.push(event);
    if (event.kind === 'snapshot') this.states.clear();
    else if (event.previousVersion !== this.version) throw new Error('a gap');
    put(this.states, event.kind === 'snapshot' ? event.seats : event.changes);
    this.version = event.version;
  }

  lag(onCaughtUp: () => void): void {
    this.#onCaughtUp = onCaughtUp;
  }

  resume(): void {
    this.isBackedUp = false;
    this.#onCaughtUp?.();
    this.#onCaughtUp = null;
  }

  fail(error: unknown): void {
    this.failure = error;
  }
}

function put(states: Map<string, SeatState>, changes: readonly SeatChange[]): void {
  for (const { seatId, state } of changes) {
    if (state === 'AVAILABLE') states.delete(seatId);
    else states.set(seatId, state);
  }
}

const sorted = (states: Iterable<[string, SeatState]>) => [...states].sort(([a], [b]) => (a < b ? -1 : 1));
const locked = (...seatIds: string[]): SeatChange[] => seatIds.map((seatId) => ({ seatId, state: 'LOCKED' }));

function setUp(
  image: SeatMapImage = { version: 0, unavailable: [] },
  isWanted: ((id: string) => boolean) | null = null,
) {
  const feed = new ShowFeed(image);
  const rendered: SeatMapEvent[] = [];
  const broadcast = new Broadcast<SeatMapEvent>({
    topic: new SeatMapTopic(
      { showId: 'show_1', zonesTag: null },
      feed,
      isWanted && { hasSeat: isWanted, hasArea: () => false },
    ),
    async render(event) {
      rendered.push(event);
      return { event, bytes: 1 } as TestMessage;
    },
    ...work(),
  });
  const add = (client = new Client()) => {
    broadcast.add(client);
    return client;
  };
  return { feed, rendered, broadcast, add };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});
const settle = () => vi.advanceTimersByTimeAsync(LONG_MS);

describe('a broadcast', () => {
  it('makes one message of a change, and one snapshot, for everyone', async () => {
    const { feed, rendered, add } = setUp({ version: 3, unavailable: locked('a') });
    const clients = Array.from({ length: 100 }, () => add());
    await settle();
    feed.apply(4, locked('b'));
    await settle();
    expect(rendered.map(({ kind }) => kind)).toEqual(['snapshot', 'delta']);
    for (const { received } of clients) expect(received).toEqual(rendered);
  });

  it('tells a change at once when it was quiet, and those that follow it together', async () => {
    const { feed, add } = setUp();
    const client = add();
    await settle();
    feed.apply(1, locked('a'));
    await vi.advanceTimersByTimeAsync(0);
    expect(client.version).toBe(1);
    for (let version = 2; version <= 1_000; version += 1) {
      feed.apply(version, [{ seatId: 'a', state: version % 2 ? 'LOCKED' : 'AVAILABLE' }]);
      if (version % 10 === 0) await vi.advanceTimersByTimeAsync(1);
    }
    await settle();
    expect(client.version).toBe(1_000);
    expect(client.states.size).toBe(0);
    // 100 ms of changes: the tick grows to 50 ms.
    expect(client.received.length).toBeLessThan(12);
  });

  it('leaves out who does not read, and gives it all that it missed in one when it does', async () => {
    const { feed, add } = setUp();
    const [quick, slow] = [add(), add()];
    await settle();
    slow.isBackedUp = true;
    for (const [index, seatId] of ['a', 'b', 'c'].entries()) {
      feed.apply(index + 1, locked(seatId));
      await settle();
    }
    expect([quick.received.length, slow.received.length]).toEqual([4, 1]);
    slow.resume();
    await settle();
    expect(slow.received).toHaveLength(2);
    expect(slow.received[1]).toMatchObject({
      kind: 'delta',
      previousVersion: 0,
      version: 3,
      changes: locked('a', 'b', 'c'),
    });
  });

  it('keeps the chain of each whole where nothing was wanted, wherever it came in', async () => {
    const { feed, rendered, add } = setUp(undefined, (seatId) => seatId.startsWith('x'));
    const first = add();
    await settle();
    feed.apply(1, locked('a'));
    await settle();
    const second = add();
    const third = add(new Client({ version: 0, states: new Map() }));
    await settle();
    expect([first.version, second.version, third.version]).toEqual([0, 1, 0]);
    rendered.length = 0;
    feed.apply(2, locked('b', 'x1'));
    await settle();
    expect([first.version, second.version, third.version]).toEqual([2, 2, 2]);
    expect(rendered).toHaveLength(2);
    rendered.length = 0;
    feed.apply(3, locked('x2'));
    await settle();
    expect(rendered).toMatchObject([{ previousVersion: 2, version: 3, changes: locked('x2') }]);
  });

  it('waits with one who has seen more than this node, until that has come here, too', async () => {
    const { feed, add } = setUp({ version: 5, unavailable: [] });
    const client = add(new Client({ version: 7, states: new Map() }));
    feed.apply(6, locked('a'));
    await settle();
    feed.apply(7, locked('b'));
    await settle();
    expect(client.received).toEqual([]);
    feed.apply(8, locked('c'));
    await settle();
    expect(client.received).toMatchObject([{ previousVersion: 7, version: 8, changes: locked('c') }]);
  });

  it('fails those for whom it can not read, and nobody else', async () => {
    let isAway = true;
    const topic: LiveTopic<{ version: number }> = {
      version: 2,
      read: async ({ had }) => {
        if (had !== null && isAway) throw new Error('away');
        return { event: { version: 2 }, seen: 2 };
      },
      onChange: () => () => undefined,
    };
    const broadcast = new Broadcast({
      topic,
      render: async (event) => ({ event, bytes: 1 }) as unknown as SharedMessage,
      ...work(),
    });
    const [fresh, back, later] = [new Client(), new Client({ version: 1, states: new Map() }), new Client()];
    const sent: unknown[] = [];
    for (const client of [fresh, back, later]) client.send = (message) => void sent.push(message);
    for (const client of [fresh, back]) broadcast.add(client);
    await settle();
    expect([fresh.failure, back.failure]).toEqual([null, new Error('away')]);
    isAway = false;
    later.position = { had: 1, seen: 1 };
    broadcast.add(later);
    await settle();
    expect([sent.length, later.failure]).toEqual([2, null]);
  });

  it('says who was the last, and tells nobody who has left', async () => {
    const { feed, rendered, broadcast, add } = setUp();
    const [one, two] = [add(), add()];
    await settle();
    expect(broadcast.remove(one)).toBe(false);
    expect(broadcast.remove(one)).toBe(false);
    feed.apply(1, locked('a'));
    await settle();
    feed.apply(2, locked('b'));
    expect(broadcast.remove(two)).toBe(true);
    await settle();
    expect([one.version, two.version, rendered.length]).toEqual([0, 1, 2]);
  });

  const SEATS = ['x1', 'x2', 'y1'];
  const changes = fc.uniqueArray(
    fc.record({
      seatId: fc.constantFrom(...SEATS),
      state: fc.constantFrom<SeatState>('AVAILABLE', 'LOCKED', 'BOOKED', 'BLOCKED'),
    }),
    { minLength: 1, selector: ({ seatId }) => seatId },
  );
  const CLIENTS = 4;
  type Step =
    | { kind: 'change' | 'lose'; changes: SeatChange[] }
    | { kind: 'drop' | 'join' | 'resume' | 'stall'; client: number }
    | { kind: 'wait'; ms: number };
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 6, arbitrary: changes.map((list): Step => ({ kind: 'change', changes: list })) },
    { weight: 1, arbitrary: changes.map((list): Step => ({ kind: 'lose', changes: list })) },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constantFrom('drop', 'join', 'resume', 'stall'),
        client: fc.nat(CLIENTS - 1),
      }),
    },
    { weight: 4, arbitrary: fc.nat(LONG_MS).map((ms): Step => ({ kind: 'wait', ms })) },
  );

  it.each([
    ['the whole map', null],
    ['some zones', (seatId: string) => seatId.startsWith('x')],
  ])(
    'brings every client to the truth about %s, without a gap, whoever stalls, drops and comes back',
    async (_what, isWanted) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 50, size: 'max' }), async (steps) => {
          const truth = new Map<string, SeatState>();
          let version = 0;
          const { feed, broadcast } = setUp(undefined, isWanted);
          const clients: (Client | null)[] = Array.from({ length: CLIENTS }, () => null);
          const gone: (Client | null)[] = Array.from({ length: CLIENTS }, () => null);
          // The broadcast lasts as long as it has members.
          const anchor = new Client();
          broadcast.add(anchor);
          const join = (index: number): void => {
            if (clients[index]) return;
            const before = gone[index];
            const known = before && before.version !== null ? { version: before.version, states: before.states } : null;
            clients[index] = new Client(known);
            broadcast.add(clients[index]);
          };
          for (const taken of steps) {
            switch (taken.kind) {
              case 'change':
                put(truth, taken.changes);
                version += 1;
                feed.apply(version, taken.changes);
                break;
              case 'lose':
                put(truth, taken.changes);
                version += 2;
                feed.jumpTo({ version, unavailable: [...truth].map(([seatId, state]) => ({ seatId, state })) });
                break;
              case 'join':
                join(taken.client);
                break;
              case 'drop':
                if (!clients[taken.client]) break;
                broadcast.remove(clients[taken.client]!);
                gone[taken.client] = clients[taken.client]!;
                clients[taken.client] = null;
                break;
              case 'stall':
                if (clients[taken.client]) clients[taken.client]!.isBackedUp = true;
                break;
              case 'resume':
                clients[taken.client]?.resume();
                break;
              case 'wait':
                await vi.advanceTimersByTimeAsync(taken.ms);
            }
          }
          for (let index = 0; index < CLIENTS; index += 1) join(index);
          for (const client of clients) client!.resume();
          await settle();
          await settle();
          const wanted = [...truth].filter(([seatId]) => isWanted?.(seatId) ?? true);
          for (const client of [anchor, ...clients]) {
            expect(client!.failure).toBeNull();
            expect(sorted(client!.states)).toEqual(sorted(wanted));
            if (!isWanted) expect(client!.version).toBe(version);
          }
        }),
        { numRuns: 150 },
      );
    },
  );
});
