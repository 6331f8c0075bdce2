import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import type * as api from '../../generated/web/operations.ts';
import type { Outcome, Room, RoomEntry } from './box-office-types.ts';
import type { Make } from './change-office.ts';
import { withProof } from './proof.ts';
import { JOIN_ROOM, LEAVE_ROOM, VISITED_ROOM } from './room.graphql.ts';

/** A show's waiting room, and the caller's entry in it. */
export interface VisitedRoom {
  /** Null: no admission is needed. */
  room: Room | null;
  /** That has not ended; else the one that was known, as it has ended. Null: the caller has not joined. */
  entry: RoomEntry | null;
}

/** Waiting rooms as the page uses them. */
export interface RoomOffice {
  /** `entryId`: an entry that the page knows; null: none. */
  visitedRoom(showId: string, entryId: string | null): Promise<VisitedRoom>;
  /** Who has joined gets the entry that is there; an admission lasts longer then. */
  joinRoom(input: api.JoinWaitingRoomInput): Promise<Outcome<RoomEntry>>;
  leaveRoom(input: api.LeaveWaitingRoomInput): Promise<Outcome<RoomEntry>>;
}

/** Asks as the guest, or as nobody where there is none. */
export type Ask = <Data, Variables>(
  query: TypedDocument<Data, Variables>,
  variables: NoInfer<Variables>,
) => Promise<Data>;

export function createRoomOffice({ make, ask }: { make: Make; ask: Ask }): RoomOffice {
  return {
    async visitedRoom(showId, entryId) {
      const { show, known } = await ask(VISITED_ROOM, {
        showId,
        entryId: entryId ?? showId,
        hasEntry: entryId !== null,
      });
      const room = show?.waitingRoom ?? null;
      const ended = known?.__typename === 'WaitingRoomEntry' ? known : null;
      return { room, entry: room?.viewerEntry ?? ended };
    },
    joinRoom: (input) =>
      withProof(
        (proof) => make(JOIN_ROOM, proof === null ? input : { ...input, proof }, ({ entry }) => entry),
        (outcome) => (outcome.ok ? null : (outcome.refusal.challenge ?? null)),
      ),
    leaveRoom: (input) => make(LEAVE_ROOM, input, ({ entry }) => entry),
  };
}
