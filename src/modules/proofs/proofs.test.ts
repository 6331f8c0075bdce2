import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createMemoryRateLimiter } from '../../platform/rate-limits/memory-rate-limiter.ts';
import { ProofRequiredError } from './proof.errors.ts';
import { createProofChallenges, PROOF_TTL_MS, type ProofChallenge } from './proof-challenges.ts';
import { createProofGate, type ProofSettings } from './proof-gate.ts';

const SECRET = 'of the tests';
const PURPOSE = 'guest-session';

function challengesAt(clock: { now: number }, secret = SECRET) {
  return createProofChallenges({ secret, maxNumber: 500, now: () => clock.now });
}

describe('a challenge', () => {
  it('is solved by trying numbers, and any node with the secret knows its solution', async () => {
    const clock = { now: 1_000_000 };
    const challenge = challengesAt(clock).issue(PURPOSE);
    expect(challenge).toMatchObject({ algorithm: 'SHA-256', maxNumber: 500 });
    const proof = solveProof(challenge);
    const { number } = JSON.parse(Buffer.from(proof, 'base64').toString());
    expect(createHash('sha256').update(`${challenge.salt}${number}`).digest('hex')).toBe(challenge.challenge);
    expect(challengesAt(clock).check(PURPOSE, proof)).toBe(challenge.challenge);
    expect(challengesAt(clock, 'another').check(PURPOSE, proof)).toBeNull();
  });

  it('is good for what it was asked for, and for five minutes', async () => {
    const clock = { now: 1_000_000 };
    const challenges = challengesAt(clock);
    const proof = solveProof(challenges.issue('join:show_1'));
    expect(challenges.check('join:show_1', proof)).not.toBeNull();
    expect(challenges.check('join:show_2', proof)).toBeNull();
    expect(challenges.check(PURPOSE, proof)).toBeNull();
    clock.now += PROOF_TTL_MS - 1;
    expect(challenges.check('join:show_1', proof)).not.toBeNull();
    clock.now += 1;
    expect(challenges.check('join:show_1', proof)).toBeNull();
  });

  it.each([
    ['nothing', () => ''],
    ['no Base64', () => '%%%'],
    ['no JSON', () => btoa('{')],
    ['null', () => btoa('null')],
    ['a list', () => btoa('[]')],
    ['too much', () => btoa('x'.repeat(1_000))],
    ['another number', (of: Solution) => encoded({ ...of, number: of.number + 1 })],
    ['a number that is none', (of: Solution) => encoded({ ...of, number: `${of.number}` })],
    ['no signature', (of: Solution) => encoded({ ...of, signature: '' })],
    ['another signature', (of: Solution) => encoded({ ...of, signature: '0'.repeat(64) })],
    ['a challenge of their own', (of: Solution) => encoded({ ...of, salt: 's', challenge: hash(`s${of.number}`) })],
    [
      'a later time, made of digits of the number',
      (of: Solution) =>
        encoded({ ...of, salt: `${of.salt}${`${of.number}`[0]}`, number: Number(`${of.number}`.slice(1)) }),
    ],
  ])('has a solution that is not %s', async (_what, forge) => {
    const clock = { now: 1_000_000 };
    const challenges = challengesAt(clock);
    const solution = JSON.parse(atob(solveProof(challenges.issue(PURPOSE)))) as Solution;
    expect(challenges.check(PURPOSE, encoded(solution))).not.toBeNull();
    expect(challenges.check(PURPOSE, forge(solution))).toBeNull();
  });
});

describe('the gate', () => {
  function gate(settings: Partial<ProofSettings>) {
    const refused: string[] = [];
    const limiter = createMemoryRateLimiter();
    const ownLimiter = createMemoryRateLimiter();
    /** What was asked of the node's own. */
    const ofNode: string[] = [];
    const made = createProofGate({
      challenges: challengesAt({ now: Date.now() }),
      limiter,
      ownLimiter: {
        ...ownLimiter,
        async take(key, rate) {
          ofNode.push(key);
          return await ownLimiter.take(key, rate);
        },
      },
      settings: { sessions: 'off', freeSessionsPerMinute: 1, joins: 'off', ...settings },
      reports: { report: (limit: string) => refused.push(limit), listen: () => undefined } as never,
    });
    return { gate: made, refused, ofNode };
  }
  async function refusalOf(attempt: Promise<void>): Promise<ProofRequiredError> {
    const error = await attempt.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ProofRequiredError);
    return error as ProofRequiredError;
  }

  it('asks for nothing where it is off', async () => {
    const { gate: open } = gate({});
    for (let i = 0; i < 20; i += 1) await open.admitSession('192.0.2.1', null);
    await open.admitJoin('show_1', null);
  });

  it('takes a solution once', async () => {
    const { gate: always, refused } = gate({ sessions: 'always' });
    const { challenge } = await refusalOf(always.admitSession('192.0.2.1', null));
    const proof = solveProof(challenge);
    await always.admitSession('192.0.2.1', proof);
    const again = await refusalOf(always.admitSession('192.0.2.1', proof));
    expect(again.message).toContain('was used before');
    expect(again.challenge.challenge).not.toBe(challenge.challenge);
    expect(refused).toEqual(['unproved_sessions', 'unproved_sessions']);
  });

  it('asks on demand where an address has begun many, which those with a proof are not among', async () => {
    const { gate: onDemand } = gate({ sessions: 'on-demand' });
    for (let i = 0; i < 5; i += 1) await onDemand.admitSession('192.0.2.1', null);
    const { challenge } = await refusalOf(onDemand.admitSession('192.0.2.1', null));
    await onDemand.admitSession('192.0.2.1', solveProof(challenge));
    await onDemand.admitSession('192.0.2.2', null);
  });

  it('asks everybody while the node is flooded', async () => {
    const { gate: flooded } = gate({ sessions: 'on-demand', freeSessionsPerMinute: 0 });
    const attempts = Array.from({ length: 1_500 }, (_, i) => flooded.admitSession(`192.0.${i >> 8}.${i & 255}`, null));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
  });

  it('lets what one address is refused flood nobody else', async () => {
    const { gate: onDemand, ofNode } = gate({ sessions: 'on-demand' });
    await Promise.allSettled(Array.from({ length: 20 }, () => onDemand.admitSession('192.0.2.1', null)));
    expect(ofNode).toHaveLength(5);
    await onDemand.admitSession('192.0.2.2', null);
    expect(ofNode).toHaveLength(6);
  });

  it('asks for a proof for one waiting room', async () => {
    const { gate: joins } = gate({ joins: 'always' });
    const { challenge } = await refusalOf(joins.admitJoin('show_1', null));
    const proof = solveProof(challenge);
    await refusalOf(joins.admitJoin('show_2', proof));
    await joins.admitJoin('show_1', proof);
  });
});

interface Solution {
  challenge: string;
  salt: string;
  number: number;
  signature: string;
}

function solveProof({ challenge, salt, signature, maxNumber }: ProofChallenge): string {
  for (let number = 0; number <= maxNumber; number += 1) {
    if (hash(`${salt}${number}`) === challenge) return encoded({ challenge, salt, number, signature });
  }
  throw new Error('There is no solution.');
}

function encoded(solution: object): string {
  return btoa(JSON.stringify(solution));
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
