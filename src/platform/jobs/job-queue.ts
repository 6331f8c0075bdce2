import { randomUUID } from 'node:crypto';
import { isOutage } from '../outages/outage.ts';
import type { PreparedStatement, Querier } from '../postgres/database.ts';

/**
 * The statements on a table whose rows are jobs, each from a file. The table has a column of when a job is due, a `timestamptz(3)`:
 * while a node has the job, that is the end of its claim, and tells this claim from a later one.
 */
export interface JobStatements {
  /**
   * Takes jobs that are due, the longest due first: those that are locked are passed over. Its parameters are the values of the
   * scope, then how many at most, the lease in milliseconds and, where there is `undoClaim`, the claim's id. Returns jobId,
   * claimedUntil and what else a job has.
   */
  claimDue: PreparedStatement;
  /** Returns wait_ms, until the next job of the scope is due; no row when none waits. */
  nextDue: PreparedStatement;
  /**
   * Where leases are long: a claim whose answer is lost, since PostgreSQL has gone away, may have been made, and this node does not
   * know of what. Takes the jobs back that the claim with the id `$1` still has; it runs before the next claim.
   */
  undoClaim?: string;
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
   * Writes down what became of a claimed job: a statement whose `$1` is the job's id, `$2` the end of its claim and `$3` … are
   * `values`, and that changes nothing once the claim is over and the job with another node, or done.
   */
  change(claim: Claim, statement: string, ...values: unknown[]): Promise<void>;
}

/** `lease_ms`: longer than a job may take; a node that dies leaves its jobs to the others after this. */
export function createJobQueue<Job extends object>(
  database: Querier,
  { claimDue, nextDue, undoClaim }: JobStatements,
  { lease_ms }: { lease_ms: number },
): JobQueue<Job> {
  /** Claims of which nobody knows whether they were made. */
  const lost = new Set<string>();

  /** Nobody is at the jobs of such a claim: who made it has never heard of them. */
  async function undoLostClaims(statement: string): Promise<void> {
    for (const claimId of lost) {
      await database.query(statement, [claimId]);
      lost.delete(claimId);
    }
  }

  return {
    async claim(limit, ...scope) {
      if (undoClaim === undefined) return await database.query<Job & Claim>(claimDue, [...scope, limit, lease_ms]);
      await undoLostClaims(undoClaim);
      const claimId = randomUUID();
      try {
        return await database.query<Job & Claim>(claimDue, [...scope, limit, lease_ms, claimId]);
      } catch (error) {
        if (isOutage(error)) lost.add(claimId);
        throw error;
      }
    },
    async untilNext_ms(...scope) {
      const [next] = await database.query<{ wait_ms: number }>(nextDue, scope);
      return next ? Math.max(1, Math.ceil(next.wait_ms)) : null;
    },
    async change({ jobId, claimedUntil }, statement, ...values) {
      await database.query(statement, [jobId, claimedUntil, ...values]);
    },
  };
}
