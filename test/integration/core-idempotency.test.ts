import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdempotency, type Idempotency } from '../../src/modules/idempotency/idempotency.ts';
import { createKeyReleases, type EndedClaim } from '../../src/modules/idempotency/key-releases.ts';
import { KeyWaiters } from '../../src/modules/idempotency/key-waiters.ts';
import { SeatsUnavailableError } from '../../src/modules/seat-map/seat-map.errors.ts';
import { ShowNotOnSaleError } from '../../src/modules/shows/shows.errors.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Database } from '../../src/platform/postgres/database.ts';
import {
  DomainError,
  IdempotencyConflictError,
  InvalidInputError,
  NotFoundError,
  ServiceUnavailableError,
} from '../../src/shared/errors.ts';
import { guest } from '../kit/product/box-office.ts';
import { createTestDatabase, type TestDatabase } from '../kit/servers/database.ts';
import { endedConnection } from '../kit/servers/ended-connection.ts';

let db: TestDatabase;
let idempotency: Idempotency;

beforeAll(async () => {
  db = await createTestDatabase();
  idempotency = createIdempotency(db.database, [NotFoundError, ShowNotOnSaleError, SeatsUnavailableError]);
});
afterAll(() => db[Symbol.asyncDispose]());

function request(more: { key?: string | null; input?: object; operation?: string } = {}) {
  return {
    principal: guest(),
    operation: 'lockSeats',
    key: newId('event') as string | null,
    input: { showId: 'a', seatIds: ['1', '2'] },
    newSubjectId: () => newId('lock'),
    ...more,
  };
}

type Asked = ReturnType<typeof request> & { address?: string | null };

describe('an idempotency key', () => {
  it('has the work done once, and answered to all, also to those who ask at the same time', async () => {
    const asked = request();
    let runs = 0;
    const gate = Promise.withResolvers<void>();
    const answers = Array.from({ length: 20 }, () =>
      idempotency.once(asked, async (subjectId) => {
        runs += 1;
        await gate.promise;
        return { subjectId };
      }),
    );
    gate.resolve();
    const [first, ...others] = await Promise.all(answers);
    for (const other of others) expect(other).toEqual(first);
    expect(await idempotency.once(asked, () => Promise.reject(new Error('not again')))).toEqual(first);
    expect(runs).toBe(1);
  });

  it('is looked at together by all who wait for its answer, however many', async () => {
    const WAITING = 100;
    let statements = 0;
    let looks = Promise.withResolvers<void>();
    const counting: Database = {
      ...db.database,
      query: async (statement, values) => {
        statements += 1;
        if (statements % 10 === 0) looks.resolve();
        return await db.database.query(statement, values);
      },
    };
    const together = createIdempotency(counting, [NotFoundError]);
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const asked = request();
    const first = together.once(asked, async (subjectId) => {
      begun.resolve();
      await gate.promise;
      return { subjectId };
    });
    await begun.promise;
    let ended = 0;
    const notAgain = () => Promise.reject(new Error('not again'));
    const waiting = Array.from({ length: WAITING }, () => together.once(asked, notAgain).finally(() => (ended += 1)));
    // They have seen that it is there, and wait by now: ten statements more are ten looks of all of them.
    await looks.promise;
    const [began_ms, before] = [performance.now(), statements];
    looks = Promise.withResolvers();
    await looks.promise;
    const [took_ms, sent] = [performance.now() - began_ms, statements - before];
    expect(ended).toBe(0);
    // One for each 25 ms.
    expect(sent).toBeLessThanOrEqual(took_ms / 25 + 2);
    gate.resolve();
    const answer = await first;
    expect(await Promise.all(waiting)).toEqual(Array.from({ length: WAITING }, () => answer));
  });

  it.each([
    ['caller', { ofCaller: 2 }, (asked: Asked) => asked],
    ['address', { ofAddress: 2 }, (asked: Asked, address: string | null) => ({ ...asked, address })],
    ['node', { ofNode: 2 }, (asked: Asked) => asked],
  ])('is waited for by so many of a %s at a time; one more is told when to ask again', async (of, limits, made) => {
    const bounded = createIdempotency(db.database, [NotFoundError], { waiters: new KeyWaiters(limits) });
    const gate = Promise.withResolvers<void>();
    /** Two different requests, that are at work until the gate opens. */
    const asked = [made(request(), '192.0.2.1'), made(request(), '192.0.2.1')];
    const first = await Promise.all(
      asked.map(async (one) => {
        const begun = Promise.withResolvers<void>();
        const answer = bounded.once(one, async (subjectId) => {
          begun.resolve();
          await gate.promise;
          return { subjectId };
        });
        await begun.promise;
        return { one, answer };
      }),
    );
    const notAgain = () => Promise.reject(new Error('not again'));
    const waitFor = ({ one }: { one: Asked }) => bounded.once(one, notAgain);
    const refused = expect.objectContaining({ name: 'ServiceUnavailableError', retryAfterSeconds: 1 });
    // The third of the first one's, in whatever order they come to wait.
    const three = [waitFor(first[0]!), waitFor(first[0]!), waitFor(first[0]!)];
    await expect(Promise.race(three)).rejects.toEqual(refused);
    const other = waitFor(first[1]!);
    if (of === 'caller') gate.resolve();
    else await expect(other).rejects.toEqual(refused);
    gate.resolve();
    const outcomes = await Promise.allSettled(three);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    if (of === 'caller') expect(await other).toEqual(await first[1]!.answer);
    // Those that waited are gone: nobody is refused for them, and an answer that is there needs no wait.
    await Promise.all(first.map(({ answer }) => answer));
    expect(await waitFor(first[0]!)).toEqual(await first[0]!.answer);
    const again = made(request(), '192.0.2.1');
    const opened = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const last = bounded.once(again, async (subjectId) => {
      started.resolve();
      await opened.promise;
      return { subjectId };
    });
    await started.promise;
    const waiting = [waitFor({ one: again }), waitFor({ one: again })];
    opened.resolve();
    expect(await Promise.all(waiting)).toEqual([await last, await last]);
  });

  it('belongs to one caller, one operation and one input', async () => {
    const asked = request();
    const work = async (subjectId: string) => ({ subjectId });
    const first = await idempotency.once(asked, work);
    const sameInput = { idempotencyKey: 'x', seatIds: ['1', '2'], tierId: null, showId: 'a', reason: undefined };
    expect(await idempotency.once({ ...asked, input: sameInput }, work)).toEqual(first);
    expect(await idempotency.once({ ...asked, principal: guest() }, work)).not.toEqual(first);
    for (const other of [{ input: { showId: 'a', seatIds: ['2', '1'] } }, { operation: 'payBooking' }]) {
      await expect(idempotency.once({ ...asked, ...other }, work)).rejects.toThrow(IdempotencyConflictError);
    }
  });

  it.each(['', 'x'.repeat(201)])('of a wrong length is refused: %j', async (key) => {
    await expect(idempotency.once(request({ key }), async () => ({}))).rejects.toThrow(InvalidInputError);
  });

  it('may be left out: then nothing is remembered', async () => {
    const asked = request({ key: null });
    const work = async (subjectId: string) => ({ subjectId });
    expect(await idempotency.once(asked, work)).not.toEqual(await idempotency.once(asked, work));
  });

  it.each<DomainError>([
    new NotFoundError('Show', 'input.showId'),
    new SeatsUnavailableError('show_1', ['1'], [{ seatId: '1', reason: 'BOOKED' }]),
    new ShowNotOnSaleError({
      status: 'ON_SALE',
      startsAt: new Date('2099-02-01T00:00:00Z'),
      salesStartAt: new Date('2099-01-01T00:00:00Z'),
      salesEndAt: null,
    }),
  ])('brings a refusal back as it was: $name', async (refusal) => {
    const asked = request();
    const first = idempotency.once(asked, () => Promise.reject(refusal));
    await expect(first).rejects.toBe(refusal);
    const again = await idempotency.once(asked, async () => ({})).catch((error: unknown) => error);
    expect(again).toBeInstanceOf(refusal.constructor);
    expect(again).toBeInstanceOf(DomainError);
    expect((again as DomainError).message).toBe(refusal.message);
    expect({ ...(again as object) }).toEqual({ ...refusal });
  });

  it.each([new Error('connection lost'), new ServiceUnavailableError('Redis is away.')])(
    'lets a retry go on with the same subject after %s: the work may have been done',
    async (failure) => {
      const asked = request();
      const subjects: string[] = [];
      const work = async (subjectId: string) => {
        subjects.push(subjectId);
        if (subjects.length === 1) throw failure;
        return { subjectId };
      };
      await expect(idempotency.once(asked, work)).rejects.toBe(failure);
      const answer = await idempotency.once(asked, work);
      expect(subjects).toEqual([answer.subjectId, answer.subjectId]);
    },
  );

  it('of a node that died is taken over after its lease, with its subject', async () => {
    const asked = request();
    const started = Promise.withResolvers<string>();
    const died = Promise.withResolvers<never>();
    const first = idempotency.once(asked, async (subjectId) => {
      started.resolve(subjectId);
      return await died.promise;
    });
    const subject = await started.promise;
    await db.database.query(
      `UPDATE idempotency_keys SET lease_expires_at = now() - interval '1 second' WHERE key = $1`,
      [asked.key],
    );
    const takenOver = await idempotency.once(asked, async (subjectId) => ({ subjectId }));
    expect(takenOver).toEqual({ subjectId: subject });
    // It was only slow: its late failure does not undo the answer.
    died.reject(new Error('slow'));
    await expect(first).rejects.toThrow('slow');
    expect(await idempotency.once(asked, async () => ({ subjectId: 'other' }))).toEqual(takenOver);
  });

  it.each([
    ['when it was to be claimed', 'claimed'],
    ['when it was to be given up', 'given up'],
  ])('is free again soon after PostgreSQL went away %s, not only after its lease', async (_when, moment) => {
    const away = endedConnection();
    let isAway = false;
    const database = {
      ...db.database,
      async query(...[statement, values]: Parameters<typeof db.database.query>) {
        const text = typeof statement === 'string' ? statement : statement.text;
        const isClaim = text.includes('INSERT INTO idempotency_keys');
        if (isAway && !isClaim) throw away;
        const rows = await db.database.query(statement, values);
        if (!isClaim || moment !== 'claimed' || isAway) return rows;
        // It is committed, and the connection ends before that is told.
        isAway = true;
        throw away;
      },
    } as typeof db.database;
    const asked = request();
    const first = createIdempotency(database, []).once(asked, async () => {
      isAway = true;
      throw away;
    });
    await expect(first).rejects.toBe(away);
    isAway = false;
    expect(await idempotency.once(asked, async (subjectId) => ({ subjectId }))).toMatchObject({
      subjectId: expect.stringMatching(/^lock_/),
    });
  });

  it('is free again soon after PostgreSQL went away when a retry was to take it over', async () => {
    const away = endedConnection();
    const database = {
      ...db.database,
      async query(...[statement, values]: Parameters<typeof db.database.query>) {
        const rows = await db.database.query(statement, values);
        // It is committed, and the connection ends before that is told.
        if (typeof statement !== 'string' && statement.text.includes('SET lease_expires_at = now()')) throw away;
        return rows;
      },
    } as typeof db.database;
    const asked = request();
    const failure = new Error('connection lost');
    await expect(idempotency.once(asked, () => Promise.reject(failure))).rejects.toBe(failure);
    const retried = createIdempotency(database, []).once(asked, async () => ({}));
    await expect(retried).rejects.toBe(away);
    expect(await idempotency.once(asked, async (subjectId) => ({ subjectId }))).toMatchObject({
      subjectId: expect.stringMatching(/^lock_/),
    });
  });

  it('is not taken from a retry that took it over while PostgreSQL could not be told', async () => {
    const asked = { principalId: guest().id, key: newId('event'), subjectId: newId('lock') };
    const told = Promise.withResolvers<void>();
    const releases = createKeyReleases(
      {
        async query(statement, values) {
          const rows = await db.database.query(statement, values);
          told.resolve();
          return rows as never;
        },
      },
      30_000,
    );
    releases.releaseLater(asked);
    await db.database.query(
      `INSERT INTO idempotency_keys (principal_id, key, operation, request_hash, subject_id, lease_expires_at)
       VALUES ($1, $2, 'lockSeats', 'hash', $3, now() + interval '30.2 seconds')`,
      [asked.principalId, asked.key, asked.subjectId],
    );
    await told.promise;
    const [row] = await db.database.query<{ held: boolean }>(
      'SELECT lease_expires_at > now() AS held FROM idempotency_keys WHERE key = $1',
      [asked.key],
    );
    expect(row).toEqual({ held: true });
  });

  it('is free again though another one, given up before it, can not be', async () => {
    const claim = (): EndedClaim => ({ principalId: guest().id, key: newId('event'), subjectId: newId('lock') });
    const [poisoned, asked] = [claim(), claim()];
    const tried: string[] = [];
    const told = Promise.withResolvers<void>();
    const query = async (_statement: unknown, values: readonly unknown[] = []): Promise<never[]> => {
      tried.push(String(values[1]));
      if (values[1] === poisoned.key && tried.length < 4) throw new Error('not that one');
      if (tried.length === 4) told.resolve();
      return [];
    };
    const releases = createKeyReleases({ query }, 30_000);
    releases.releaseLater(poisoned);
    releases.releaseLater(asked);
    await told.promise;
    // The other one at once, and once; what failed again in each round.
    expect(tried).toEqual([poisoned.key, asked.key, poisoned.key, poisoned.key]);
  });

  it('of work that leaves a record is answered from that record, also when its node died before it answered', async () => {
    const recorded = new Set<string>();
    const asked = {
      ...request(),
      recall: async (subjectId: string) => (recorded.has(subjectId) ? { subjectId } : null),
    };
    const again = () => Promise.reject(new Error('not again'));
    const died = idempotency.once(asked, async (subjectId) => {
      recorded.add(subjectId);
      throw new Error('connection lost');
    });
    await expect(died).rejects.toThrow('connection lost');
    expect(await idempotency.once(asked, again)).toEqual({ subjectId: [...recorded][0] });

    const other = { ...asked, key: newId('event') };
    const first = await idempotency.once(other, async (subjectId) => {
      recorded.add(subjectId);
      return { subjectId };
    });
    expect(await Promise.all([1, 2].map(() => idempotency.once(other, again)))).toEqual([first, first]);
    await expect(idempotency.once({ ...other, input: {} }, again)).rejects.toThrow(IdempotencyConflictError);
  });

  it('is one of many that are claimed at the same time, each by one', async () => {
    const caller = guest();
    const subject = newId('lock');
    const keys = Array.from({ length: 30 }, () => newId('event'));
    const asked = keys.flatMap((key) => Array.from({ length: 3 }, () => request({ key })));
    const runs = new Map<string, number>();
    await Promise.all(
      asked.map((one) =>
        idempotency.once({ ...one, principal: caller, newSubjectId: () => subject }, async () => {
          runs.set(one.key!, (runs.get(one.key!) ?? 0) + 1);
          return {};
        }),
      ),
    );
    expect([...runs]).toEqual(keys.map((key) => [key, 1]));
  });

  it('is forgotten after a day', async () => {
    const [old, young] = [request(), request()];
    for (const asked of [old, young]) await idempotency.once(asked, async (subjectId) => ({ subjectId }));
    await db.database.query(`UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = $1`, [
      old.key,
    ]);
    await idempotency.prune();
    const rows = await db.database.query('SELECT key FROM idempotency_keys WHERE key = ANY($1)', [
      [old.key, young.key],
    ]);
    expect(rows).toEqual([{ key: young.key }]);
  });
});
