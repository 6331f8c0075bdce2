import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guestToken } from '../../packages/client/src/box-office/guest-token.ts';
import { type ProofChallenge, solveProof } from '../../packages/client/src/proof-of-work.ts';
import { startTestApp, type TestApp } from '../kit/product/app.ts';
import { openHallShow } from '../kit/shows/hall-show.ts';

let app: TestApp;
beforeAll(async () => {
  const settings = { GUEST_SESSION_PROOF: 'always', WAITING_ROOM_PROOF: 'always', PROOF_MAX_NUMBER: '2000' };
  app = await startTestApp({ env: settings });
});
afterAll(() => app?.[Symbol.asyncDispose]());

const START = 'mutation ($proof: String) { startGuestSession(input: { proof: $proof }) { token viewer { id } } }';

interface Started {
  data?: { startGuestSession: { token: string } } | null;
  errors?: { extensions: { code: string; challenge: ProofChallenge } }[];
}

async function start(proof: string | null): Promise<Started> {
  return (await app.client().request<object, object>(START, { proof })) as unknown as Started;
}

describe('a guest session that costs a proof of work', () => {
  it('is refused with a challenge, and begun with its solution, once', async () => {
    const { data, errors } = await start(null);
    expect(data ?? null).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'PROOF_REQUIRED' } }]);
    const { challenge } = errors![0]!.extensions;
    const proof = await solveProof(challenge);
    expect((await start(proof)).data?.startGuestSession.token).toEqual(expect.any(String));
    expect((await start(proof)).errors).toMatchObject([{ extensions: { code: 'PROOF_REQUIRED' } }]);
    expect((await start('no proof')).errors).toMatchObject([{ extensions: { code: 'PROOF_REQUIRED' } }]);
    const metrics = await (await fetch(new URL('/metrics', app.url))).text();
    expect(metrics).toMatch(/seatwire_rate_limited_total\{limit="unproved_sessions"\} [1-9]/);
  });

  it('is begun by the client package without more ado', async () => {
    const token = await guestToken({ url: new URL('/graphql', app.url).href, storage: null })();
    const { data } = await app.client(token).request<object, object>('{ viewer { id } }');
    expect(data).toMatchObject({ viewer: { id: expect.stringMatching(/^guest_/) } });
  });
});

describe('joining a waiting room that costs a proof of work', () => {
  const JOIN = `mutation ($showId: ID!, $proof: String) { joinWaitingRoom(input: { showId: $showId, proof: $proof }) {
    __typename
    ... on JoinWaitingRoomSuccess { entry { id } }
    ... on ProofRequiredError { code message challenge { algorithm challenge salt maxNumber signature } }
    ... on Error { code message } } }`;
  interface Joined {
    joinWaitingRoom: { __typename: string; challenge: ProofChallenge };
  }

  it('is a member of the union with the challenge, which is good for that room', async () => {
    const showId = await openHallShow(app.organiser);
    const set = `mutation ($showId: ID!) { setWaitingRoom(input: { showId: $showId }) { __typename } }`;
    await app.organiser.data<object, object>(set, { showId });
    const token = await guestToken({ url: new URL('/graphql', app.url).href, storage: null })();
    const join = async (proof: string | null) =>
      (await app.client(token).data<Joined, object>(JOIN, { showId, proof })).joinWaitingRoom;
    const refused = await join(null);
    expect(refused).toMatchObject({ __typename: 'ProofRequiredError', code: 'PROOF_REQUIRED' });
    const proof = await solveProof(refused.challenge);
    expect(await join(proof)).toMatchObject({ __typename: 'JoinWaitingRoomSuccess' });
    // Who is in it need not prove anything.
    expect(await join(null)).toMatchObject({ __typename: 'JoinWaitingRoomSuccess' });
  });
});
