import { beforeEach, describe, expect, it } from 'vitest';
import { cloudEventHeaders } from './cloud-events.ts';
import { deadLetterOf, type StoredRecord } from './dead-letter.ts';
import { createDeadLetters, type DeadLetters } from './dead-letters.ts';
import type { ConsumedRecord, EventRecord } from './event-log.ts';

const TOPIC = 'p_things';
const DLQ = `${TOPIC}.dlq`;
const DIED_AT = new Date('2026-07-01T12:00:00Z');

describe('dead letters', () => {
  let records: StoredRecord[];
  let appends: EventRecord[][];
  /** Throws when an append is not to be taken. */
  let beforeAppend: (records: readonly EventRecord[]) => void;
  let deadLetters: DeadLetters;

  beforeEach(() => {
    records = [];
    appends = [];
    beforeAppend = () => undefined;
    deadLetters = createDeadLetters({
      topics: [TOPIC],
      log: {
        async append(appended) {
          beforeAppend(appended);
          appends.push([...appended]);
          for (const record of appended) store(record);
        },
      },
      async read(topics, onRecord) {
        for (const record of records) if (topics.includes(record.topic)) onRecord(record);
      },
    });
  });

  function store(record: EventRecord, partition = 0): StoredRecord {
    const offset = BigInt(records.filter(({ topic }) => topic === record.topic).length);
    const stored = { ...record, partition, offset, appendedAt: DIED_AT };
    records.push(stored);
    return stored;
  }

  function newEvent(id: string, { value = `{"id":"${id}"}`, time = new Date() } = {}): ConsumedRecord {
    const headers = cloudEventHeaders({ id, type: 'thing.changed', source: '/test', time });
    return { topic: TOPIC, key: `key of ${id}`, value, headers, partition: 3, offset: BigInt(id.length) };
  }

  const die = (event: ConsumedRecord, consumer: string): StoredRecord =>
    store(deadLetterOf(event, { reason: new TypeError('can not digest this'), attempts: 5, consumer }));

  /** What was appended to the topic itself, not to its dead letters. */
  const revived = (): EventRecord[] => appends.flat().filter(({ topic }) => topic === TOPIC);
  const open = async (): Promise<string[]> =>
    (await deadLetters.list()).map(({ eventId, consumer }) => `${consumer} ${eventId}`);

  it('are listed with what they say of themselves', async () => {
    const time = new Date('2026-07-01T11:00:00Z');
    const record = die(newEvent('e1', { time }), 'mailer');
    expect(await deadLetters.list()).toEqual([
      {
        topic: TOPIC,
        partition: 3,
        offset: '2',
        eventType: 'thing.changed',
        eventId: 'e1',
        eventTime: time,
        key: 'key of e1',
        consumer: 'mailer',
        attempts: 5,
        reason: 'TypeError: can not digest this',
        failedAt: DIED_AT,
        record,
      },
    ]);
  });

  it('are listed when they say nothing', async () => {
    store({ topic: DLQ, key: '', value: 'nonsense', headers: { ce_time: 'nonsense', 'x-dlq-attempts': 'nonsense' } });
    const [letter] = await deadLetters.list();
    expect(letter).toMatchObject({ topic: TOPIC, eventId: null, eventTime: null, consumer: null, attempts: null });
    await deadLetters.replay();
    expect(revived()).toEqual([{ topic: TOPIC, key: '', value: 'nonsense', headers: { ce_time: 'nonsense' } }]);
    expect(await deadLetters.list()).toEqual([]);
  });

  it('come back as they were, and are not listed any more', async () => {
    const event = newEvent('e1');
    const { topic, key, value, headers } = event;
    die(event, 'mailer');
    expect(await deadLetters.replay()).toMatchObject({ events: 1, letters: [{ eventId: 'e1' }], tooOld: [] });
    expect(revived()).toEqual([{ topic, key, value, headers }]);
    expect(await open()).toEqual([]);
    expect(await deadLetters.replay()).toEqual({ events: 0, letters: [], tooOld: [] });
    expect(revived()).toHaveLength(1);
  });

  it('are listed again when the replayed event fails again', async () => {
    die(newEvent('e1'), 'mailer');
    await deadLetters.replay();
    die(newEvent('e1'), 'mailer');
    expect(await open()).toEqual(['mailer e1']);
    await deadLetters.replay();
    expect(revived()).toHaveLength(2);
  });

  it('of several consumers make one event, so that failing replays do not multiply', async () => {
    const consumers = ['mailer', 'counter', 'printer'];
    for (const round of [1, 2, 3]) {
      for (const consumer of consumers) die(newEvent('e1'), consumer);
      const { events, letters } = await deadLetters.replay();
      expect([events, letters.length]).toEqual([1, 3]);
      expect(revived()).toHaveLength(round);
    }
  });

  it('without an event id are told apart by where they were', async () => {
    for (const consumer of ['mailer', 'counter']) {
      for (const offset of [7n, 8n]) die({ ...newEvent('e1'), headers: {}, offset }, consumer);
    }
    expect(await deadLetters.replay()).toMatchObject({ events: 2, letters: { length: 4 } });
  });

  it('are chosen by consumer and event; one that another consumer has of a chosen event is settled with it', async () => {
    die(newEvent('e1'), 'mailer');
    die(newEvent('e1'), 'counter');
    die(newEvent('e2'), 'mailer');
    die(newEvent('e3'), 'counter');
    expect((await deadLetters.list({ consumer: 'mailer' })).map(({ eventId }) => eventId)).toEqual(['e1', 'e2']);
    expect(await deadLetters.list({ consumer: 'mailer', eventId: 'e3' })).toEqual([]);
    await deadLetters.replay({ consumer: 'mailer' });
    expect(revived().map(({ headers }) => headers.ce_id)).toEqual(['e1', 'e2']);
    expect(await open()).toEqual(['counter e3']);
    await deadLetters.replay({ eventId: 'e3' });
    expect(await open()).toEqual([]);
  });

  it('keep their order, in batches that the log can take', async () => {
    const ids = Array.from({ length: 250 }, (_unused, at) => `e${at}`);
    for (const id of ids) die(newEvent(id), 'mailer');
    die(newEvent('large', { value: 'x'.repeat(600_000) }), 'mailer');
    await deadLetters.replay();
    expect(revived().map(({ headers }) => headers.ce_id)).toEqual([...ids, 'large']);
    expect(Math.max(...appends.map(({ length }) => length))).toBe(100);
    expect(appends.find((batch) => batch[0]!.value.length > 500_000)).toHaveLength(1);
    expect(await open()).toEqual([]);
  });

  it.each([
    { what: 'the events', refusedTopic: TOPIC, appended: 150 },
    { what: 'their marks', refusedTopic: DLQ, appended: 200 },
  ])('stay listed when the log refuses $what in the middle of a replay', async ({ refusedTopic, appended }) => {
    const ids = Array.from({ length: 150 }, (_unused, at) => `e${at}`);
    for (const id of ids) die(newEvent(id), 'mailer');
    beforeAppend = (batch) => {
      if (appends.length >= 2 && batch[0]!.topic === refusedTopic) throw new Error('the log is away');
    };
    await expect(deadLetters.replay()).rejects.toThrow('the log is away');
    expect(await open()).toEqual(ids.slice(100).map((id) => `mailer ${id}`));
    beforeAppend = () => undefined;
    await deadLetters.replay();
    expect(await open()).toEqual([]);
    const again = revived().map(({ headers }) => headers.ce_id);
    expect(new Set(again)).toEqual(new Set(ids));
    expect(again).toHaveLength(appended);
  });

  it('are settled by a mark that is read before them', async () => {
    die(newEvent('e1'), 'mailer');
    await deadLetters.replay();
    records.reverse();
    expect(await open()).toEqual([]);
  });

  it('without a position that can be read are told apart by where they lie', async () => {
    const nowhere = (place: Record<string, string>) =>
      store({ topic: DLQ, key: '', value: 'x', headers: { 'x-original-partition': '3', ...place } });
    nowhere({});
    nowhere({});
    store({ topic: DLQ, key: '', value: 'x', headers: { 'x-original-offset': '7' } });
    store({ topic: DLQ, key: '', value: 'x', headers: { 'x-original-offset': '7' } });
    expect(await deadLetters.replay()).toMatchObject({ events: 4 });
  });

  it.each(['', '1x', 'x1', '-1', '1'.repeat(16), '1.5'])('do not take %j for a number', async (text) => {
    store({ topic: DLQ, key: '', value: 'x', headers: { 'x-dlq-attempts': text } });
    expect(await deadLetters.list()).toMatchObject([{ attempts: null }]);
  });

  it('keep a number of many digits, and a reason as far as a header goes', async () => {
    store({ topic: DLQ, key: '', value: 'x', headers: { 'x-dlq-attempts': '12', 'x-original-partition': '345' } });
    expect(await deadLetters.list()).toMatchObject([{ attempts: 12, partition: 345 }]);
    store(deadLetterOf(newEvent('e1'), { reason: 'no'.repeat(1_000), attempts: 1, consumer: 'mailer' }));
    const [, letter] = await deadLetters.list();
    expect(letter!.reason).toBe('no'.repeat(500));
  });

  it('fill a batch up to what the log takes at once, and no further', async () => {
    const half = 256 * 1024;
    for (const id of ['e1', 'e2', 'e3']) die(newEvent(id, { value: 'x'.repeat(half) }), 'mailer');
    for (const id of ['e4', 'e5']) die(newEvent(id, { value: 'x'.repeat(half / 2) }), 'mailer');
    await deadLetters.replay();
    const batches = appends.filter(([first]) => first!.topic === TOPIC);
    expect(batches.map((batch) => batch.map(({ headers }) => headers.ce_id))).toEqual([
      ['e1', 'e2'],
      ['e3', 'e4', 'e5'],
    ]);
    // Nothing is appended that is empty.
    expect(appends.every((batch) => batch.length > 0)).toBe(true);
    expect(await deadLetters.replay()).toMatchObject({ events: 0 });
    expect(appends).toHaveLength(4);
  });

  it('stay when consumers may have forgotten that they had the effect', async () => {
    const days_ms = (days: number): number => Date.now() - days * 24 * 60 * 60 * 1_000;
    die(newEvent('old', { time: new Date(days_ms(30)) }), 'mailer');
    die(newEvent('young', { time: new Date(days_ms(28)) }), 'mailer');
    const { letters, tooOld } = await deadLetters.replay();
    expect([letters, tooOld].map(([letter]) => letter!.eventId)).toEqual(['young', 'old']);
    expect(revived().map(({ headers }) => headers.ce_id)).toEqual(['young']);
    expect(await open()).toEqual(['mailer old']);
  });
});
