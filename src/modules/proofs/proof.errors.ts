import { DomainError } from '../../shared/errors.ts';
import type { ProofChallenge } from './proof-challenges.ts';

declare module '../../shared/errors.ts' {
  interface ErrorCodes {
    PROOF_REQUIRED: true;
  }
}

/** This costs a proof of work, and none was sent, or not a good one; nothing was changed. */
export class ProofRequiredError extends DomainError {
  readonly code = 'PROOF_REQUIRED';
  /** One to solve, and to send the solution of. */
  readonly challenge: ProofChallenge;

  constructor(challenge: ProofChallenge, wasSent: boolean) {
    super(
      wasSent
        ? 'The proof of work is not good, was used before, or is too old: solve this challenge.'
        : 'This costs a proof of work: solve the challenge, and send its solution as `proof`.',
    );
    this.challenge = challenge;
  }
}
