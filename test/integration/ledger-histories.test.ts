import { expect, it, vi } from 'vitest';
import type { Database } from '../../src/platform/postgres/database.ts';
import { DomainError } from '../../src/shared/errors.ts';
import { inParallel } from '../kit/basics/in-parallel.ts';
import { createRandom, type Random } from '../kit/basics/random.ts';
import { expectLedgerBalanced } from '../kit/checks/money-checks.ts';
import { createTestBoxOffice, type TestBoxOffice } from '../kit/product/box-office.ts';
import { MortalDatabase, NodeDied } from '../kit/product/mortal-database.ts';
import { createTestDatabase } from '../kit/servers/database.ts';
import { HistoryShows, hearOfDisputes, letTimePass, runWorkers } from './ledger-history.ts';

// Whatever becomes of payments and refunds, and wherever a node dies meanwhile: the ledger balances, nobody has tickets without money, and
// no money stays without tickets.

/** LEDGER_HISTORIES=10000 for a long search (`npm run histories`); RANDOM_SEED repeats one. */
const HISTORIES = Number(process.env.LEDGER_HISTORIES ?? 60);
/** So many share a database: what is looked for in all of it stays quick, however many there are. */
const HISTORIES_OF_DATABASE = 500;
const LANES = 3;
/** Few: each plans the statements for itself. */
const CONNECTIONS = 6;
const TEST_TIMEOUT_MS = 60_000 + HISTORIES * 1_000;
/** As the statements of a step: a node dies before one of them, or not. */
const STATEMENTS_OF_STEP = 14;

/** A node of its own, and the shows that it sells. */
interface Lane {
  mortal: MortalDatabase;
  office: TestBoxOffice;
  shows: HistoryShows;
}

async function openLane(database: Database): Promise<Lane> {
  const mortal = new MortalDatabase(database);
  const office = await createTestBoxOffice(mortal.database);
  return { mortal, office, shows: new HistoryShows(office, database) };
}

/** Refusals are as they should be; a node that dies is what this is about. */
function isExpected(error: unknown): boolean {
  return error instanceof DomainError || error instanceof NodeDied;
}

async function playOne(database: Database, { office, mortal, shows }: Lane, random: Random): Promise<void> {
  const { steps, ...history } = await shows.begin(random);
  for (const step of steps) {
    if (random.integer(0, 2) === 0) mortal.dieAfter(random.integer(0, STATEMENTS_OF_STEP));
    try {
      await step(office, history, random);
    } catch (error) {
      if (!isExpected(error)) throw error;
    } finally {
      mortal.dieAfter(Number.POSITIVE_INFINITY);
    }
  }
  await expectLedgerBalanced(database, { bookingId: history.booking.id });
}

/** A node that has not asked about anything yet goes on: what is undecided is decided. */
async function recover(database: Database): Promise<void> {
  await using office = await createTestBoxOffice(database);
  await database.query(`UPDATE bookings SET expires_at = now() - interval '1 second' WHERE status = 'PENDING_PAYMENT'`);
  await letTimePass(database);
  await runWorkers(office, 'payment reconciler', 'booking sweeper', 'cancellation worker');
  await hearOfDisputes(office, database);
  await vi.waitFor(
    async () => {
      await runWorkers(office, 'booking cancellation worker');
      const [left] = await database.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM booking_cancellations WHERE cancelled_at IS NULL',
      );
      expect(left!.count, 'shows whose bookings are still to be cancelled').toBe(0);
    },
    { timeout: 60_000, interval: 100 },
  );
  await letTimePass(database);
  await runWorkers(office, 'refund worker');
}

/** Each finds what must not be once all is decided. */
const CONTRADICTIONS = {
  'what is undecided': `
    SELECT id, NULL AS why FROM payments WHERE status = 'PENDING'
     UNION ALL
    SELECT id, concat_ws(', ', failure_code, error, attempts, due_at - now()) FROM refunds WHERE status = 'PENDING'`,
  // Without money: no payment was ever taken for it.
  'tickets without money': `
    SELECT b.id FROM bookings b
     WHERE EXISTS (SELECT FROM tickets t WHERE t.booking_id = b.id AND t.voided_at IS NULL)
       AND b.total > 0
       AND NOT EXISTS (SELECT FROM ledger_transactions t JOIN payments p ON p.id = t.payment_id
                         LEFT JOIN sandbox_charges c ON c.payment_id = p.id AND c.outcome = 'SUCCEEDED'
                        WHERE t.booking_id = b.id AND t.kind = 'SALE' AND (c.amount = p.amount OR p.provider IN ('cash', 'card_terminal'))
                          AND p.amount = b.total + (SELECT coalesce(sum(g.refund - g.charge), 0) FROM booking_changes g
                                                     WHERE g.booking_id = b.id AND g.applied_at IS NOT NULL))`,
  'a change that costs more, and was made without its money': `
    SELECT g.id FROM booking_changes g
     WHERE g.applied_at IS NOT NULL AND g.charge > 0
       AND 1 <> (SELECT count(*) FROM ledger_transactions t JOIN payments p ON p.id = t.payment_id
                   LEFT JOIN sandbox_charges c ON c.payment_id = p.id AND c.outcome = 'SUCCEEDED'
                  WHERE t.booking_id = g.booking_id AND t.kind = 'CHARGE' AND p.change_id = g.id AND p.amount = g.charge
                    AND (c.amount = p.amount OR p.provider IN ('cash', 'card_terminal')))`,
  // It stays where a refund failed, or the bank gave money back that it had taken when there was something to refund, which its organiser is
  // told, where that was chosen for its show, and where its buyer has cancelled by the rules of the show (see the next).
  'money without tickets': `
    SELECT p.id, p.change_id, p.amount, p.refunded, p.lost
      FROM payments p JOIN sandbox_charges c ON c.payment_id = p.id AND c.outcome = 'SUCCEEDED'
     WHERE p.refunded + p.lost < p.amount
       AND NOT EXISTS (SELECT FROM tickets t WHERE t.booking_id = p.booking_id AND t.voided_at IS NULL
                          AND (p.change_id IS NULL OR EXISTS (SELECT FROM booking_changes WHERE id = p.change_id AND applied_at IS NOT NULL)))
       AND NOT EXISTS (SELECT FROM refunds r WHERE r.payment_id = p.id AND r.status = 'FAILED')
       AND NOT EXISTS (SELECT FROM ledger_transactions t
                        WHERE t.booking_id = p.booking_id AND t.payment_id = p.id AND t.kind = 'LOST_DISPUTE_REVERSAL')
       AND NOT EXISTS (SELECT FROM booking_changes g WHERE g.booking_id = p.booking_id AND g.kept > 0)
       AND NOT EXISTS (
         SELECT FROM bookings b JOIN booking_cancellations c ON c.show_id = b.show_id
          WHERE b.id = p.booking_id AND b.ended_with_show
            AND (c.refund = 'NONE' OR (c.refund = 'WITHOUT_FEES' AND fees_left(b.id) >= (
                   SELECT sum(greatest(k.amount - k.refunded - k.lost, 0)) FROM payments k
                    WHERE k.booking_id = b.id AND k.status IN ('SUCCEEDED', 'REFUNDED')
                      AND NOT EXISTS (SELECT FROM refunds r WHERE r.payment_id = k.id AND r.status = 'FAILED')))))`,
  // The rest may be owed by refunds that failed.
  'a booking that its buyer has cancelled, and of which more or less is kept than was told': `
    SELECT b.id, g.kept, k.left FROM booking_changes g JOIN bookings b ON b.id = g.booking_id CROSS JOIN LATERAL (
             SELECT coalesce(sum(p.amount - p.refunded - p.lost), 0) AS left FROM payments p
              WHERE p.booking_id = b.id AND p.status IN ('SUCCEEDED', 'REFUNDED') AND p.lost = 0
                AND NOT EXISTS (SELECT FROM refunds r WHERE r.payment_id = p.id AND r.is_surplus)) k
     WHERE g.kept IS NOT NULL AND k.left <> g.kept
       AND NOT EXISTS (SELECT FROM payments p WHERE p.booking_id = b.id AND p.lost > 0)
       AND NOT EXISTS (SELECT FROM refunds r WHERE r.booking_id = b.id AND (r.failure_code IS NOT NULL OR r.created_at > g.created_at AND r.change_id IS NULL))
       AND NOT EXISTS (SELECT FROM ledger_transactions t WHERE t.booking_id = b.id AND t.kind IN ('LOST_DISPUTE', 'REFUND_REVERSAL'))`,
  // Refunds that were under way as it was cancelled are of tickets. Where less was left than the rules keep, that stays what it was: of tickets.
  'a booking that its buyer has cancelled, and whose ledger names other sums than fees as what was kept': `
    SELECT b.id, g.kept, k.fees, k.others FROM booking_changes g JOIN bookings b ON b.id = g.booking_id CROSS JOIN LATERAL (
             SELECT coalesce(-sum(amount) FILTER (WHERE description IS NOT NULL), 0) AS fees,
                    coalesce(-sum(amount) FILTER (WHERE description IS NULL), 0) AS others FROM kept_of(b.id)) k
     WHERE g.kept IS NOT NULL AND (k.fees <> g.kept OR k.others <> 0)
       AND g.kept >= (SELECT coalesce(sum((l ->> 'total')::bigint), 0) FROM jsonb_array_elements(g.terms -> 'lines') l)
       AND NOT EXISTS (SELECT FROM payments p WHERE p.booking_id = b.id AND p.lost > 0)
       AND NOT EXISTS (SELECT FROM refunds r WHERE r.booking_id = b.id AND (r.status = 'FAILED' OR r.created_at > g.created_at AND r.change_id IS NULL))
       AND NOT EXISTS (SELECT FROM ledger_transactions t WHERE t.booking_id = b.id AND t.kind IN ('LOST_DISPUTE', 'REFUND_REVERSAL'))`,
  'more given back by the provider and the bank than was taken, or other sums than we know of': `
    SELECT c.payment_id FROM sandbox_charges c JOIN payments p ON p.id = c.payment_id
     WHERE c.refunded + c.lost > c.amount OR c.refunded <> p.refunded OR c.lost <> p.lost`,
  'bookings of cancelled shows that stand': `
    SELECT b.id FROM bookings b JOIN booking_cancellations c ON c.show_id = b.show_id WHERE b.status IN ('PENDING_PAYMENT', 'CONFIRMED')`,
};

/** What came of histories: of each counts how often. */
const PLAYED = {
  'with money': 'SELECT count(DISTINCT booking_id)::int AS count FROM ledger_transactions',
  'lost disputes': `SELECT count(*)::int AS count FROM ledger_transactions WHERE kind = 'LOST_DISPUTE'`,
  'lost disputes that were won after all': `SELECT count(*)::int AS count FROM ledger_transactions WHERE kind = 'LOST_DISPUTE_REVERSAL'`,
  'changes that were charged online': `SELECT count(*)::int AS count FROM ledger_transactions WHERE kind = 'CHARGE' AND method = 'ONLINE'`,
  'changes that were paid at the door': `SELECT count(*)::int AS count FROM ledger_transactions WHERE kind = 'CHARGE' AND method <> 'ONLINE'`,
  'bookings that their buyers cancelled, and of which fees were kept':
    'SELECT count(*)::int AS count FROM booking_changes WHERE kept > 0',
  'bookings that their buyers cancelled by the rules of a show that was cancelled without refunds': `
    SELECT count(*)::int AS count FROM booking_changes g JOIN booking_cancellations c ON c.show_id = g.show_id
     WHERE g.kept IS NOT NULL AND c.refund = 'NONE'`,
  'changes whose card was declined': `SELECT count(*)::int AS count FROM payments WHERE change_id IS NOT NULL AND failure_code = 'card_declined'`,
  'changes whose money came too late': `
    SELECT count(*)::int AS count FROM ledger_transactions t JOIN payments p ON p.id = t.payment_id
     WHERE t.kind = 'SURPLUS' AND p.change_id IS NOT NULL`,
};

/** Histories in a database of their own; resolves with what came of them. */
async function playSome(seeds: readonly Random[]): Promise<Record<string, number>> {
  await using db = await createTestDatabase({ maxConnections: CONNECTIONS });
  const { database } = db;
  const lanes = await Promise.all(Array.from({ length: LANES }, () => openLane(database)));
  try {
    await inParallel(lanes, LANES, async (lane, number) => {
      for (let index = number; index < seeds.length; index += LANES) await playOne(database, lane, seeds[index]!);
    });
  } finally {
    for (const { office } of lanes) await office[Symbol.asyncDispose]();
  }
  await recover(database);
  await expectLedgerBalanced(database, null);
  for (const [name, sql] of Object.entries(CONTRADICTIONS)) expect(await database.query(sql), name).toEqual([]);
  const played: Record<string, number> = {};
  for (const [what, sql] of Object.entries(PLAYED)) {
    played[what] = (await database.query<{ count: number }>(sql))[0]!.count;
  }
  return played;
}

it(
  'balances after every history, and what was paid is tickets or goes back',
  async () => {
    const random = createRandom();
    const seeds = Array.from({ length: HISTORIES }, () => random.fork());
    const played: Record<string, number> = {};
    for (let first = 0; first < HISTORIES; first += HISTORIES_OF_DATABASE) {
      const some = await playSome(seeds.slice(first, first + HISTORIES_OF_DATABASE));
      for (const [what, count] of Object.entries(some)) played[what] = (played[what] ?? 0) + count;
      const count = Math.min(first + HISTORIES_OF_DATABASE, HISTORIES);
      if (HISTORIES > HISTORIES_OF_DATABASE) console.log(`${count} histories: ${JSON.stringify(played)}`);
    }
    expect(played['with money']).toBeGreaterThan(HISTORIES / 4);
    // Of a few the dice may leave something out.
    if (HISTORIES < HISTORIES_OF_DATABASE) return;
    for (const what of Object.keys(PLAYED)) expect(played[what], what).toBeGreaterThan(0);
  },
  TEST_TIMEOUT_MS,
);
