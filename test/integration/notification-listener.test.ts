import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/platform/observability/logger.ts';
import { createNotificationListener } from '../../src/platform/postgres/notification-listener.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';

describe('a listener to notifications of PostgreSQL', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db?.[Symbol.asyncDispose]());

  it('hears what is notified, again after its connection was lost, and nothing once it has stopped', async () => {
    const { database } = db;
    let heard = 0;
    const logger = createLogger({ level: 'silent', nodeId: 'test' });
    const listener = createNotificationListener({
      url: database.url,
      channel: 'news',
      logger,
      onNews: () => (heard += 1),
    });
    const notify = () => database.query("SELECT pg_notify('news', '')");
    listener.start();
    // That it is there is news: what was notified before was heard by nobody.
    await eventually(() => expect(heard).toBe(1));
    await notify();
    await eventually(() => expect(heard).toBe(2));
    await database.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'listens to news' AND datname = current_database()",
    );
    await eventually(() => expect(heard).toBe(3));
    await notify();
    await eventually(() => expect(heard).toBe(4));
    await listener.stop();
    await listener.stop();
    await notify();
    await eventually(async () => {
      const rows = await database.query(
        "SELECT FROM pg_stat_activity WHERE application_name = 'listens to news' AND datname = current_database()",
      );
      expect(rows).toEqual([]);
    });
    expect(heard).toBe(4);
  });
});
