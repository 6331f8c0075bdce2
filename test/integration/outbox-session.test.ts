import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OutboxSession } from '../../src/platform/events/outbox-session.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());
beforeEach(() => db.database.query('DELETE FROM outbox'));

interface OpenSession extends AsyncDisposable {
  session: OutboxSession;
}

async function open(): Promise<OpenSession> {
  const session = new OutboxSession({ url: db.url, topicPrefix: 'p_', source: '/test' });
  await session.open();
  return { session, [Symbol.asyncDispose]: () => session.close() };
}

async function write(id: string, payload: unknown = { id }): Promise<void> {
  await db.database.query(
    `INSERT INTO outbox (event_id, topic, key, type, payload, created_at)
     VALUES ($1, 'things', 'k', 'thing.changed', $2, '2026-07-01T12:00:00Z')`,
    [id, JSON.stringify(payload)],
  );
}

const idsOf = (batch: { records: { headers: Record<string, string> }[] }) =>
  batch.records.map(({ headers }) => headers.ce_id);

describe('a session of the outbox', () => {
  it('reads what is not published in order, as CloudEvents for the topics with the prefix', async () => {
    await using opened = await open();
    const { session } = opened;
    for (const id of ['e1', 'e2', 'e3']) await write(id);
    const batch = await session.readBatch(2);
    expect(batch.records[0]).toEqual({
      topic: 'p_things',
      key: 'k',
      value: '{"id":"e1"}',
      headers: {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: 'e1',
        ce_type: 'thing.changed',
        ce_source: '/test',
        ce_time: '2026-07-01T12:00:00.000Z',
        ce_epoch: expect.stringMatching(/^[0-9a-z]{8}$/),
      },
    });
    expect(idsOf(batch)).toEqual(['e1', 'e2']);
    expect(idsOf(await session.readBatch(10, batch.ids))).toEqual(['e3']);
    await session.markPublished(batch.ids);
    expect(idsOf(await session.readBatch(10))).toEqual(['e3']);
  });

  it('reads no more at a time than a topic takes, and one event at least', async () => {
    await using opened = await open();
    const { session } = opened;
    const quarter = 'x'.repeat(128 * 1024 - 2);
    await write('huge', 'x'.repeat(600 * 1024));
    for (const id of ['e1', 'e2', 'e3', 'e4', 'e5']) await write(id, quarter);
    const huge = await session.readBatch(10);
    expect(idsOf(huge)).toEqual(['huge']);
    const full = await session.readBatch(10, huge.ids);
    expect(idsOf(full)).toEqual(['e1', 'e2', 'e3', 'e4']);
    expect(full.ids).toHaveLength(4);
  });

  it('is active alone, until it is closed', async () => {
    await using other = await open();
    {
      await using opened = await open();
      expect(await opened.session.tryBecomeActive()).toBe(true);
      expect(await other.session.tryBecomeActive()).toBe(false);
    }
    await expect.poll(() => other.session.tryBecomeActive()).toBe(true);
  });

  it('hears of committed events once notifications are enabled', async () => {
    await using opened = await open();
    const { session } = opened;
    await session.tryBecomeActive();
    expect(await session.enableNotify()).toBe(true);
    const seen = session.news.count;
    await write('e1');
    await session.news.next(seen, 10_000, new AbortController().signal);
    expect(session.news.count).toBeGreaterThan(seen);
    await session.disableNotify();
    const awake = session.news.count;
    await write('e2');
    // Asked over the same connection: news of before would have come by now.
    expect(idsOf(await session.readBatch(10))).toEqual(['e1', 'e2']);
    expect(session.news.count).toBe(awake);
  });

  it('deletes what was published and is more than a day old, and says whether that was all', async () => {
    await using opened = await open();
    await db.database.query(
      `INSERT INTO outbox (event_id, topic, key, type, payload, created_at)
       SELECT 'old_' || n, 'things', 'k', 't', '{}', now() - interval '25 hours' FROM generate_series(1, 1001) n`,
    );
    await db.database.query(
      `INSERT INTO outbox (event_id, topic, key, type, payload, created_at)
       VALUES ('young', 'things', 'k', 't', '{}', now() - interval '23 hours')`,
    );
    await db.database.query('DELETE FROM outbox_pending');
    await db.database.query(
      `INSERT INTO outbox (event_id, topic, key, type, payload, created_at)
       VALUES ('pending', 'things', 'k', 't', '{}', now() - interval '25 hours')`,
    );
    expect(await opened.session.deleteOld()).toBe(false);
    expect(await opened.session.deleteOld()).toBe(true);
    const rows = await db.database.query('SELECT event_id FROM outbox ORDER BY event_id');
    expect(rows).toEqual([{ event_id: 'pending' }, { event_id: 'young' }]);
  });

  it('deletes what is behind more events that are set aside than it looks at', async () => {
    await using opened = await open();
    await db.database.query(
      `INSERT INTO outbox (event_id, topic, key, type, payload, created_at)
       SELECT 'old_' || n, 'things', 'k', 't', '{}', now() - interval '25 hours' FROM generate_series(1, 1003) n`,
    );
    await db.database.query('DELETE FROM outbox_pending');
    await db.database.query(
      `INSERT INTO outbox_refused (outbox_id, reason) SELECT id, 'too large' FROM outbox ORDER BY id LIMIT 1002`,
    );
    expect(await opened.session.deleteOld()).toBe(true);
    expect(await db.database.query(`SELECT FROM outbox WHERE event_id = 'old_1003'`)).toEqual([]);
    expect(await db.database.query('SELECT FROM outbox')).toHaveLength(1002);
  });

  it('knows nothing any more of what somebody deleted', async () => {
    await using opened = await open();
    for (const id of ['e1', 'e2', 'e3']) await write(id);
    await db.database.query(`DELETE FROM outbox WHERE event_id = 'e2'`);
    expect(idsOf(await opened.session.readBatch(2))).toEqual(['e1', 'e3']);
    await db.database.query('TRUNCATE outbox');
    expect(await db.database.query('SELECT FROM outbox_pending')).toEqual([]);
  });

  it('that is lost says so, and does nothing any more', async () => {
    await using opened = await open();
    const { session } = opened;
    const seen = session.news.count;
    expect(session.lost.aborted).toBe(false);
    await db.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'outbox-relay' AND datname = current_database()`,
    );
    await session.news.next(seen, 10_000, new AbortController().signal);
    expect(session.lost.aborted).toBe(true);
    await expect(session.readBatch(1)).rejects.toThrow('The connection of the outbox relay is lost.');
  });
});
