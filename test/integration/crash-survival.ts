import { expect } from 'vitest';
import { createTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';
import { MortalDatabase } from '../kit/product/mortal-database.ts';
import { letTimePass, runWorkers } from './ledger-history.ts';

// An operation on a node that dies, for good, before the first of its statements, commits and calls of the provider, before the second, and so
// on, until one does not die any more. Then another node goes on by itself.

/** More than an operation has: one that does not come to its end is a mistake of its test. */
const MAX_POINTS = 150;

/** What is done to one thing, of which each crash point has its own. */
export interface Operation<Thing> {
  /** Makes what it is done to, on a node that lives. */
  prepare(): Promise<Thing>;
  act(node: TestBoxOffice, thing: Thing): Promise<unknown>;
  /** What the world does again by itself, to any node: a provider repeats a webhook that was not taken. */
  repeat?(node: TestBoxOffice, thing: Thing): Promise<unknown>;
  /** Once another node has gone on; resolves with whether all of it was done: otherwise nothing was. */
  check(thing: Thing): Promise<boolean>;
}

export interface Survival {
  /** Resolves with the number of its crash points, and how many of them came after it was done for good. */
  survive<Thing>(operation: Operation<Thing>): Promise<{ points: number; done: number }>;
}

export interface SurvivalDeps {
  /** The node that lives. */
  office(): TestBoxOffice;
  /** Settings of all others. */
  env?(): Record<string, string>;
  /** The next node that dies: what it does beside its statements is told to it. */
  onMortal?(mortal: MortalDatabase): void;
}

export function createSurvival({ office, env = () => ({}), onMortal = () => undefined }: SurvivalDeps): Survival {
  const database = () => office().database;
  const options = () => ({ env: env() });

  /** What earlier nodes have left behind is due tomorrow, so that the next one has its own alone. */
  async function setAside(): Promise<void> {
    await database().query(`UPDATE refunds SET due_at = now() + interval '1 day' WHERE status = 'PENDING'`);
    await database().query(
      `UPDATE booking_cancellations SET due_at = now() + interval '1 day' WHERE due_at IS NOT NULL`,
    );
  }

  /** Does it on nodes that die, each a little later, and at last on one that does not; resolves with what it was done to. */
  async function enumerate<Thing>({ prepare, act }: Operation<Thing>): Promise<Thing[]> {
    const things: Thing[] = [];
    for (let points = 0; points < MAX_POINTS; points += 1) {
      await setAside();
      const thing = await prepare();
      things.push(thing);
      const mortal = new MortalDatabase(database());
      await using node = await createTestBoxOffice(mortal.database, options());
      onMortal(mortal);
      const death = mortal.killAfter(points);
      const acting = Promise.resolve(act(node, thing)).catch((error) => {
        if (!mortal.isDead) throw error;
      });
      await Promise.race([acting, death]);
      if (!mortal.isDead) return things;
    }
    throw new Error(`it has more than ${MAX_POINTS} crash points`);
  }

  /** Time passes, and a node that has not heard of any of it goes on. */
  async function recover<Thing>({ repeat }: Operation<Thing>, things: readonly Thing[]): Promise<void> {
    await using node = await createTestBoxOffice(database(), options());
    onMortal(new MortalDatabase(database()));
    await letTimePass(database());
    await database().query(
      'UPDATE booking_cancellations SET due_at = now() - make_interval(secs => 1) WHERE due_at IS NOT NULL',
    );
    if (repeat) for (const thing of things) await repeat(node, thing);
    await runWorkers(
      node,
      'payment reconciler',
      'booking sweeper',
      'cancellation worker',
      'booking cancellation worker',
    );
    await letTimePass(database());
    await runWorkers(node, 'refund worker');
  }

  return {
    async survive(operation) {
      const things = await enumerate(operation);
      await recover(operation, things);
      const done: boolean[] = [];
      for (const thing of things) done.push(await operation.check(thing));
      // What the provider tells again is done in the end wherever the first node has died.
      expect(done.at(0), 'before its first statement').toBe(operation.repeat !== undefined);
      expect(done.at(-1), 'on a node that lived').toBe(true);
      // What was done before an earlier death is done before a later one.
      expect(done.toSorted((a, b) => Number(a) - Number(b))).toEqual(done);
      const undecided = await database().query(
        `SELECT id FROM payments WHERE status = 'PENDING' UNION ALL SELECT id FROM refunds WHERE status = 'PENDING'`,
      );
      expect(undecided).toEqual([]);
      return { points: things.length - 1, done: done.filter((one) => one).length };
    },
  };
}
