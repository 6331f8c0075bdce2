import { expect } from 'vitest';
import { TOPICS } from '../../../src/modules/events/topics.ts';
import { deadLetterTopic } from '../../../src/platform/events/dead-letter.ts';
import { createKafkaTopicReader } from '../../../src/platform/kafka/kafka-topic-reader.ts';
import { createLogger } from '../../../src/platform/observability/logger.ts';
import type { Database } from '../../../src/platform/postgres/database.ts';
import { expectRightCounts } from './area-checks.ts';
import type { Interval } from './history.ts';
import { expectLedgerBalanced } from './money-checks.ts';

/** What must come to an end by itself once nobody asks for anything any more. Each counts what has not yet. */
const UNFINISHED = {
  locks: `SELECT count(*)::int AS count FROM seat_locks WHERE status = 'ACTIVE'`,
  bookings: `SELECT count(*)::int AS count FROM bookings WHERE status = 'PENDING_PAYMENT'`,
  payments: `SELECT count(*)::int AS count FROM payments
              WHERE status = 'PENDING'`,
  refunds: `SELECT count(*)::int AS count FROM refunds WHERE status = 'PENDING'`,
  cancellations: 'SELECT count(*)::int AS count FROM booking_cancellations WHERE due_at IS NOT NULL',
  seats: `SELECT count(*)::int AS count FROM seat_states WHERE state = 'LOCKED'`,
  places: `SELECT coalesce(sum(held), 0)::int AS count FROM area_states`,
  outbox: 'SELECT count(*)::int AS count FROM outbox_pending',
  effects: `SELECT count(*)::int AS count
              FROM outbox o CROSS JOIN (VALUES ('notification'), ('analytics'), ('seat-service')) AS c (consumer)
             WHERE o.topic = 'booking-events'
               AND NOT EXISTS (SELECT FROM processed_events p WHERE p.consumer = c.consumer AND p.event_id = o.event_id)`,
  // One that a node was killed over waits for the end of its claim, which is longer than a mail server may take.
  // Those behind it wait with it.
  mails: `SELECT count(*)::int AS count FROM notifications n
           WHERE status = 'QUEUED' AND next_attempt_at <= now()
             AND NOT EXISTS (SELECT FROM notifications e WHERE e.booking_id = n.booking_id AND e.channel = n.channel
                              AND e.revision < n.revision AND e.status = 'QUEUED')`,
};

/** Each finds what must not be. */
const CONTRADICTIONS = {
  'a seat sold twice': `
    SELECT show_id, seat_id FROM booked_seats WHERE active GROUP BY show_id, seat_id HAVING count(*) > 1`,
  'a confirmed booking that is not paid exactly once': `
    SELECT b.id FROM bookings b LEFT JOIN payments p ON p.booking_id = b.id AND p.status = 'SUCCEEDED' AND p.change_id IS NULL
     WHERE b.status = 'CONFIRMED' GROUP BY b.id HAVING count(p.id) <> 1`,
  'a change that costs more and is not paid exactly once': `
    SELECT c.id FROM booking_changes c LEFT JOIN payments p ON p.change_id = c.id AND p.status IN ('SUCCEEDED', 'REFUNDED') AND p.amount = c.charge
                                         AND NOT EXISTS (SELECT FROM refunds r WHERE r.payment_id = p.id AND r.is_surplus)
     WHERE c.applied_at IS NOT NULL AND c.charge > 0 GROUP BY c.id HAVING count(p.id) <> 1`,
  'money kept for a change that was not made': `
    SELECT p.id FROM payments p LEFT JOIN booking_changes c ON c.id = p.change_id AND c.applied_at IS NOT NULL
     WHERE p.change_id IS NOT NULL AND p.status = 'SUCCEEDED' AND c.id IS NULL`,
  'money kept without a confirmed booking, beyond what its buyer was told that a cancellation keeps': `
    SELECT b.id FROM payments p JOIN bookings b ON b.id = p.booking_id
     WHERE p.status = 'SUCCEEDED' AND b.status <> 'CONFIRMED' GROUP BY b.id
    HAVING sum(p.amount - p.refunded - p.lost)
           > coalesce((SELECT c.kept FROM booking_changes c WHERE c.booking_id = b.id AND c.kept IS NOT NULL), 0)`,
  'a booking that its buyer cancelled, and of which other money is kept than was told': `
    SELECT c.booking_id, c.kept FROM booking_changes c
     WHERE c.kept IS NOT NULL AND NOT EXISTS (SELECT FROM payments p WHERE p.booking_id = c.booking_id AND p.lost > 0)
       AND c.kept <> (SELECT coalesce(sum(p.amount - p.refunded), 0) FROM payments p
                       WHERE p.booking_id = c.booking_id AND p.status IN ('SUCCEEDED', 'REFUNDED')
                         AND NOT EXISTS (SELECT FROM refunds r WHERE r.payment_id = p.id AND r.is_surplus))`,
  'a captured charge that is neither a kept payment nor given back': `
    SELECT c.payment_id FROM sandbox_charges c LEFT JOIN payments p ON p.id = c.payment_id
     WHERE c.outcome = 'SUCCEEDED' AND c.settled_at <= now()
       AND coalesce(p.status::text, 'UNKNOWN') <> CASE WHEN c.refunded_at IS NULL THEN 'SUCCEEDED' ELSE 'REFUNDED' END`,
  'more given back than was taken, or not what refunds say': `
    SELECT p.id FROM payments p LEFT JOIN refunds r ON r.payment_id = p.id GROUP BY p.id
    HAVING p.refunded > p.amount OR p.refunding > p.amount
        OR p.refunded <> coalesce(sum(r.amount) FILTER (WHERE r.status = 'SUCCEEDED'), 0)
        OR p.refunding <> coalesce(sum(r.amount) FILTER (WHERE r.status <> 'FAILED'), 0)
        OR (p.status = 'REFUNDED') <> (p.refunded = p.amount)`,
  'a refund that the provider knows otherwise': `
    SELECT c.payment_id FROM sandbox_charges c LEFT JOIN payments p ON p.id = c.payment_id
     WHERE c.refunded <> coalesce(p.refunded, 0)`,
  'a dispute that the provider knows otherwise': `
    SELECT c.payment_id, c.lost, p.lost AS known FROM sandbox_charges c LEFT JOIN payments p ON p.id = c.payment_id
     WHERE c.disputed_at <= now() AND c.lost <> coalesce(p.lost, 0)`,
  // What a bank has taken is not given back another time.
  'a refund that failed': `
    SELECT r.id, r.failure_code, r.error FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE r.status = 'FAILED' AND p.lost = 0`,
  'a payment without its charge': `
    SELECT p.id FROM payments p LEFT JOIN sandbox_charges c ON c.payment_id = p.id AND c.amount = p.amount
     WHERE p.status IN ('SUCCEEDED', 'REFUNDED') AND c.payment_id IS NULL AND p.provider NOT IN ('cash', 'card_terminal')`,
  'a booking of a show that was cancelled with its bookings': `
    SELECT b.id FROM bookings b JOIN booking_cancellations USING (show_id) WHERE b.status IN ('PENDING_PAYMENT', 'CONFIRMED')`,
  // Those of its lock, unless it was changed.
  'a confirmed booking without exactly its seats and tickets': `
    SELECT b.id FROM bookings b JOIN seat_locks l ON l.id = b.lock_id CROSS JOIN LATERAL (
             SELECT ARRAY(SELECT seat_id FROM booked_seats s WHERE s.booking_id = b.id AND s.active ORDER BY 1) AS seat_ids) own
     WHERE b.status = 'CONFIRMED' AND (
       own.seat_ids
         <> ARRAY(SELECT seat_id FROM tickets t WHERE t.booking_id = b.id AND t.voided_at IS NULL AND seat_id IS NOT NULL ORDER BY 1)
       OR own.seat_ids <> ARRAY(SELECT unnest(l.seat_ids) ORDER BY 1)
          AND NOT EXISTS (SELECT FROM booking_changes c WHERE c.booking_id = b.id AND c.applied_at IS NOT NULL))`,
  'a confirmed booking without a ticket for each of its places': `
    SELECT b.id FROM bookings b
     WHERE b.status = 'CONFIRMED'
       AND (SELECT coalesce(sum(quantity), 0) FROM booked_areas a WHERE a.booking_id = b.id AND a.active)
         <> (SELECT count(*) FROM tickets t WHERE t.booking_id = b.id AND t.voided_at IS NULL AND t.area_position IS NOT NULL)`,
  'seats or tickets of a booking that has ended': `
    SELECT b.id FROM bookings b WHERE b.status IN ('EXPIRED', 'CANCELLED', 'REFUNDED') AND (
       EXISTS (SELECT FROM booked_seats s WHERE s.booking_id = b.id AND s.active)
       OR EXISTS (SELECT FROM booked_areas a WHERE a.booking_id = b.id AND a.active)
       OR EXISTS (SELECT FROM tickets t WHERE t.booking_id = b.id AND t.voided_at IS NULL))`,
  'a code that does not count its bookings and their tickets, or more than it is for': `
    SELECT c.id FROM codes c LEFT JOIN bookings b ON b.code_id = c.id AND b.status IN ('PENDING_PAYMENT', 'CONFIRMED')
     GROUP BY c.id
    HAVING c.uses <> count(b.id) OR c.tickets <> coalesce(sum(b.code_tickets), 0)
        OR c.uses > coalesce(c.max_uses, c.uses) OR c.tickets > coalesce(c.max_tickets, c.tickets)`,
  'a total that is not the sum of its lines, or a discount without a code': `
    SELECT b.id FROM bookings b CROSS JOIN LATERAL (
        SELECT sum((line ->> 'total')::bigint) AS total, bool_or(line ->> 'kind' = 'DISCOUNT') AS is_reduced
          FROM jsonb_array_elements(b.lines) AS line) lines
     WHERE b.total <> lines.total OR (lines.is_reduced AND b.code_id IS NULL)`,
  'events of a show out of the order of its versions': `
    SELECT a.event_id, b.event_id FROM outbox a JOIN outbox b ON b.topic = a.topic AND b.key = a.key AND b.id > a.id
     WHERE a.topic = 'show-events' AND (b.payload ->> 'version')::int < (a.payload ->> 'version')::int`,
  'a mail that was given up': `SELECT id, last_error FROM notifications WHERE status = 'FAILED'`,
  // Tickets of a booking that was cancelled meanwhile are not sent, nor those of its change.
  'a mail that was left out although it was needed': `
    SELECT n.id, n.last_error FROM notifications n JOIN bookings b ON b.id = n.booking_id
     WHERE n.status = 'OBSOLETE' AND NOT (n.kind IN ('ticket', 'change') AND b.status IN ('CANCELLED', 'REFUNDED'))`,
  'metrics that did not count each event once': `
    SELECT s.id FROM shows s LEFT JOIN show_metrics m ON m.show_id = s.id
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE type = 'booking.created') AS created,
               count(*) FILTER (WHERE type = 'booking.confirmed') AS confirmed,
               count(*) FILTER (WHERE type = 'booking.cancelled') AS cancelled,
               count(*) FILTER (WHERE type = 'booking.expired') AS expired
          FROM outbox WHERE topic = 'booking-events' AND payload ->> 'show_id' = s.id) o
     WHERE (coalesce(m.bookings_created, 0), coalesce(m.bookings_confirmed, 0),
            coalesce(m.bookings_cancelled, 0), coalesce(m.bookings_expired, 0))
        <> (o.created, o.confirmed, o.cancelled, o.expired)`,
};

/** What is still under way, by kind, without what is not. */
export async function unfinished(database: Database): Promise<Record<string, number>> {
  // In one statement, as of one moment: what one thing makes of another is in one of the two.
  const counts = Object.entries(UNFINISHED).map(([name, sql]) => `(${sql}) AS ${name}`);
  const [row] = await database.query<Record<string, number>>(`SELECT ${counts.join(', ')}`);
  return Object.fromEntries(Object.entries(row!).filter(([, count]) => count > 0));
}

/** Seats, money, tickets, ledger and metrics agree. Only when nothing is under way. */
export async function expectBalanced(database: Database): Promise<void> {
  for (const [name, sql] of Object.entries(CONTRADICTIONS)) expect(await database.query(sql), name).toEqual([]);
  await expectLedgerBalanced(database, null);
  await expectRightCounts(database);
}

/** A transaction that took longer would have been ended; its events have the time at which it began. */
const TRANSACTION_MS = 5_000;

/**
 * The topics hold what was committed, each event of a key after those before it, and nothing else; nothing was given up. Of the
 * times whose commits were lost they may hold more, which nobody went by.
 */
export async function expectTopicsHoldOutbox(
  database: Database,
  brokers: readonly string[],
  lost: readonly Interval[] = [],
): Promise<void> {
  const logger = createLogger({ level: 'silent', nodeId: 'books' });
  const reader = createKafkaTopicReader({ brokers, clientId: 'books', logger, groupPrefix: 'books-' });
  const topics = Object.values(TOPICS);
  const rows = await database.query<{ event_id: string; stream: string }>(
    `SELECT event_id, topic || ' ' || key AS stream FROM outbox ORDER BY id`,
  );
  const known = new Set(rows.map(({ event_id }) => event_id));
  const isOfLostCommit = (time: string) =>
    lost.some(({ from_ms, to_ms }) => Date.parse(time) >= from_ms - TRANSACTION_MS && Date.parse(time) <= to_ms);
  const published = new Map<string, Set<string>>();
  const uncommitted: string[] = [];
  await reader.read(topics, ({ topic, key, headers }) => {
    const { ce_id: id, ce_time: time } = headers as { ce_id: string; ce_time: string };
    if (!known.has(id)) {
      if (!isOfLostCommit(time)) uncommitted.push(`${topic} ${key} ${id} of ${time}`);
      return;
    }
    // A repeated one has no further effect: the first counts.
    const ids = published.get(`${topic} ${key}`) ?? new Set();
    published.set(`${topic} ${key}`, ids.add(id));
  });
  expect(uncommitted, 'events that were published, but are not known').toEqual([]);
  const committed = Map.groupBy(rows, ({ stream }) => stream);
  expect(new Set(published.keys())).toEqual(new Set(committed.keys()));
  for (const [stream, events] of committed) {
    expect([...published.get(stream)!], stream).toEqual(events.map(({ event_id }) => event_id));
  }
  const dead: string[] = [];
  await reader.read(topics.map(deadLetterTopic), ({ topic, value }) => dead.push(`${topic}: ${value}`));
  expect(dead, 'dead letters').toEqual([]);
}
