import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConsumedRecord, EventLog, EventRecord } from '../../../src/platform/events/event-log.ts';
import { pause } from '../../../src/platform/timing/pause.ts';
import { uniquePrefix } from '../product/prefix.ts';

/** What every adapter of the event log port keeps. `factory` makes a log; it is called again for a second node. */
export function eventLogContract(name: string, factory: () => EventLog): void {
  describe(`${name} keeps the event log contract`, () => {
    let log: EventLog;
    beforeAll(() => {
      log = factory();
    });
    afterAll(() => log.close());

    async function newTopic(partitions = 3): Promise<string> {
      const topic = `${uniquePrefix()}topic`;
      await log.ensureTopics([{ name: topic, partitions }]);
      return topic;
    }

    it('leaves a topic that exists as it is', async () => {
      const topic = await newTopic(2);
      await log.append([record(topic, 'a', '1')]);
      await log.ensureTopics([{ name: topic, partitions: 2 }]);
      const seen = new Inbox();
      await using _ = await consuming(log, topic, seen, { from: 'beginning' });
      expect(values(await seen.next(1))).toEqual(['1']);
    });

    it('rejects records for a topic that does not exist', async () => {
      await expect(log.append([record(`${uniquePrefix()}nowhere`, 'a', '1')])).rejects.toThrow();
    });

    it('hands out the records of a key in order, one at a time, from one partition', async () => {
      const topic = await newTopic();
      const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
      const inHand = new Map<number, number>();
      const seen = new Inbox(async ({ partition }) => {
        inHand.set(partition, (inHand.get(partition) ?? 0) + 1);
        expect(inHand.get(partition)).toBe(1);
        await Promise.resolve();
        inHand.set(partition, 0);
      });
      await using _ = await consuming(log, topic, seen);
      for (let batch = 0; batch < 5; batch += 1) {
        await log.append([0, 1, 2].flatMap((at) => keys.map((key) => record(topic, key, String(batch * 3 + at)))));
      }
      const records = await seen.next(90);
      for (const key of keys) {
        const ofKey = records.filter((one) => one.key === key);
        expect(values(ofKey)).toEqual(Array.from({ length: 15 }, (_unused, at) => String(at)));
        expect(new Set(ofKey.map(({ partition }) => partition)).size).toBe(1);
        const offsets = ofKey.map(({ offset }) => offset);
        expect(offsets).toEqual([...offsets].sort((a, b) => Number(a - b)));
      }
    });

    it('carries key, value and headers as they were, whatever the script', async () => {
      const topic = await newTopic();
      const seen = new Inbox();
      await using _ = await consuming(log, topic, seen);
      const sent = {
        topic,
        key: 'clé 钥匙',
        value: '{"title":"Ó 音楽 🎟"}',
        headers: { ce_id: 'event_1', 'x-ü': 'ß 😀' },
      };
      await log.append([sent]);
      expect((await seen.next(1))[0]).toMatchObject(sent);
    });

    it('gives every record to each group, and to one member of a group', async () => {
      const topic = await newTopic(4);
      const [ours, theirs] = [`${uniquePrefix()}ours`, `${uniquePrefix()}theirs`];
      const [first, second, other] = [new Inbox(), new Inbox(), new Inbox()];
      await using _first = await consuming(log, topic, first, { groupId: ours });
      await using _second = await consuming(log, topic, second, { groupId: ours });
      await using _other = await consuming(log, topic, other, { groupId: theirs });
      // A rebalance may still be going on: it may repeat records, but leaves none out and shares them in the end.
      const sent: string[] = [];
      do {
        const round = Array.from({ length: 20 }, (_unused, at) => record(topic, `key ${at}`, `${sent.length + at}`));
        sent.push(...values(round));
        await log.append(round);
        await other.all(sent);
      } while (first.records.length === 0 || second.records.length === 0);
      await Inbox.allOf([first, second], sent);
    });

    it('shows a new group at `latest` everything after consume() resolved, and nothing from long before', async () => {
      const topic = await newTopic(3);
      await log.append(['a', 'b', 'c', 'd'].map((key) => record(topic, key, 'before')));
      for (let round = 0; round < 3; round += 1) {
        const seen = new Inbox();
        await using _ = await consuming(log, topic, seen);
        await log.append(['a', 'b', 'c', 'd'].map((key) => record(topic, key, `round ${round}`)));
        expect(values(await seen.next(4))).toEqual(Array(4).fill(`round ${round}`));
      }
    });

    it('hands everything to one who lets it be gathered, in the same order', async () => {
      const topic = await newTopic();
      const seen = new Inbox();
      await using _ = await consuming(log, topic, seen, { gather_ms: 50 });
      for (const value of ['1', '2', '3']) await log.append([record(topic, 'a', value)]);
      expect(values(await seen.next(3))).toEqual(['1', '2', '3']);
    });

    it('hands out the later records, too, to one whose position stays behind, and nothing twice while it runs', async () => {
      const topic = await newTopic();
      const seen = new Inbox();
      await using _ = await consuming(log, topic, seen, { storeEvery_ms: 60_000 });
      for (const value of ['1', '2', '3']) {
        await log.append([record(topic, 'a', value)]);
        await seen.next(Number(value));
      }
      expect(values(await seen.next(3))).toEqual(['1', '2', '3']);
    });

    it('shows a new group at `beginning` what was there before', async () => {
      const topic = await newTopic();
      await log.append(['1', '2', '3'].map((value) => record(topic, 'a', value)));
      const seen = new Inbox();
      await using _ = await consuming(log, topic, seen, { from: 'beginning' });
      await log.append([record(topic, 'a', '4')]);
      expect(values(await seen.next(4))).toEqual(['1', '2', '3', '4']);
    });

    it('hands several out at once to one who takes them, as many as that takes at most, and one by one where that fails', async () => {
      const topic = await newTopic(1);
      const together: string[][] = [];
      const all: string[] = [];
      const done = Promise.withResolvers<void>();
      const take = (taken: readonly string[]) => {
        all.push(...taken);
        if (all.length === 9) done.resolve();
      };
      await log.append(Array.from({ length: 9 }, (_unused, at) => record(topic, 'a', `${at}`)));
      const consumer = await log.consume({
        groupId: `${uniquePrefix()}group`,
        topics: [topic],
        from: 'beginning',
        handle: async ({ value }) => take([value]),
        together: {
          most: 4,
          async handle(records) {
            together.push(values(records));
            if (values(records).includes('2')) {
              // Longer than a partition may keep the others waiting.
              await pause(300);
              throw new Error('rejected by the test');
            }
            take(values(records));
          },
        },
      });
      await done.promise;
      await consumer.stop();
      expect(all).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8']);
      expect(together[0]).toEqual(['0', '1', '2', '3']);
      for (const taken of together) {
        expect(taken.length).toBeGreaterThan(1);
        expect(taken.length).toBeLessThanOrEqual(4);
      }
    });

    it('hands a record out again when handling it was rejected, while other partitions go on', async () => {
      const topic = await newTopic(3);
      let rejections = 3;
      const otherHandled = Promise.withResolvers<void>();
      const seen = new Inbox(async ({ key, value }) => {
        if (key === 'broken' && value === '1' && rejections > 0) {
          rejections -= 1;
          // Only one partition has the key; the last rejection waits for a record of another one.
          if (rejections === 0) await otherHandled.promise;
          throw new Error('rejected by the test');
        }
        if (key !== 'broken') otherHandled.resolve();
      });
      await using _ = await consuming(log, topic, seen);
      await log.append([
        ...['1', '2', '3'].map((value) => record(topic, 'broken', value)),
        ...['a', 'b', 'c', 'd', 'e', 'f'].map((key) => record(topic, key, 'fine')),
      ]);
      const records = await seen.next(9);
      expect(values(records.filter(({ key }) => key === 'broken'))).toEqual(['1', '2', '3']);
      expect(rejections).toBe(0);
    });

    it('goes on where the group stopped, without losing what came in between', async () => {
      const topic = await newTopic(2);
      const groupId = `${uniquePrefix()}group`;
      const before = new Inbox();
      const consumer = await consuming(log, topic, before, { groupId });
      await log.append(['1', '2', '3'].map((value) => record(topic, 'a', value)));
      await before.next(3);
      await consumer.stop();
      await log.append(['4', '5'].map((value) => record(topic, 'a', value)));
      const after = new Inbox();
      await using _ = await consuming(log, topic, after, { groupId });
      expect(values(await after.next(2))).toEqual(['4', '5']);
      expect(before.records).toHaveLength(3);
    });

    it('finishes the record in hand before stop() resolves, and begins no other', async () => {
      const topic = await newTopic(1);
      const groupId = `${uniquePrefix()}group`;
      const begun = Promise.withResolvers<void>();
      const release = Promise.withResolvers<void>();
      const seen = new Inbox(async () => {
        begun.resolve();
        await release.promise;
      });
      const consumer = await consuming(log, topic, seen, { groupId });
      const appended = log.append(['1', '2'].map((value) => record(topic, 'a', value))).catch(() => undefined);
      await begun.promise;
      let stopped = false;
      const stopping = Promise.all([consumer.stop(), consumer.stop()]).then(() => {
        stopped = true;
      });
      await new Promise(setImmediate);
      expect(stopped).toBe(false);
      release.resolve();
      await Promise.all([stopping, appended]);
      expect(values(seen.records)).toEqual(['1']);
      const rest = new Inbox();
      await using _ = await consuming(log, topic, rest, { groupId });
      expect(values(await rest.next(1))).toEqual(['2']);
    });

    it('answers a ping, and is of no use once closed', async () => {
      const other = factory();
      const topic = `${uniquePrefix()}topic`;
      await other.ensureTopics([{ name: topic, partitions: 1 }]);
      await other.ping();
      const seen = new Inbox();
      await consuming(other, topic, seen);
      await other.append([record(topic, 'a', '1')]);
      await seen.next(1);
      await Promise.all([other.close(), other.close()]);
      await expect(other.ping()).rejects.toThrow();
      await expect(other.append([record(topic, 'a', '2')])).rejects.toThrow();
    });
  });
}

function record(topic: string, key: string, value: string): EventRecord {
  return { topic, key, value, headers: { ce_id: value } };
}

function values(records: readonly { value: string }[]): string[] {
  return records.map(({ value }) => value);
}

interface ConsumingOptions {
  groupId?: string;
  from?: 'beginning' | 'latest';
  gather_ms?: number;
  storeEvery_ms?: number;
}

async function consuming(
  log: EventLog,
  topic: string,
  inbox: Inbox,
  { groupId = `${uniquePrefix()}group`, from = 'latest', ...more }: ConsumingOptions = {},
): Promise<{ stop(): Promise<void> } & AsyncDisposable> {
  const consumer = await log.consume({ groupId, topics: [topic], from, ...more, handle: (one) => inbox.handle(one) });
  return { stop: () => consumer.stop(), [Symbol.asyncDispose]: () => consumer.stop() };
}

/** Collects handled records and lets a test wait for them. */
class Inbox {
  readonly records: ConsumedRecord[] = [];
  readonly #before: (record: ConsumedRecord) => Promise<void>;
  readonly #watchers = new Set<() => void>();

  constructor(before: (record: ConsumedRecord) => Promise<void> = async () => undefined) {
    this.#before = before;
  }

  async handle(one: ConsumedRecord): Promise<void> {
    await this.#before(one);
    this.records.push(one);
    for (const watcher of this.#watchers) watcher();
  }

  /** The first `count` records, once they are there. */
  async next(count: number): Promise<ConsumedRecord[]> {
    await Inbox.#until([this], () => this.records.length >= count);
    return this.records.slice(0, count);
  }

  all(expected: readonly string[]): Promise<void> {
    return Inbox.allOf([this], expected);
  }

  /** Resolves once every value has arrived in one of the inboxes. */
  static allOf(inboxes: readonly Inbox[], expected: readonly string[]): Promise<void> {
    return Inbox.#until(inboxes, () => {
      const seen = new Set(inboxes.flatMap((inbox) => values(inbox.records)));
      return expected.every((value) => seen.has(value));
    });
  }

  static async #until(inboxes: readonly Inbox[], done: () => boolean): Promise<void> {
    const reached = Promise.withResolvers<void>();
    const check = (): void => {
      if (done()) reached.resolve();
    };
    for (const inbox of inboxes) inbox.#watchers.add(check);
    check();
    await reached.promise;
    for (const inbox of inboxes) inbox.#watchers.delete(check);
  }
}
