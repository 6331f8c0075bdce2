import { beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../../test/kit/basics/eventually.ts';
import { createMemoryEventLog } from '../../embedded/memory-event-log.ts';
import { cloudEventHeaders } from '../../platform/events/cloud-events.ts';
import type { EventLog } from '../../platform/events/event-log.ts';
import { createLogger } from '../../platform/observability/logger.ts';
import { NotFoundError } from '../../shared/errors.ts';
import { keyOf, topicOf } from '../events/event-routes.ts';
import { topicSpecs } from '../events/topics.ts';
import { completeEvent, type NewEvent } from '../events/write-events.ts';
import type { SeatChange, SeatMapImage } from '../inventory/seat-state.ts';
import type { SeatMapService } from '../seat-map/seat-map.service.ts';
import { createLiveMapHub, type LiveMapHub } from './live-map-hub.ts';
import type { ShowFeed } from './show-feed.ts';

const PREFIX = 'p_';
const SHOW = 'show_1';
const LINGER_MS = 60_000;
const logger = createLogger({ level: 'silent', nodeId: 'test' });

/** The truth, read when and as a test lets it be read. */
class Reads {
  readonly asked: { showId: string; answer(image: SeatMapImage): void; fail(error: Error): void }[] = [];
  #waiting: (() => void)[] = [];

  readonly readTruth: SeatMapService['readTruth'] = (showId) => {
    const { promise, resolve, reject } = Promise.withResolvers<SeatMapImage>();
    this.asked.push({ showId, answer: resolve, fail: reject });
    for (const wake of this.#waiting.splice(0)) wake();
    return promise;
  };

  /** The read with that number, once it was asked for. */
  async at(index: number) {
    while (this.asked.length <= index) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.asked[index]!;
  }
}

let log: EventLog;
let reads: Reads;
let hub: LiveMapHub;
/** The shows whose next change will not come. */
let lost: string[];
/** What PostgreSQL has of the locks and bookings. */
let versions: Map<string, string>;
/** Events of shows that were passed on. */
let taken: string[];

beforeEach(async () => {
  log = createMemoryEventLog({ logger });
  await log.ensureTopics(topicSpecs(PREFIX));
  reads = new Reads();
  lost = [];
  versions = new Map();
  taken = [];
  const seatMap = { readTruth: reads.readTruth } as SeatMapService;
  const recall = async () => [];
  hub = createLiveMapHub({
    log,
    topicPrefix: PREFIX,
    nodeId: 'node',
    history: { epoch: { number: 1, id: 'epoch001' } },
    seatMap,
    liveShows: {
      take: (event) => void taken.push(event.event_type),
      renew: () => undefined,
      recoverLostChanges: async () => undefined,
    },
    recall,
    findLost: async () => lost,
    readRowVersions: async () => versions,
    logger,
    linger_ms: LINGER_MS,
    maxLingering: 2,
  });
  await hub.start();
  return async () => {
    await hub.stop();
    await log.close();
  };
});

async function tell(event: NewEvent): Promise<void> {
  const complete = completeEvent(event);
  const headers = cloudEventHeaders({
    id: complete.event_id,
    type: complete.event_type,
    source: '/',
    time: new Date(0),
  });
  const topic = `${PREFIX}${topicOf(event.event_type)}`;
  await log.append([{ topic, key: keyOf(event), value: JSON.stringify(complete), headers }]);
}

const change = (
  version: number,
  seatId: string,
  type: 'seat.locked' | 'seat.unlocked' = 'seat.locked',
  showId = SHOW,
) => {
  const of = { show_id: showId, version, seat_ids: [seatId], lock_id: 'lock_1', actor: 'guest_1' };
  return tell(
    type === 'seat.locked'
      ? { event_type: type, ...of, expires_at: '2099-01-01T00:00:00.000Z' }
      : { event_type: type, ...of, reason: 'RELEASED' },
  );
};

const locked = (...seatIds: string[]): SeatChange[] => seatIds.map((seatId) => ({ seatId, state: 'LOCKED' }));

/** Resolves once the feed is at that version. */
async function reached(feed: ShowFeed, version: number): Promise<void> {
  while (feed.version < version) {
    await new Promise<void>((resolve) => {
      const stop = feed.onChange(() => {
        stop();
        resolve();
      });
    });
  }
}

async function watch(image: SeatMapImage) {
  const next = reads.asked.length;
  const watching = hub.watch(SHOW);
  (await reads.at(next)).answer(image);
  return await watching;
}

describe('the live map hub', () => {
  it('follows the events of a watched show only', async () => {
    const { feed } = await watch({ version: 3, unavailable: locked('a') });
    await change(4, 'b');
    await change(1, 'x', 'seat.locked', 'show_2');
    await change(5, 'a', 'seat.unlocked');
    expect(feed.image()).toEqual({ version: 5, unavailable: locked('b') });
    expect(reads.asked).toHaveLength(1);
  });

  it('reads a map anew whose last change did not come from one look to the next, and never will', async () => {
    const { feed } = await watch({ version: 3, unavailable: locked('a') });
    lost = [SHOW, 'show_that_nobody_watches'];
    await hub.recoverLostChanges();
    await change(4, 'b');
    // It had only been on its way.
    await hub.recoverLostChanges();
    expect(reads.asked).toHaveLength(1);
    await hub.recoverLostChanges();
    (await reads.at(1)).answer({ version: 5, unavailable: locked('a', 'b', 'c') });
    await reached(feed, 5);
    expect(feed.image()).toEqual({ version: 5, unavailable: locked('a', 'b', 'c') });
    // Should it come after all, it is known.
    await change(5, 'c', 'seat.unlocked');
    lost = [];
    await hub.recoverLostChanges();
    expect(feed.image()).toEqual({ version: 5, unavailable: locked('a', 'b', 'c') });
    expect(reads.asked).toHaveLength(2);
  });

  it('goes on when it can not be looked for lost changes', async () => {
    const { feed } = await watch({ version: 3, unavailable: [] });
    Object.defineProperty(lost, Symbol.iterator, {
      value: () => {
        throw new Error('test');
      },
    });
    await hub.recoverLostChanges();
    lost = [SHOW];
    await hub.recoverLostChanges();
    await hub.recoverLostChanges();
    (await reads.at(1)).answer({ version: 4, unavailable: locked('a') });
    await reached(feed, 4);
  });

  it('puts events that come while the image is on its way after it, and those before it aside', async () => {
    const watching = hub.watch(SHOW);
    await change(3, 'old');
    await change(4, 'c');
    await change(5, 'd');
    (await reads.at(0)).answer({ version: 3, unavailable: locked('old') });
    const { feed } = await watching;
    expect(feed.image()).toEqual({ version: 5, unavailable: locked('old', 'c', 'd') });
  });

  it('shares one image among watchers', async () => {
    const first = hub.watch(SHOW);
    const second = hub.watch(SHOW);
    (await reads.at(0)).answer({ version: 0, unavailable: [] });
    const [one, two] = await Promise.all([first, second]);
    expect(two.feed).toBe(one.feed);
    one.release();
    one.release();
    expect(hub.watcherCount()).toBe(1);
    await change(1, 'a');
    expect(two.feed.version).toBe(1);
  });

  it('keeps the show after its last watcher for those who come back, and forgets it then', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const one = await watch({ version: 0, unavailable: [] });
      one.release();
      vi.advanceTimersByTime(LINGER_MS - 1);
      await change(1, 'a');
      const two = await hub.watch(SHOW);
      expect(two.feed).toBe(one.feed);
      expect(two.feed.since(0)).toMatchObject({ changes: locked('a') });
      vi.advanceTimersByTime(LINGER_MS);
      expect(hub.feedCount()).toBe(1);
      two.release();
      vi.advanceTimersByTime(LINGER_MS);
      expect(hub.feedCount()).toBe(0);
      await change(2, 'b');
      expect(two.feed.version).toBe(1);
    } finally {
      vi.useRealTimers();
    }
    const again = await watch({ version: 2, unavailable: locked('a', 'b') });
    expect(again.feed.version).toBe(2);
  });

  it('keeps a few of the shows that nobody watches, those left last', async () => {
    for (const [index, showId] of ['show_1', 'show_2', 'show_3'].entries()) {
      const watching = hub.watch(showId);
      (await reads.at(index)).answer({ version: 0, unavailable: [] });
      (await watching).release();
    }
    expect(hub.feedCount()).toBe(2);
    void hub.watch('show_3');
    void hub.watch('show_1');
    await reads.at(3);
    expect(reads.asked.map(({ showId }) => showId)).toEqual(['show_1', 'show_2', 'show_3', 'show_1']);
    await hub.stop();
    reads.asked[3]!.answer({ version: 0, unavailable: [] });
  });

  it('tells everyone who waits when there is no such show, and tries anew for the next', async () => {
    const watching = [hub.watch(SHOW), hub.watch(SHOW)];
    (await reads.at(0)).fail(new NotFoundError('Show', 'showId'));
    for (const outcome of await Promise.allSettled(watching)) expect(outcome.status).toBe('rejected');
    const { feed } = await watch({ version: 1, unavailable: [] });
    expect(feed.version).toBe(1);
  });

  it('reads the map anew when versions are missing', async () => {
    const { feed } = await watch({ version: 1, unavailable: [] });
    await change(3, 'c');
    await change(4, 'd');
    (await reads.at(1)).answer({ version: 4, unavailable: locked('b', 'c', 'd') });
    await reached(feed, 4);
    expect(feed.image().unavailable).toEqual(locked('b', 'c', 'd'));
    expect(feed.since(1)).toBeNull();
    await change(5, 'e');
    expect(feed.since(4)).toMatchObject({ version: 5, changes: locked('e') });
    expect(reads.asked).toHaveLength(2);
  });

  it('loses no event that comes while it reads the map anew', async () => {
    const { feed } = await watch({ version: 1, unavailable: [] });
    await change(3, 'c');
    const read = await reads.at(1);
    // Committed after the image was made, and here before it.
    await change(4, 'd');
    read.answer({ version: 3, unavailable: locked('b', 'c') });
    await reached(feed, 4);
    expect(feed.image()).toEqual({ version: 4, unavailable: locked('b', 'c', 'd') });
  });

  it('goes on trying while PostgreSQL is away, and keeps nothing but what it needs', async () => {
    const { feed } = await watch({ version: 1, unavailable: [] });
    await change(3, 'c');
    (await reads.at(1)).fail(new Error('away'));
    const again = await reads.at(2);
    again.answer({ version: 3, unavailable: locked('b', 'c') });
    await reached(feed, 3);
    await change(4, 'd');
    expect(feed.version).toBe(4);
  });

  it('rings for locks, bookings and payments', async () => {
    const heard: string[] = [];
    for (const id of ['lock_1', 'booking_1', 'booking_2']) hub.notifier.listen(id, () => heard.push(id));
    await change(1, 'a');
    const booking = { booking_id: 'booking_1', show_id: SHOW, lock_id: 'lock_1', seat_ids: ['a'], revision: 1 };
    await tell({ event_type: 'booking.created', ...booking, total: { amount: 1, currency: 'EUR' } });
    const amount = { amount: 1, currency: 'EUR' };
    await tell({
      event_type: 'payment.initiated',
      payment_id: 'p',
      booking_id: 'booking_2',
      amount,
      provider: 'sandbox',
    });
    expect(heard).toEqual(['lock_1', 'lock_1', 'booking_1', 'booking_2']);
  });

  it('leaves aside what is no event', async () => {
    const { feed } = await watch({ version: 0, unavailable: [] });
    for (const value of ['', 'null', '{}', '[1]', '"x"']) {
      await log.append([{ topic: `${PREFIX}seat-events`, key: SHOW, value, headers: {} }]);
    }
    await change(1, 'a');
    expect(feed.version).toBe(1);
  });

  it('says whether it consumes', async () => {
    expect(hub.isLive()).toBe(true);
    await hub.stop();
    expect(hub.isLive()).toBe(false);
  });
});

it('passes events of shows on, to who follows shows', async () => {
  const at = new Date(0).toISOString();
  const show = { show_id: SHOW, version: 2, status: 'PAUSED' as const, starts_at: at, sales_end_at: at };
  await tell({ event_type: 'show.paused', ...show, prices: [], actor: 'org' });
  await eventually(() => expect(taken).toEqual(['show.paused']));
});
