import { isOutage } from '../../platform/outages/outage.ts';
import { type Database, prepared } from '../../platform/postgres/database.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import { pause } from '../../platform/timing/pause.ts';

/** A claim whose work an outage has ended. */
export interface EndedClaim {
  principalId: string;
  key: string;
  subjectId: string;
}

export interface KeyReleases {
  /** Lets a retry take the key over as soon as PostgreSQL can be told, and not only when the lease ends. */
  releaseLater(claim: EndedClaim): void;
}

const AGAIN_MS = 250;
/** Beyond it keys wait for the end of their lease. */
const MAX_WAITING = 10_000;

const RELEASE_KEY = prepared(readStatement(new URL('./sql/release-key.sql', import.meta.url)));

/**
 * Gives up claims that could not be given up at once, since PostgreSQL was away or had just ended the connection. `lease_ms`: after
 * that they end by themselves.
 */
export function createKeyReleases(database: Pick<Database, 'query'>, lease_ms: number): KeyReleases {
  /** With when each was ended. What PostgreSQL did not take is at the end. */
  const waiting = new Map<EndedClaim, number>();
  let isRunning = false;

  async function run(): Promise<void> {
    while (waiting.size > 0) {
      await pause(AGAIN_MS, { keepsAlive: false });
      await releaseAll();
    }
    isRunning = false;
  }

  /** Each once, or up to the first that tells that PostgreSQL is still away. */
  async function releaseAll(): Promise<void> {
    for (const [claim, ended_ms] of [...waiting]) {
      const left_ms = lease_ms - (performance.now() - ended_ms);
      waiting.delete(claim);
      try {
        if (left_ms > 0) await database.query(RELEASE_KEY, [claim.principalId, claim.key, claim.subjectId, left_ms]);
      } catch (error) {
        waiting.set(claim, ended_ms);
        if (isOutage(error)) return;
      }
    }
  }

  return {
    releaseLater(claim) {
      if (waiting.size >= MAX_WAITING) return;
      waiting.set(claim, performance.now());
      if (isRunning) return;
      isRunning = true;
      void run();
    },
  };
}
