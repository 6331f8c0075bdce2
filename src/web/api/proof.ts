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
  const challenge = await send(null).then(
    (answer) => ({ answer, asked: challengeOf(answer) }),
    (error: unknown) => {
      if (!(error instanceof ProofRequired)) throw error;
      return { answer: null, asked: error.challenge };
    },
  );
  if (challenge.asked === null) return challenge.answer as Answer;
  return await send(await solveProof(challenge.asked));
}
