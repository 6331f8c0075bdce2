import { randomInt } from 'node:crypto';
import type { Database, Querier } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
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

const READ_HISTORY = readStatement(new URL('./sql/read-history.sql', import.meta.url));
const LOCK_HISTORY = readStatement(new URL('./sql/lock-history.sql', import.meta.url));
const LOCK_TABLES = readStatement(new URL('./sql/lock-tables.sql', import.meta.url));
const PUBLISH_AGAIN = readStatement(new URL('./sql/publish-again.sql', import.meta.url));
const WAKE_RELAY = readStatement(new URL('./sql/wake-relay.sql', import.meta.url));
const LAST_EPOCH = readStatement(new URL('./sql/last-epoch.sql', import.meta.url));
const SKIP_EVENT_IDS = readStatement(new URL('./sql/skip-event-ids.sql', import.meta.url));
const INSERT_EPOCH = readStatement(new URL('./sql/insert-epoch.sql', import.meta.url));
const EMPTY_WITNESS = readStatement(new URL('./sql/empty-witness.sql', import.meta.url));
const SET_WITNESS = readStatement(new URL('./sql/set-witness.sql', import.meta.url));

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
    await tx.query(LOCK_HISTORY);
    const state = await readHistory(tx);
    const cause = causeOfNewEpoch(state, memory);
    if (cause === null) return null;
    await tx.query(LOCK_TABLES);
    await writeEpoch(tx, { state, memory, cause });
    await tx.query(PUBLISH_AGAIN, [consumers]);
    await tx.query(WAKE_RELAY);
    return cause;
  });
}

async function writeEpoch(
  tx: Querier,
  { state, memory, cause }: { state: HistoryState; memory: HistoryMemory | null; cause: EpochCause },
): Promise<void> {
  const [last] = await tx.query<{ number: number }>(LAST_EPOCH);
  const number = Math.max(last!.number, memory?.number ?? 0) + 1;
  const firstEventId = Math.max(state.lastEventId, memory?.lastEventId ?? 0) + EVENT_IDS_PER_EPOCH;
  const id = newEpochId();
  // A backup of an earlier epoch goes beyond the versions of those that followed it, too.
  const step = (number - last!.number) * VERSIONS_PER_EPOCH;
  await raiseVersions(tx, step);
  await tx.query(SKIP_EVENT_IDS, [firstEventId]);
  await tx.query(INSERT_EPOCH, [number, id, firstEventId, cause]);
  await tx.query(EMPTY_WITNESS);
  await tx.query(SET_WITNESS, [id, number, state.identity]);
}

function newEpochId(): string {
  return Array.from({ length: ID_LENGTH }, () => randomInt(ID_RADIX).toString(ID_RADIX)).join('');
}
