import { expect, it } from 'vitest';
import { OutboxSession } from '../../src/platform/events/outbox-session.ts';
import { isOutage } from '../../src/platform/outages/outage.ts';
import { eventually } from '../kit/basics/eventually.ts';
import { createTestDatabase } from '../kit/servers/database.ts';

const HOLD = 'SELECT pg_advisory_xact_lock(1)';

it('a transaction that stands still is ended, and lets go of what others wait for', async () => {
  await using db = await createTestDatabase();
  const stands = Promise.withResolvers<void>();
  const goesOn = Promise.withResolvers<void>();
  const stalled = db.database.transaction(async (tx) => {
    await tx.query(HOLD);
    stands.resolve();
    await goesOn.promise;
    await tx.query('SELECT 1');
  });
  const refused = stalled.catch((error) => error);
  await stands.promise;
  // Its patience and the stalled one's end at about the same time: it is served or refused, never kept for ever.
  const waited = await db.database.transaction((tx) => tx.query(HOLD)).catch((error) => error);
  expect(!(waited instanceof Error) || isOutage(waited)).toBe(true);
  await db.database.transaction((tx) => tx.query(HOLD));
  goesOn.resolve();
  expect(isOutage(await refused)).toBe(true);
});

it('a relay that stands still, or whose machine is gone, loses its right to publish', async () => {
  await using db = await createTestDatabase();
  const options = { url: db.url, topicPrefix: '', source: '/test' };
  const standing = new OutboxSession({ ...options, standstill_ms: 300 });
  const other = new OutboxSession(options);
  await standing.open();
  await other.open();
  expect(await standing.tryBecomeActive()).toBe(true);
  expect(await other.tryBecomeActive()).toBe(false);
  await eventually(async () => expect(await other.tryBecomeActive()).toBe(true));
  await eventually(() => expect(standing.lost.aborted).toBe(true));
  await Promise.all([standing.close(), other.close()]);
});
