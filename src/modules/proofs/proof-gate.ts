import type { Reports } from '../../platform/observability/reports.ts';
import type { Rate, RateLimiter } from '../../platform/rate-limits/rate-limiter.ts';
import { ProofRequiredError } from './proof.errors.ts';
import { PROOF_TTL_MS, type ProofChallenges, type ProofPurpose } from './proof-challenges.ts';

export interface ProofSettings {
  /** When a guest session costs a proof of work. */
  sessions: 'off' | 'on-demand' | 'always';
  /** On demand: so many of one address are free for long, and five times as many at once; 0: any number. */
  freeSessionsPerMinute: number;
  /** Whether joining a waiting room does. */
  joins: 'off' | 'always';
}

/** Asks for proofs of work where they are due. Each throws ProofRequiredError, with a challenge. */
export interface ProofGate {
  admitSession(address: string | null, proof: string | null): Promise<void>;
  admitJoin(showId: string, proof: string | null): Promise<void>;
}

export interface ProofGateDeps {
  challenges: ProofChallenges;
  /** Of all nodes: a solution is used once. */
  limiter: RateLimiter;
  /** Of this node, in memory: whether it is flooded. */
  ownLimiter: RateLimiter;
  settings: ProofSettings;
  reports: Reports;
}

const MINUTE_MS = 60_000;
const BURST_MINUTES = 5;
/** More sessions than that, from whatever addresses, are a flood: an on-sale of a hundred thousand people begins as many in a quarter of an hour. */
const FLOOD: Rate = { burst: 1_000, interval_ms: 10 };
/** A bucket with one token, which is not full again before the challenge has expired. */
const ONCE: Rate = { burst: 1, interval_ms: 2 * PROOF_TTL_MS };

export function createProofGate({ challenges, limiter, ownLimiter, settings, reports }: ProofGateDeps): ProofGate {
  const free: Rate = {
    burst: BURST_MINUTES * settings.freeSessionsPerMinute,
    interval_ms: MINUTE_MS / settings.freeSessionsPerMinute,
  };

  async function isGood(purpose: ProofPurpose, proof: string | null): Promise<boolean> {
    const solved = proof === null ? null : challenges.check(purpose, proof);
    return solved !== null && (await limiter.take(`proof:${solved}`, ONCE)) === 0;
  }

  async function isFree(address: string | null): Promise<boolean> {
    if (address === null) return true;
    // The address first: what one is refused must not use up what is there for all.
    const isFreeThere = free.burst === 0 || (await limiter.take(`unproved_sessions:${address}`, free)) === 0;
    return isFreeThere && (await ownLimiter.take('unproved_sessions', FLOOD)) === 0;
  }

  async function demand(purpose: ProofPurpose, proof: string | null): Promise<void> {
    if (await isGood(purpose, proof)) return;
    reports.report(purpose === 'guest-session' ? 'unproved_sessions' : 'unproved_joins');
    throw new ProofRequiredError(challenges.issue(purpose), proof !== null);
  }

  return {
    async admitSession(address, proof) {
      if (settings.sessions === 'off') return;
      if (settings.sessions === 'on-demand' && proof === null && (await isFree(address))) return;
      await demand('guest-session', proof);
    },
    async admitJoin(showId, proof) {
      if (settings.joins === 'always') await demand(`join:${showId}`, proof);
    },
  };
}
