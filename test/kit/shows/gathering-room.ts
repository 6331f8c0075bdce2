import { expect } from 'vitest';
import type { TestClient } from '../callers/client.ts';
import { UpdateShow } from '../callers/operations.graphql.ts';

const HOUR_MS = 3_600_000;

const OPEN = `mutation ($show: UpdateShowInput!, $room: SetWaitingRoomInput!) {
  updateShow(input: $show) { __typename }
  setWaitingRoom(input: $room) { __typename }
}`;
const JOIN = `mutation ($input: JoinWaitingRoomInput!) {
  joinWaitingRoom(input: $input) { ... on JoinWaitingRoomSuccess { entry { id } } }
}`;

/**
 * Gives the show a waiting room that is open, an hour before its sales start: nobody is drawn or admitted yet. Resolves with the id of the entry of
 * the one who has joined.
 */
export async function joinGatheringRoom(
  organiser: Pick<TestClient, 'data'>,
  buyer: Pick<TestClient, 'data'>,
  showId: string,
): Promise<string> {
  const [opensAt, salesStartAt] = [-HOUR_MS, HOUR_MS].map((in_ms) => new Date(Date.now() + in_ms).toISOString());
  await organiser.data(OPEN, { show: { showId, salesStartAt }, room: { showId, opensAt } });
  return await joinRoom(buyer, showId);
}

/** Joins the waiting room of the show. Resolves with the id of the entry. */
export async function joinRoom(buyer: Pick<TestClient, 'data'>, showId: string): Promise<string> {
  const { joinWaitingRoom } = await buyer.data<{ joinWaitingRoom: { entry: { id: string } } }, object>(JOIN, {
    input: { showId },
  });
  return joinWaitingRoom.entry.id;
}

/** Makes a waiting room of the show, or changes it: `room` as `setWaitingRoom` takes it. */
export async function setRoom(organiser: Pick<TestClient, 'data'>, showId: string, room: object): Promise<void> {
  const { setWaitingRoom } = await organiser.data<{ setWaitingRoom: { __typename: string } }, object>(
    'mutation ($input: SetWaitingRoomInput!) { setWaitingRoom(input: $input) { __typename } }',
    { input: { showId, ...room } },
  );
  expect(setWaitingRoom.__typename).toBe('SetWaitingRoomSuccess');
}

/** Moves the start of the show's sales, to so many seconds from now. */
export async function setSalesStart(organiser: Pick<TestClient, 'data'>, showId: string, in_s: number): Promise<void> {
  const salesStartAt = new Date(Date.now() + in_s * 1_000).toISOString();
  await organiser.data(UpdateShow, { input: { showId, salesStartAt } });
}
