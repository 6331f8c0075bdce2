import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createJobQueue, type JobQueue, type JobStatements } from '../../src/platform/jobs/job-queue.ts';
import { prepared, type Querier } from '../../src/platform/postgres/database.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';
import { endedConnection } from '../kit/servers/ended-connection.ts';

const claimDue = (alsoSet = '') =>
  prepared(`
    UPDATE parcels AS job SET ${alsoSet} tries = tries + 1, due_at = now() + $3 * interval '1 millisecond'
      FROM (SELECT id AS due_id FROM parcels WHERE NOT is_done AND street = $1 AND due_at <= now()::timestamptz(3)
             ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED) AS claimed
     WHERE job.id = due_id RETURNING id AS "jobId", due_at AS "claimedUntil", tries`);

const PARCELS: JobStatements = {
  claimDue: claimDue(),
  nextDue: prepared(`
    SELECT (extract(epoch FROM due_at - now()) * 1000)::float8 AS wait_ms FROM parcels
     WHERE NOT is_done AND street = $1 ORDER BY due_at LIMIT 1`),
};
const LEASE = { lease_ms: 60_000 };
const MOVE = 'UPDATE parcels SET street = $3 WHERE id = $1 AND due_at = $2 AND NOT is_done';
const FINISH = 'UPDATE parcels SET is_done = true, street = $3 WHERE id = $1 AND due_at = $2 AND NOT is_done';

describe('a job queue', () => {
  let db: TestDatabase;
  let queue: JobQueue<{ tries: number }>;
  beforeAll(async () => {
    db = await createTestDatabase();
    await db.database.query(
      `CREATE TABLE parcels (id text PRIMARY KEY, street text, due_at timestamptz(3), is_done boolean NOT NULL DEFAULT false,
         tries int NOT NULL DEFAULT 0, claim_id text)`,
    );
    queue = createJobQueue(db.database, PARCELS, LEASE);
  });
  afterAll(() => db[Symbol.asyncDispose]());
  beforeEach(() => db.database.query('DELETE FROM parcels'));

  const put = (id: string, dueIn_s: number, street = 'a') =>
    db.database.query("INSERT INTO parcels (id, street, due_at) VALUES ($1, $2, now() + $3 * interval '1 s')", [
      id,
      street,
      dueIn_s,
    ]);
  const idsOf = (jobs: readonly { jobId: string }[]) => jobs.map(({ jobId }) => jobId).sort();
  /** And lets a moment pass: claims of the same millisecond would end in the same. */
  const endClaims = () =>
    db.database.query(
      "WITH moment AS (SELECT pg_sleep(0.005)) UPDATE parcels SET due_at = due_at - interval '1 hour' FROM moment",
    );

  it('hands out what is due of a scope, the longest due first, to one at a time', async () => {
    await put('new', -1);
    await put('old', -10);
    await put('later', 100);
    await put('elsewhere', -5, 'b');
    expect(idsOf(await queue.claim(1, 'a'))).toEqual(['old']);
    const [first, second] = await Promise.all([queue.claim(5, 'a'), queue.claim(5, 'a')]);
    expect([...first, ...second]).toMatchObject([{ jobId: 'new', tries: 1 }]);
  });

  it('takes back a claim whose answer was lost, at once and for no other claim’s jobs', async () => {
    let isLost = false;
    const lossy: Querier = {
      query: async (statement, values) => {
        const rows = await db.database.query<never>(statement, values);
        if (!isLost) return rows;
        isLost = false;
        throw endedConnection();
      },
    };
    const queueOf = (database: Querier) =>
      createJobQueue<{ tries: number }>(
        database,
        {
          ...PARCELS,
          claimDue: claimDue('claim_id = $4,'),
          undoClaim:
            'UPDATE parcels SET tries = tries - 1, due_at = now() WHERE claim_id = $1 AND due_at > now() AND NOT is_done',
        },
        LEASE,
      );
    const [here, elsewhere] = [queueOf(lossy), queueOf(db.database)];
    await put('elsewhere', -20);
    expect(idsOf(await elsewhere.claim(5, 'a'))).toEqual(['elsewhere']);
    await put('done', -10);
    await put('one', -5);
    isLost = true;
    await expect(here.claim(5, 'a')).rejects.toThrow('terminating connection');
    // It was made all the same.
    expect(await elsewhere.claim(5, 'a')).toEqual([]);
    await db.database.query("UPDATE parcels SET is_done = true WHERE id = 'done'");
    expect(await here.claim(5, 'a')).toMatchObject([{ jobId: 'one', tries: 1 }]);
    expect(await here.claim(5, 'a')).toEqual([]);
    // One that has gone on to another claim meanwhile stays there.
    await put('two', -5);
    isLost = true;
    await expect(here.claim(5, 'a')).rejects.toThrow('terminating connection');
    await db.database.query("UPDATE parcels SET due_at = due_at - interval '1 hour' WHERE id = 'two'");
    expect(idsOf(await elsewhere.claim(5, 'a'))).toEqual(['two']);
    expect(await here.claim(5, 'a')).toEqual([]);
  });

  it('tells when the next is due: at once, later, or never', async () => {
    expect(await queue.untilNext_ms('a')).toBeNull();
    await put('later', 100);
    expect(await queue.untilNext_ms('a')).toBeGreaterThan(90_000);
    await put('old', -10);
    expect(await queue.untilNext_ms('a')).toBe(1);
  });

  it('takes what became of a job from who has it, and from nobody whose claim is over', async () => {
    await put('one', -1);
    const [early] = await queue.claim(1, 'a');
    await endClaims();
    const [late] = await queue.claim(1, 'a');
    expect(late).toMatchObject({ jobId: 'one', tries: 2 });
    await queue.change(early!, FINISH, 'early');
    expect(await queue.untilNext_ms('a')).toBeGreaterThan(50_000);
    await queue.change(late!, FINISH, 'late');
    expect(await db.database.query('SELECT is_done, street FROM parcels')).toEqual([{ is_done: true, street: 'late' }]);
    await queue.change(late!, MOVE, 'again');
    expect(await db.database.query('SELECT street FROM parcels')).toEqual([{ street: 'late' }]);
  });
});
