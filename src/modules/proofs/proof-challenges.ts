import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/**
 * A challenge as ALTCHA's solvers take it: to find the number, from 0 to `maxNumber`, of which SHA-256 of `salt` with the number after it is
 * `challenge` (hexadecimal). Whoever has the secret can tell that it is theirs by the signature: nothing is kept of it.
 */
export interface ProofChallenge {
  algorithm: 'SHA-256';
  challenge: string;
  salt: string;
  maxNumber: number;
  signature: string;
}

/** What it is solved for: a solution for one thing is none for another. */
export type ProofPurpose = 'guest-session' | `join:${string}`;

export interface ProofChallenges {
  issue(purpose: ProofPurpose): ProofChallenge;
  /** The challenge that it solves. Null: it is not the solution of one of ours for that, or too old. Whether it was used before, others know. */
  check(purpose: ProofPurpose, proof: string): string | null;
}

/** Long enough for a slow telephone, and short enough that none are worth storing up. */
export const PROOF_TTL_MS = 5 * 60_000;
/** Base64 of what a solution consists of, with room. */
export const MAX_PROOF_CHARS = 1_000;

export interface ProofChallengesOptions {
  /** The same on every node. */
  secret: string;
  /** On average half as many numbers are tried. */
  maxNumber: number;
  now?: () => number;
}

export function createProofChallenges({ secret, maxNumber, now = Date.now }: ProofChallengesOptions): ProofChallenges {
  const sign = (challenge: string) => createHmac('sha256', secret).update(challenge).digest();
  return {
    issue(purpose) {
      const expiresAt_s = Math.ceil((now() + PROOF_TTL_MS) / 1_000);
      // The `&` at the end: else digits of the number could be passed off as digits of the time.
      const salt = `${randomBytes(12).toString('hex')}?expires=${expiresAt_s}&purpose=${encodeURIComponent(purpose)}&`;
      const challenge = hashOf(salt, randomInt(maxNumber + 1));
      return { algorithm: 'SHA-256', challenge, salt, maxNumber, signature: sign(challenge).toString('hex') };
    },
    check(purpose, proof) {
      const solution = read(proof);
      if (!solution) return null;
      const { challenge, salt, number, signature } = solution;
      const given = Buffer.from(signature, 'hex');
      const expected = sign(challenge);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      if (hashOf(salt, number) !== challenge || !salt.endsWith('&')) return null;
      const terms = new URLSearchParams(salt.slice(salt.indexOf('?') + 1));
      const isGood = terms.get('purpose') === purpose && 1_000 * Number(terms.get('expires')) > now();
      return isGood ? challenge : null;
    },
  };
}

function hashOf(salt: string, number: number): string {
  return createHash('sha256').update(`${salt}${number}`).digest('hex');
}

interface Solution {
  challenge: string;
  salt: string;
  number: number;
  signature: string;
}

/** Base64 of the solution as JSON, as ALTCHA's solvers write it. */
function read(proof: string): Solution | null {
  if (proof.length > MAX_PROOF_CHARS) return null;
  try {
    const solution = JSON.parse(Buffer.from(proof, 'base64').toString('utf8')) as Partial<Solution> | null;
    const { challenge, salt, number, signature } = solution ?? {};
    if (typeof challenge !== 'string' || typeof salt !== 'string' || typeof signature !== 'string') return null;
    return Number.isSafeInteger(number) && number! >= 0 ? { challenge, salt, number: number!, signature } : null;
  } catch {
    return null;
  }
}
