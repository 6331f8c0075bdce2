import { text } from '../../schema/input-bounds/bounds.ts';
import { MAX_PROOF_CHARS } from './proof-challenges.ts';

/** The input field `proof`. */
export const PROOF = text(MAX_PROOF_CHARS);
export const PROOF_DESCRIPTION =
  'The solution of a challenge that this mutation has answered with, where it costs a proof of work; see ProofChallenge.';
