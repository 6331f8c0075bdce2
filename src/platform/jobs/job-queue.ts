import { randomUUID } from 'node:crypto';
import { isOutage } from '../outages/outage.ts';
import { prepared, type Querier } from '../postgres/database.ts';

/**
 * Where jobs wait: rows of a table with a column of when each is due. While a node has one, that column is the end of its
 * claim, and tells this claim from a later one. In conditions the row is called `due`.
 */
export interface JobTable {
  table: string;
  /** The column of the primary key, a text. */
  id: string;
  /** The column of when it is due, a `timestamptz(3)`. */
  dueAt: string;
  /** Whether the row's job is still to be done. Wants a partial index on `dueAt`. */
  isOpen: string;
  /** Which of them are asked for: `$1` … are the values of the scope. Default all. */
  isInScope?: string;
  /** How many values a scope has. Default 0. */
  scopeSize?: number;
  /** What else a claim changes. Default nothing. */
  onClaim?: string;
  /** What is told of a claimed job, where it is not of the names in `Claim`. */
  columns: string;
  /** Longer than a job may take: a node that dies leaves its jobs to the others after this. */
  lease_ms: number;
  /**
   * Where leases are long: the column, a text, of which claim has the job. A claim whose answer is lost, since PostgreSQL has
   * gone away, may have been made, and this node does not know of what: it is undone before the next one.
   */
  lostClaims?: {
    column: string;
    /** What is to be changed back of `onClaim`. */
    undo: string;
  };
}

export interface Claim {
  jobId: string;
  claimedUntil: Date;
}

/** The jobs of one table, for all nodes: each is with one of them at a time. */
export interface JobQueue<Job extends object> {
  /** Takes up to `limit` that are due, the longest due first. */
  claim(limit: number, ...scope: unknown[]): Promise<(Job & Claim)[]>;
  /** Until the next is due, at least 1; null when none waits. */
  untilNext_ms(...scope: unknown[]): Promise<number | null>;
  /**
   * Sets columns of a claimed job, and its next time among them; `$3` … are `values`. Changes nothing once the claim is
   * over and the job with another node, or done.
   */
  change(claim: Claim, set: string, ...values: unknown[]): Promise<void>;
}

/** A queue over that table. Names and conditions are SQL: never of anybody's input. */
export function createJobQueue<Job extends object>(database: Querier, jobs: JobTable): JobQueue<Job> {
  const { table, id, dueAt, isOpen, isInScope = 'true', scopeSize = 0, onClaim, columns, lease_ms, lostClaims } = jobs;
  const limitAt = scopeSize + 1;
  const claimedBy = lostClaims ? `${lostClaims.column} = $${limitAt + 1}, ` : '';
  /** Claims of which nobody knows whether they were made. */
  const lost = new Set<string>();
  // Due times are rounded to milliseconds, so now() is as well: what was queued a moment ago is due.
  const claimDue = prepared(`
    UPDATE ${table} AS job
       SET ${claimedBy}${onClaim ? `${onClaim}, ` : ''}${dueAt} = now() + ${Number(lease_ms)} * interval '1 millisecond'
      FROM (
        SELECT due.${id} AS due_id FROM ${table} AS due
         WHERE ${isOpen} AND ${isInScope} AND due.${dueAt} <= now()::timestamptz(3)
         ORDER BY due.${dueAt} LIMIT $${limitAt} FOR UPDATE OF due SKIP LOCKED
      ) AS claimed
     WHERE job.${id} = due_id
    RETURNING ${id} AS "jobId", ${dueAt} AS "claimedUntil", ${columns}`);
  const nextDue = prepared(`
    SELECT (extract(epoch FROM due.${dueAt} - now()) * 1000)::float8 AS wait_ms FROM ${table} AS due
     WHERE ${isOpen} AND ${isInScope} ORDER BY due.${dueAt} LIMIT 1`);

  /** Nobody is at the jobs of such a claim: who made it has never heard of them. */
  async function undoLostClaims({ column, undo }: { column: string; undo: string }): Promise<void> {
    for (const claimId of lost) {
      await database.query(
        `UPDATE ${table} AS due SET ${undo}, ${dueAt} = now() WHERE due.${column} = $1 AND due.${dueAt} > now() AND ${isOpen}`,
        [claimId],
      );
      lost.delete(claimId);
    }
  }

  return {
    async claim(limit, ...scope) {
      if (!lostClaims) return await database.query<Job & Claim>(claimDue, [...scope, limit]);
      await undoLostClaims(lostClaims);
      const claimId = randomUUID();
      try {
        return await database.query<Job & Claim>(claimDue, [...scope, limit, claimId]);
      } catch (error) {
        if (isOutage(error)) lost.add(claimId);
        throw error;
      }
    },
    async untilNext_ms(...scope) {
      const [next] = await database.query<{ wait_ms: number }>(nextDue, scope);
      return next ? Math.max(1, Math.ceil(next.wait_ms)) : null;
    },
    async change({ jobId, claimedUntil }, set, ...values) {
      await database.query(
        `UPDATE ${table} AS due SET ${set} WHERE due.${id} = $1 AND due.${dueAt} = $2 AND ${isOpen}`,
        [jobId, claimedUntil, ...values],
      );
    },
  };
}
