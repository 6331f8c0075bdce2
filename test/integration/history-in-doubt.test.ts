import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { assertCommitsAreKnown } from '../../src/platform/postgres/durability.ts';
import { createTestDatabase } from '../kit/servers/database.ts';

const WRITE_EVENT = `INSERT INTO outbox (event_id, topic, key, type, payload) VALUES ($1, 'things', 'k', 't', '{}')`;

it('takes no event and is not ready from a recovery until an epoch has begun', async () => {
  await using db = await createTestDatabase();
  const { database } = db;
  await database.query(WRITE_EVENT, [randomUUID()]);
  await assertCommitsAreKnown(database);
  const witness = await database.query<{ epoch: string; number: number; identity: string }>(
    'DELETE FROM history_witness RETURNING *',
  );

  await expect(database.query(WRITE_EVENT, [randomUUID()])).rejects.toMatchObject({ code: '57P03' });
  await expect(assertCommitsAreKnown(database)).rejects.toThrow('has recovered');

  const { epoch, number, identity } = witness[0]!;
  await database.query('INSERT INTO history_witness VALUES ($1, $2, $3)', [epoch, number, identity]);
  await database.query(WRITE_EVENT, [randomUUID()]);
  await assertCommitsAreKnown(database);
});
