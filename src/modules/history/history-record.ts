import { randomInt } from 'node:crypto';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { raiseVersions } from '../inventory/map-heads.ts';

/** A stretch of PostgreSQL's history without a break. */
export interface Epoch {
  /** Goes up with each epoch. */
  readonly number: number;
  /** Random, so that two histories that were cut at the same place are told apart. Eight characters, `0-9a-z`. */
  readonly id: string;
}

/** Why an epoch began: see docs/operations.md. */
export type EpochCause = 'RECOVERED' | 'MOVED' | 'WENT_BACK';

export interface HistoryState {
  /** Null: PostgreSQL has emptied the witness, because it recovered or was promoted. */
  epoch: Epoch | null;
  /** Of the database in which the epoch began, and of this one. */
  witnessIdentity: string | null;
  identity: string;
  /** The highest id that the outbox has given. */
  lastEventId: number;
}

/** What is known of the history from before, whether or not PostgreSQL still knows it. */
export interface HistoryMemory extends Epoch {
  lastEventId: number;
}

/** Versions go up by so much: more than one show's seats change while a standby lags, or between two backups. */
const VERSIONS_PER_EPOCH = 2 ** 20;
const EVENT_IDS_PER_EPOCH = 1_000_000;
const ID_LENGTH = 8;
const ID_RADIX = 36;

const READ_HISTORY = `
  SELECT w.number, w.epoch AS id, w.identity AS "witnessIdentity", history_identity() AS identity,
         (SELECT last_value FROM outbox_id_seq) AS "lastEventId"
    FROM (SELECT) AS one LEFT JOIN history_witness w ON true`;

export async function readHistory(database: Querier): Promise<HistoryState> {
  const [row] = await database.query<
    { number: number | null; id: string | null } & Pick<HistoryState, 'witnessIdentity' | 'identity' | 'lastEventId'>
  >(READ_HISTORY);
  const { number, id, ...rest } = row!;
  return { ...rest, epoch: number === null || id === null ? null : { number, id } };
}

/** Why a new epoch must begin; null when the history is the one that is known. */
export function causeOfNewEpoch(state: HistoryState, memory: HistoryMemory | null): EpochCause | null {
  if (state.epoch === null) return 'RECOVERED';
  if (state.witnessIdentity !== state.identity) return 'MOVED';
  if (memory === null) return null;
  const wentBack =
    state.epoch.number < memory.number || (state.epoch.id === memory.id && state.lastEventId < memory.lastEventId);
  return wentBack ? 'WENT_BACK' : null;
}

export interface NewEpochOptions {
  memory: HistoryMemory | null;
  /** Those whose effects are in this database: events without one of them are published again. */
  consumers: readonly string[];
}

/**
 * Begins a new epoch if there is (still) a cause to: one node does, the others find it begun. In one transaction, while
 * nobody changes seats or writes events, versions and event ids go beyond all that may have been used, and events whose
 * effects were lost go to the log again. Resolves with the cause, or null when there was none left.
 */
export async function beginEpoch(
  database: Database,
  { memory, consumers }: NewEpochOptions,
): Promise<EpochCause | null> {
  return await database.transaction(async (tx) => {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('history', 0))`);
    const state = await readHistory(tx);
    const cause = causeOfNewEpoch(state, memory);
    if (cause === null) return null;
    // In the order in which those who change seats take them.
    await tx.query('LOCK TABLE seat_maps, outbox IN SHARE ROW EXCLUSIVE MODE');
    await writeEpoch(tx, { state, memory, cause });
    await tx.query(
      `INSERT INTO outbox_pending (outbox_id)
       SELECT o.id FROM outbox o
        WHERE o.topic = 'booking-events'
          AND (SELECT count(*) FROM processed_events p WHERE p.consumer = ANY ($1) AND p.event_id = o.event_id)
              < cardinality($1::text[])
       ON CONFLICT DO NOTHING`,
      [consumers],
    );
    await tx.query(`SELECT pg_notify('outbox', '')`);
    return cause;
  });
}

async function writeEpoch(
  tx: Querier,
  { state, memory, cause }: { state: HistoryState; memory: HistoryMemory | null; cause: EpochCause },
): Promise<void> {
  const [last] = await tx.query<{ number: number }>('SELECT max(number) AS number FROM history_epochs');
  const number = Math.max(last!.number, memory?.number ?? 0) + 1;
  const firstEventId = Math.max(state.lastEventId, memory?.lastEventId ?? 0) + EVENT_IDS_PER_EPOCH;
  const id = newEpochId();
  // A backup of an earlier epoch goes beyond the versions of those that followed it, too.
  const step = (number - last!.number) * VERSIONS_PER_EPOCH;
  await raiseVersions(tx, step);
  await tx.query(`SELECT setval('outbox_id_seq', $1, false)`, [firstEventId]);
  await tx.query('INSERT INTO history_epochs (number, id, first_outbox_id, cause) VALUES ($1, $2, $3, $4)', [
    number,
    id,
    firstEventId,
    cause,
  ]);
  await tx.query('DELETE FROM history_witness');
  await tx.query('INSERT INTO history_witness (epoch, number, identity) VALUES ($1, $2, $3)', [
    id,
    number,
    state.identity,
  ]);
}

function newEpochId(): string {
  return Array.from({ length: ID_LENGTH }, () => randomInt(ID_RADIX).toString(ID_RADIX)).join('');
}
