import { type ProofChallenge, solveProof } from '../../../packages/client/src/proof-of-work.ts';
import { ProofRequired } from './graphql.ts';

/**
 * Sends what may cost a proof of work: first without one, and where the server asks for it, once more with the solution. What has a result union, such as
 * `joinWaitingRoom`, says with `challengeOf` whether it was refused for that.
 */
export async function withProof<Answer>(
  send: (proof: string | null) => Promise<Answer>,
  challengeOf: (answer: Answer) => ProofChallenge | null = () => null,
): Promise<Answer> {
  let asked: ProofChallenge;
  try {
    const answer = await send(null);
    const challenge = challengeOf(answer);
    if (challenge === null) return answer;
    asked = challenge;
  } catch (error) {
    if (!(error instanceof ProofRequired)) throw error;
    asked = error.challenge;
  }
  return await send(await solveProof(asked));
}
