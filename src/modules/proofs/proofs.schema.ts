import { builder } from '../../schema/builder.ts';
import { ErrorInterface } from '../../schema/errors.ts';
import { ProofRequiredError } from './proof.errors.ts';
import type { ProofChallenge } from './proof-challenges.ts';

const ProofChallengeRef = builder.objectRef<ProofChallenge>('ProofChallenge').implement({
  description:
    'A challenge for a proof of work, as solvers of ALTCHA take it: find the number from 0 to `maxNumber` of which SHA-256 of `salt` with the number after it is `challenge`. The proof is the JSON of `algorithm`, `challenge`, `number`, `salt` and `signature` in Base64. It is good for five minutes, once, and for what it was asked for.',
  fields: (t) => ({
    algorithm: t.exposeString('algorithm', { description: 'Algorithm of the hash: `SHA-256`.' }),
    challenge: t.exposeString('challenge', { description: 'The hash to reach, in hexadecimal digits.' }),
    salt: t.exposeString('salt', { description: 'What the number is appended to.' }),
    maxNumber: t.exposeInt('maxNumber', { description: 'The greatest number to be tried.' }),
    signature: t.exposeString('signature', { description: "The server's signature of the challenge." }),
  }),
});

builder.objectType(ProofRequiredError, {
  name: 'ProofRequiredError',
  description:
    'This costs a proof of work, and none was sent, or one that is not good, too old, or was used before. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    challenge: t.expose('challenge', {
      type: ProofChallengeRef,
      description: 'The challenge to solve: its solution is the `proof` of the same mutation.',
    }),
  }),
});
