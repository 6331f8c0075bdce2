import type { Database, Querier } from '../../platform/postgres/database.ts';
import { tellShowChange } from '../shows/show-events.ts';
import type { EntryEnd, LockedRoom } from './room.ts';
import { admit, beginDraw, claimRoom, draw, endAdmissions, saveTick, type TickResult } from './room-writer.ts';

/** What a tick does to a room and its entries, in a transaction. All but `claim` are for rooms that it has locked. */
export interface RoomRows {
  /**
   * Locks the room where its tick is due, and before its draw the show, which that changes. Null: it is not due, or another node has just done
   * it.
   */
  claim(showId: string): Promise<LockedRoom | null>;
  /** From then on it is settled who is drawn. */
  beginDraw(showId: string): Promise<void>;
  /** Gives the next `count` of those who are drawn their places. Resolves with whether all have them. */
  draw(showId: string, count: number): Promise<boolean>;
  /** Tells everybody that the draw has been held. */
  tellDrawn(showId: string): Promise<void>;
  /** Ends admissions that are paid, and of the idle ones those that are not needed any more. */
  endAdmissions(
    showId: string,
    ending: { revision: number; idleOwnerIds: readonly string[] },
  ): Promise<{ ownerId: string; endReason: EntryEnd }[]>;
  /** Admits the next `count` of who waits. */
  admit(showId: string, admitting: { revision: number; count: number }): Promise<{ ownerId: string; place: number }[]>;
  saveTick(showId: string, result: TickResult): Promise<void>;
}

/** Where rooms and entries are: PostgreSQL, and the simulation's memory (test/kit/on-sale). */
export interface RoomTransactions {
  /** Runs `work` in one transaction: all of it, or nothing. */
  run<T>(work: (rows: RoomRows) => Promise<T>): Promise<T>;
}

export function createRoomTransactions(database: Database): RoomTransactions {
  return { run: (work) => database.transaction((tx) => work(rowsIn(tx))) };
}

function rowsIn(tx: Querier): RoomRows {
  return {
    claim: (showId) => claimRoom(tx, showId),
    beginDraw: (showId) => beginDraw(tx, showId),
    draw: (showId, count) => draw(tx, showId, count),
    tellDrawn: (showId) => tellShowChange(tx, showId, 'system'),
    endAdmissions: (showId, ending) => endAdmissions(tx, showId, ending),
    admit: (showId, admitting) => admit(tx, showId, admitting),
    saveTick: (showId, result) => saveTick(tx, showId, result),
  };
}
