import { sharedSecret } from '../../platform/postgres/shared-secret.ts';
import { createMemoryRateLimiter } from '../../platform/rate-limits/memory-rate-limiter.ts';
import type { ModuleManifest } from '../manifest.ts';
import { createProofChallenges, type ProofChallenges } from './proof-challenges.ts';
import { createProofGate, type ProofGate } from './proof-gate.ts';
import './proofs.schema.ts';

declare module '../manifest.ts' {
  interface Components {
    proofChallenges: ProofChallenges;
    proofs: ProofGate;
  }
}

export const proofsModule = {
  errorCodes: {
    PROOF_REQUIRED: 'This costs a proof of work: solve the challenge.',
  },
  opened: {
    proofChallenges: async ({ database, config }) =>
      createProofChallenges({
        secret: await sharedSecret(database, 'proofs'),
        maxNumber: config.proofs.maxNumber,
      }),
  },
  components: {
    proofs: ({ proofChallenges: challenges, limiter, config, limitReports: reports }) =>
      createProofGate({ challenges, limiter, ownLimiter: createMemoryRateLimiter(), settings: config.proofs, reports }),
  },
} as const satisfies ModuleManifest;
