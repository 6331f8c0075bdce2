import type { TestClient } from '../callers/client.ts';

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
