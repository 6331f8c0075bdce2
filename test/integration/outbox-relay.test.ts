import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordRefusedError } from '../../src/platform/events/event-log.ts';
import { createOutboxRelay, type OutboxRelay } from '../../src/platform/events/outbox-relay.ts';
import { OutboxSession } from '../../src/platform/events/outbox-session.ts';
import { dismissRefused, listRefused, republishRefused } from '../../src/platform/events/refused-events.ts';
import { createLogger, type Logger } from '../../src/platform/observability/logger.ts';
import type { Querier } from '../../src/platform/postgres/database.ts';
import { recordedLogger } from '../kit/product/recorded-logger.ts';
import { createRecordingEventLog, type RecordingEventLog } from '../kit/product/recording-event-log.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';

/** The relay's right to publish, and the lock that it holds while it waits for news. */
const LOCKS = `
  SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

const logger = createLogger({ level: 'silent', nodeId: 'test' });

describe('the outbox relay', () => {
  let db: TestDatabase;
  let log: RecordingEventLog;
  const relays: OutboxRelay[] = [];
  let nextEvent = 0;

  beforeEach(async () => {
    db = await createTestDatabase();
    log = createRecordingEventLog();
  });
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.stop()));
    await db[Symbol.asyncDispose]();
  });

  function startRelay(
    options: { pollInterval_ms?: number; batchSize?: number; into?: RecordingEventLog; with?: Logger } = {},
  ) {
    const { into = log, with: told = logger, ...rest } = options;
    const base = { database: db.database, log: into, topicPrefix: 'p_', source: '/test', logger: told };
    const relay = createOutboxRelay({ ...base, pollInterval_ms: 60_000, ...rest });
    relays.push(relay);
    relay.start();
    return relay;
  }

  async function write(key: string, value: number, tx: Querier = db.database): Promise<void> {
    nextEvent += 1;
    await tx.query(
      `INSERT INTO outbox (event_id, topic, key, type, payload) VALUES ($1, 'things', $2, 'thing.changed', $3)`,
      [`event_${nextEvent}`, key, JSON.stringify({ value })],
    );
  }

  const valuesOf = (key: string, from = log): number[] =>
    from.records.filter((record) => record.key === key).map(({ value }) => JSON.parse(value).value);
  const distinct = (values: number[]): number[] => [...new Set(values)];
  const locksHeld = async (): Promise<number> => (await db.database.query(LOCKS)).length;
  const activeConnection = async (): Promise<number | undefined> => {
    const rows = await db.database.query<{ pid: number }>(LOCKS);
    return rows[0]?.pid;
  };
  const cutActiveConnection = async (): Promise<void> => {
    const pid = await activeConnection();
    await db.database.query('SELECT pg_terminate_backend($1)', [pid]);
  };

  it('publishes as CloudEvents what was there before it started, and what is committed later at once', async () => {
    await write('a', 1);
    const relay = startRelay();
    await log.until((records) => records.length === 1);
    await write('a', 2);
    await log.until((records) => records.length === 2);
    expect(log.records[1]).toEqual({
      topic: 'p_things',
      key: 'a',
      value: expect.stringContaining('2'),
      headers: {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: `event_${nextEvent}`,
        ce_type: 'thing.changed',
        ce_epoch: expect.any(String),
        ce_source: '/test',
        ce_time: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    });
    expect(await relay.drain()).toBe(true);
    expect(await relay.lag()).toBe(0);
  });

  it('tells in one line, without a stack, that somebody has ended its connection, and goes on', async () => {
    const recorded = recordedLogger();
    const relay = startRelay({ with: recorded.logger, pollInterval_ms: 50 });
    for (let round = 1; round <= 3; round += 1) {
      await write('a', round);
      // Marked as well: what is cut before is published again, and may be taken for the next round's.
      expect(await relay.drain(60_000)).toBe(true);
      expect(valuesOf('a')).toHaveLength(round);
      await expect.poll(activeConnection).toBeDefined();
      const ended = await activeConnection();
      await cutActiveConnection();
      await expect.poll(async () => (await activeConnection()) ?? ended).not.toBe(ended);
      const told = recorded.messages('the outbox relay lost PostgreSQL and reconnects');
      expect(told).toHaveLength(round);
      for (const line of told) expect(JSON.stringify(line)).not.toContain('"stack"');
    }
    expect(recorded.loud()).toHaveLength(3);
  });

  it('tells as much when its connection is ended while it deletes old events', async () => {
    const recorded = recordedLogger();
    const deleting = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    // Whoever deletes waits for this one.
    const holding = db.database.transaction(async (tx) => {
      await tx.query('LOCK TABLE outbox_refused IN ACCESS EXCLUSIVE MODE');
      deleting.resolve();
      await go.promise;
    });
    await deleting.promise;
    const relay = startRelay({ with: recorded.logger, pollInterval_ms: 50 });
    const isDeleting = async () =>
      (
        await db.database.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'DELETE FROM outbox%' AND wait_event_type = 'Lock'`,
        )
      ).length;
    await expect.poll(isDeleting, { interval: 10 }).toBe(1);
    await cutActiveConnection();
    go.resolve();
    await holding;
    await write('a', 1);
    expect(await relay.drain(60_000)).toBe(true);
    expect(recorded.loud()).toEqual(['the outbox relay lost PostgreSQL and reconnects']);
  });

  it('publishes nothing of a transaction that was rolled back', async () => {
    const relay = startRelay();
    const failing = db.database.transaction(async (tx) => {
      await write('a', 1, tx);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await write('a', 2);
    await relay.drain();
    expect(valuesOf('a')).toEqual([2]);
  });

  it('publishes an event whose transaction committed after that of a later id', async () => {
    const relay = startRelay();
    const begun = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    const slow = db.database.transaction(async (tx) => {
      await write('slow', 1, tx);
      begun.resolve();
      await commit.promise;
    });
    await begun.promise;
    await write('fast', 1);
    await log.until((records) => records.length === 1);
    expect(log.records[0]!.key).toBe('fast');
    commit.resolve();
    await slow;
    await relay.drain();
    expect(log.records.map(({ key }) => key)).toEqual(['fast', 'slow']);
  });

  it('keeps the commit order of each key under concurrent transactions and small batches', async () => {
    const keys = ['a', 'b', 'c'];
    await db.database.query('CREATE TABLE things (key TEXT PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 0)');
    await db.database.query('INSERT INTO things (key) SELECT unnest($1::text[])', [keys]);
    const relay = startRelay({ batchSize: 7 });
    const change = (key: string): Promise<void> =>
      db.database.transaction(async (tx) => {
        const [row] = await tx.query<{ revision: number }>(
          'UPDATE things SET revision = revision + 1 WHERE key = $1 RETURNING revision',
          [key],
        );
        await write(key, row!.revision, tx);
      });
    await Promise.all(Array.from({ length: 120 }, (_unused, at) => change(keys[at % 3]!)));
    expect(await relay.drain()).toBe(true);
    const expected = Array.from({ length: 40 }, (_unused, at) => at + 1);
    for (const key of keys) expect(valuesOf(key)).toEqual(expected);
  });

  it.each([
    ['500', undefined, 500],
    ['as it is told', 200, 200],
  ])('publishes few enough at a time: %s', async (_name, batchSize, most) => {
    await db.database.query(
      `INSERT INTO outbox (event_id, topic, key, type, payload)
       SELECT n::text, 'things', 'a', 'thing.changed', json_build_object('value', n) FROM generate_series(1, 1100) AS n`,
    );
    const sizes: number[] = [];
    log.onAppend = async (records) => {
      sizes.push(records.length);
    };
    const relay = startRelay(batchSize ? { batchSize } : {});
    await log.until((records) => records.length >= 1_100);
    expect(await relay.drain()).toBe(true);
    expect(Math.max(...sizes)).toBe(most);
    expect(valuesOf('a')).toEqual(Array.from({ length: 1_100 }, (_unused, at) => at + 1));
  });

  it('looks for what came without news when it is to be drained', async () => {
    const relay = startRelay();
    await expect.poll(locksHeld, { interval: 10 }).toBe(2);
    await db.database.transaction(async (tx) => {
      // Triggers do not fire: nobody is told.
      await tx.query(`SET LOCAL session_replication_role = 'replica'`);
      await write('a', 1, tx);
      await tx.query('INSERT INTO outbox_pending SELECT id FROM outbox');
    });
    expect(await relay.drain()).toBe(true);
    expect(valuesOf('a')).toEqual([1]);
  });

  it('waits while the log is away, and then loses nothing and reorders nothing', async () => {
    let away = true;
    let refused = 0;
    log.onAppend = async () => {
      if (!away) return;
      refused += 1;
      if (refused === 2) refusedTwice.resolve();
      throw new Error('the log is away');
    };
    const refusedTwice = Promise.withResolvers<void>();
    const relay = startRelay();
    for (let value = 1; value <= 5; value += 1) await write('a', value);
    await refusedTwice.promise;
    expect(relay.failure()).toBe('the log is away');
    expect(await relay.lag()).toBe(5);
    await db.database.query(
      `UPDATE outbox SET created_at = now() - interval '90 seconds' WHERE payload->>'value' = '1'`,
    );
    expect(await relay.lag_ms()).toBeGreaterThanOrEqual(90_000);
    expect(await relay.drain(1)).toBe(false);
    away = false;
    expect(await relay.drain()).toBe(true);
    expect(await relay.lag_ms()).toBe(0);
    expect(relay.failure()).toBeNull();
    expect(valuesOf('a')).toEqual([1, 2, 3, 4, 5]);
  });

  it('repeats events, and loses none, when its connection is cut between append and mark', async () => {
    let cut = false;
    log.onAppend = async () => {
      if (cut) return;
      cut = true;
      await cutActiveConnection();
    };
    const relay = startRelay();
    for (let value = 1; value <= 3; value += 1) await write('a', value);
    expect(await relay.drain()).toBe(true);
    const published = valuesOf('a');
    expect(published.length).toBeGreaterThan(3);
    expect(distinct(published)).toEqual([1, 2, 3]);
    await write('a', 4);
    expect(await relay.drain()).toBe(true);
    expect(distinct(valuesOf('a'))).toEqual([1, 2, 3, 4]);
  });

  it('leaves publishing to one relay at a time; another one takes over when that one stops', async () => {
    const [first, second] = [createRecordingEventLog(), createRecordingEventLog()];
    const active = startRelay({ into: first });
    await write('a', 1);
    await first.until((records) => records.length === 1);
    const standby = startRelay({ into: second, pollInterval_ms: 20 });
    await write('a', 2);
    expect(await standby.drain()).toBe(true);
    expect(valuesOf('a', first)).toEqual([1, 2]);
    await active.stop();
    await write('a', 3);
    expect(await standby.drain()).toBe(true);
    expect(valuesOf('a', first)).toEqual([1, 2]);
    expect(valuesOf('a', second)).toEqual([3]);
  });

  it('stops publishing when its connection is cut while another relay is ready to take over', async () => {
    const [first, second] = [createRecordingEventLog(), createRecordingEventLog()];
    startRelay({ into: first });
    await write('a', 1);
    await first.until((records) => records.length === 1);
    const standby = startRelay({ into: second, pollInterval_ms: 10 });
    // The standby connects, fails to become active and tries again every 10 ms: it is first when the right is free.
    const before = await activeConnection();
    await cutActiveConnection();
    await expect.poll(activeConnection, { interval: 10 }).not.toBe(before);
    await expect.poll(activeConnection, { interval: 10 }).toBeTypeOf('number');
    await write('a', 2);
    expect(await standby.drain()).toBe(true);
    expect([...valuesOf('a', first), ...valuesOf('a', second)].filter((value) => value === 2)).toHaveLength(1);
  });

  it('is told of transactions while it waits; without one that does, they commit without telling', async () => {
    const listener = new pg.Client({ connectionString: db.url });
    await listener.connect();
    const heard: string[] = [];
    let onHeard = (): void => undefined;
    listener.on('notification', ({ payload }) => {
      heard.push(payload ?? '');
      onHeard();
    });
    const hear = (): Promise<void> => new Promise((resolve) => (onHeard = resolve));
    try {
      await listener.query('LISTEN outbox');
      await write('a', 1);
      const end = hear();
      await db.database.query(`SELECT pg_notify('outbox', 'no relay')`);
      await end;
      expect(heard).toEqual(['no relay']);

      startRelay();
      await log.until((records) => records.length === 1);
      await expect.poll(locksHeld, { interval: 10 }).toBe(2);
      const news = hear();
      await write('a', 2);
      await news;
      expect(heard).toEqual(['no relay', '']);
      await log.until((records) => records.length === 2);
    } finally {
      await listener.end();
    }
  });

  it('misses nothing of transactions that commit while notifications are enabled or disabled', async () => {
    startRelay({ batchSize: 3 });
    const isPublished = (key: string, value: number): Promise<void> =>
      log.until((records) => records.some((record) => record.key === key && JSON.parse(record.value).value === value));
    await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (key) => {
        for (let value = 1; value <= 40; value += 1) {
          // Were one overlooked, it would be found by the poll, which is a minute away.
          await db.database.transaction((tx) => write(key, value, tx));
          await isPublished(key, value);
        }
      }),
    );
  });

  it('deletes published events that are more than a day old, and no others', async () => {
    for (let value = 1; value <= 4; value += 1) await write('a', value);
    await db.database.query(
      `UPDATE outbox SET created_at = now() - CASE payload->>'value' WHEN '1' THEN interval '25 hours' ELSE interval '23 hours' END
       WHERE payload->>'value' IN ('1', '2')`,
    );
    await db.database.query('DELETE FROM outbox_pending');
    const relay = startRelay();
    await relay.drain();
    const left = async (): Promise<number[]> => {
      const rows = await db.database.query<{ value: number }>(
        `SELECT (payload->>'value')::int AS value FROM outbox ORDER BY id`,
      );
      return rows.map(({ value }) => value);
    };
    await expect.poll(left, { interval: 10 }).toEqual([2, 3, 4]);
  });

  it('goes on deleting while there is more of it', async () => {
    await db.database.query(
      `INSERT INTO outbox (event_id, topic, key, type, payload, created_at)
       SELECT n::text, 'things', 'a', 'thing.changed', '{}', now() - interval '25 hours' FROM generate_series(1, 1500) AS n`,
    );
    await db.database.query('DELETE FROM outbox_pending');
    startRelay({ pollInterval_ms: 20 });
    const count = async (): Promise<number> => (await db.database.query('SELECT FROM outbox')).length;
    await expect.poll(count, { interval: 20 }).toBe(0);
  });

  describe('when the log refuses events for good', () => {
    const refuse = (...values: number[]): void => {
      log.onAppend = async (records) => {
        const isRefused = records.some(({ value }) => values.includes(JSON.parse(value).value));
        if (isRefused) throw new RecordRefusedError('MESSAGE_TOO_LARGE: too large');
      };
    };
    const topics = ['things'];

    it('sets exactly those aside with the reason, and publishes all others in the order of their keys', async () => {
      refuse(7, 8, 30);
      await db.database.transaction(async (tx) => {
        for (let value = 0; value < 40; value += 1) await write(value % 2 === 0 ? 'even' : 'odd', value, tx);
      });
      const relay = startRelay();
      expect(await relay.drain()).toBe(true);
      const others = Array.from({ length: 40 }, (_unused, value) => value).filter(
        (value) => ![7, 8, 30].includes(value),
      );
      expect(distinct(valuesOf('even'))).toEqual(others.filter((value) => value % 2 === 0));
      expect(distinct(valuesOf('odd'))).toEqual(others.filter((value) => value % 2 === 1));
      expect(await relay.setAside()).toBe(3);
      const [first] = await listRefused(db.database, { topics });
      expect(first).toMatchObject({ key: 'odd', topic: 'things', reason: 'MESSAGE_TOO_LARGE: too large' });
    });

    it('publishes them when they are asked for again and accepted, and gives up those that are dismissed', async () => {
      refuse(1, 2);
      const relay = startRelay({ pollInterval_ms: 20 });
      await write('a', 1);
      await write('a', 2);
      expect(await relay.drain()).toBe(true);
      const [one, two] = await listRefused(db.database, { topics });
      log.onAppend = async () => undefined;
      expect(await dismissRefused(db.database, { topics, eventId: two!.eventId })).toBe(1);
      expect(await dismissRefused(db.database, { topics, eventId: two!.eventId })).toBe(0);
      expect(await listRefused(db.database, { topics })).toMatchObject([{ eventId: one!.eventId }]);
      expect(await republishRefused(db.database, { topics: ['other'], eventId: one!.eventId })).toBe(0);
      expect(await republishRefused(db.database, { topics })).toBe(1);
      expect(await relay.drain()).toBe(true);
      expect(valuesOf('a')).toEqual([1]);
      expect(await relay.setAside()).toBe(0);
    });

    it('keeps them beyond the time of published ones, and forgets them with their event', async () => {
      refuse(1);
      const relay = startRelay();
      await write('a', 1);
      expect(await relay.drain()).toBe(true);
      await db.database.query(`UPDATE outbox SET created_at = now() - interval '3 days'`);
      const session = new OutboxSession({ url: db.database.url, topicPrefix: '', source: '/test' });
      await session.open();
      await session.deleteOld();
      await session.close();
      expect(await relay.setAside()).toBe(1);
      await db.database.query('DELETE FROM outbox');
      expect(await relay.setAside()).toBe(0);
    });

    it('keeps dismissed ones for a day, and sets them aside again when they are refused again', async () => {
      refuse(1, 2);
      const relay = startRelay({ pollInterval_ms: 20 });
      await write('a', 1);
      await write('a', 2);
      expect(await relay.drain()).toBe(true);
      await db.database.query(`UPDATE outbox SET created_at = now() - interval '3 days'`);
      const [one, two] = await listRefused(db.database, { topics });
      for (const { eventId } of [one!, two!]) await dismissRefused(db.database, { topics, eventId });
      expect(await relay.setAside()).toBe(0);
      await db.database.query(
        `UPDATE outbox_refused SET refused_at = now() - interval '25 hours'
          WHERE outbox_id = (SELECT id FROM outbox WHERE event_id = $1)`,
        [one!.eventId],
      );
      const session = new OutboxSession({ url: db.database.url, topicPrefix: '', source: '/test' });
      await session.open();
      await session.deleteOld();
      await session.close();
      const left = await db.database.query(
        'SELECT event_id AS "eventId" FROM outbox JOIN outbox_refused ON outbox_id = id',
      );
      expect(left).toEqual([{ eventId: two!.eventId }]);
      await db.database.query('INSERT INTO outbox_pending SELECT id FROM outbox WHERE event_id = $1', [two!.eventId]);
      expect(await relay.drain()).toBe(true);
      expect(await listRefused(db.database, { topics })).toMatchObject([{ eventId: two!.eventId }]);
    });

    it('sets nothing aside for a failure that may pass', async () => {
      let failures = 0;
      log.onAppend = async () => {
        failures += 1;
        if (failures < 3) throw new Error('NOT_ENOUGH_REPLICAS');
      };
      const relay = startRelay();
      await write('a', 1);
      expect(await relay.drain()).toBe(true);
      expect(valuesOf('a')).toEqual([1]);
      expect(await relay.setAside()).toBe(0);
    });
  });
});
