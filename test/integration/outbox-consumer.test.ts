import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryEventLog } from '../../src/embedded/memory-event-log.ts';
import { cloudEventHeaders } from '../../src/platform/events/cloud-events.ts';
import { type EventHandler, startConsumer } from '../../src/platform/events/consumer.ts';
import type { ConsumedRecord, EventLog, EventRecord } from '../../src/platform/events/event-log.ts';
import { newId } from '../../src/platform/ids.ts';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';

const logger = createLogger({ level: 'silent', nodeId: 'test' });
const topicPrefix = 'p_';
const topic = 'things';

describe('an event consumer', () => {
  let db: TestDatabase;
  let log: EventLog;
  let dead: ConsumedRecord[];

  beforeAll(async () => {
    db = await createTestDatabase();
    await db.database.query('CREATE TABLE effects (event_id TEXT, value INTEGER)');
  });
  afterAll(() => db[Symbol.asyncDispose]());

  beforeEach(async () => {
    log = createMemoryEventLog({ logger });
    await log.ensureTopics([
      { name: `${topicPrefix}${topic}`, partitions: 3 },
      { name: `${topicPrefix}${topic}.dlq`, partitions: 1 },
    ]);
    dead = [];
    return () => log.close();
  });

  const start = (handle: EventHandler, name: string = newId('event')) =>
    startConsumer({ log, database: db.database, logger, name, groupId: name, topics: [topic], topicPrefix, handle });

  const writeEffect: EventHandler = async (event, tx) => {
    await tx.query('INSERT INTO effects VALUES ($1, $2)', [event.id, (event.payload as { value: number }).value]);
  };

  const newRecord = (key: string, value: unknown, id: string = newId('event')): EventRecord => ({
    topic: `${topicPrefix}${topic}`,
    key,
    value: JSON.stringify({ value }),
    headers: cloudEventHeaders({ id, type: 'thing.changed', source: '/test', time: new Date(0) }),
  });

  const effectsOf = async (record: EventRecord): Promise<number> => {
    const rows = await db.database.query('SELECT FROM effects WHERE event_id = $1', [record.headers.ce_id]);
    return rows.length;
  };

  async function readDeadLetters(): Promise<ConsumedRecord[]> {
    const handle = async (record: ConsumedRecord): Promise<void> => void dead.push(record);
    const topics = [`${topicPrefix}${topic}.dlq`];
    const consumer = await log.consume({ groupId: newId('event'), topics, from: 'beginning', handle });
    await new Promise(setImmediate);
    await consumer.stop();
    return dead;
  }

  it('hands over what the record says, the topic without the prefix', async () => {
    const seen: unknown[] = [];
    await start(async (event) => void seen.push(event));
    const record = newRecord('key', 1);
    await log.append([record]);
    const { ce_id: id, ce_type: type } = record.headers;
    expect(seen).toEqual([{ id, type, topic, key: 'key', payload: { value: 1 }, occurredAt: new Date(0) }]);
  });

  it('has the effect once for each name, however often and wherever the event comes', async () => {
    let afterCommits = 0;
    const handle: EventHandler = async (event, tx) => {
      await writeEffect(event, tx);
      return async () => {
        afterCommits += 1;
      };
    };
    const name = newId('event');
    await start(handle, name);
    const record = newRecord('a', 1);
    for (let delivery = 0; delivery < 10; delivery += 1) await log.append([record, { ...record, key: `b${delivery}` }]);
    expect(await effectsOf(record)).toBe(1);
    expect(afterCommits).toBe(1);
    await start(handle);
    await log.append([record]);
    expect(await effectsOf(record)).toBe(2);
  });

  it('has no effect at all when the handler fails half-way, and one when a retry succeeds', async () => {
    let failures = 2;
    await start(async (event, tx) => {
      await writeEffect(event, tx);
      if (failures > 0) {
        failures -= 1;
        throw new Error('failed after the write');
      }
    });
    const record = newRecord('a', 1);
    await log.append([record]);
    expect(await effectsOf(record)).toBe(1);
    expect(await readDeadLetters()).toEqual([]);
  });

  it('buries a poison event after five attempts, with the reason, and goes on with the partition', async () => {
    let attempts = 0;
    await start(async (event, tx) => {
      if ((event.payload as { value: unknown }).value === 'poison') {
        attempts += 1;
        throw new TypeError('can not digest this');
      }
      await writeEffect(event, tx);
    });
    const [poison, after] = [newRecord('a', 'poison'), newRecord('a', 2)];
    await log.append([poison, after]);
    expect(attempts).toBe(5);
    expect(await effectsOf(after)).toBe(1);
    const [buried, ...others] = await readDeadLetters();
    expect(others).toEqual([]);
    expect(buried).toMatchObject({
      key: 'a',
      value: poison.value,
      headers: {
        ...poison.headers,
        'x-dlq-reason': 'TypeError: can not digest this',
        'x-dlq-attempts': '5',
        'x-original-topic': 'p_things',
        'x-original-partition': expect.stringMatching(/^\d$/),
        'x-original-offset': '0',
      },
    });
  });

  it.each([
    ['no JSON', { value: 'not json' }, /no JSON/],
    ['no id', { headers: { ce_specversion: '1.0', ce_type: 't', ce_source: 's', ce_time: '2026-01-01' } }, /ce_id/],
    ['no CloudEvents headers', { headers: {} }, /ce_specversion/],
  ])('buries a record with %s at once', async (_name, change, reason) => {
    let handled = 0;
    await start(async () => {
      handled += 1;
    });
    await log.append([{ ...newRecord('a', 1), ...change }, newRecord('a', 2)]);
    expect(handled).toBe(1);
    const [buried] = await readDeadLetters();
    expect(buried!.headers['x-dlq-reason']).toMatch(reason);
    expect(buried!.headers['x-dlq-attempts']).toBe('1');
  });

  it('waits out an outage for longer than the attempts that an event has', async () => {
    let outages = 6;
    await start(async (event, tx) => {
      await writeEffect(event, tx);
      if (outages > 0) {
        outages -= 1;
        throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      }
    });
    const record = newRecord('a', 1);
    await log.append([record]);
    expect(await effectsOf(record)).toBe(1);
    expect(await readDeadLetters()).toEqual([]);
  });

  it('survives the connection being cut in the middle of an effect', async () => {
    let cut = false;
    await start(async (event, tx) => {
      await writeEffect(event, tx);
      if (cut) return;
      cut = true;
      await tx.query('SELECT pg_terminate_backend(pg_backend_pid())');
    });
    const record = newRecord('a', 1);
    await log.append([record]);
    expect(await effectsOf(record)).toBe(1);
    expect(await readDeadLetters()).toEqual([]);
  });

  it('keeps the effect when what follows the commit fails', async () => {
    let calls = 0;
    await start(async (event, tx) => {
      calls += 1;
      await writeEffect(event, tx);
      return async () => {
        throw new Error('the cache is away');
      };
    });
    const record = newRecord('a', 1);
    await log.append([record]);
    expect(await effectsOf(record)).toBe(1);
    expect(calls).toBe(1);
  });
});
