import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventTime } from '../../src/modules/events/event-time.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

it.each([
  ['2026-03-01 00:30:00.007+02', '2026-02-28T22:30:00.007Z'],
  ['2026-12-31 23:59:59.999999+00', '2026-12-31T23:59:59.999Z'],
  ['2026-07-01 13:00:00+00', '2026-07-01T13:00:00.000Z'],
])("an event's time is told in UTC to the millisecond, whatever the session's time zone: %s", async (time, told) => {
  await db.database.transaction(async (tx) => {
    await tx.query(`SET LOCAL TIME ZONE 'Asia/Kathmandu'`);
    const rows = await tx.query<{ told: string }>(`SELECT ${eventTime('$1::timestamptz')} AS told`, [time]);
    expect(rows).toEqual([{ told }]);
    expect(new Date(told).toISOString()).toBe(told);
  });
});
