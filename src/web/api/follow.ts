import { type Client, createClient } from 'graphql-ws/client';
import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import { BOOKING_CHANGES, LOCK_CHANGES } from './box-office.graphql.ts';
import type { Booking, Room, RoomEntry, SeatLock } from './box-office-types.ts';
import type { CallerSession } from './guest-session.ts';
import { ROOM_CHANGES, ROOM_ENTRY_CHANGES } from './room.graphql.ts';

/** Tells how the guest's own lock, booking or entry of a waiting room fares: now, and at each change, across drops of the connection. */
export interface Follower {
  lock(id: string, onNews: (lock: SeatLock) => void): () => void;
  booking(id: string, onNews: (booking: Booking) => void): () => void;
  roomEntry(id: string, onNews: (entry: RoomEntry) => void): () => void;
  /** The room of a show, which is the same for all. `onRefused`: there is none that is on, and nothing more is told. */
  room(showId: string, listener: { onNews(room: Room): void; onRefused(): void }): () => void;
}

/** Connects when there is something to follow, with a socket of its own: the map's is everybody's and has no token. */
export function createFollower({ endpoint, session }: { endpoint: string; session: CallerSession }): Follower {
  let client = connect();

  /** A socket is the caller's whose token it was opened with. */
  function connect(): { ofToken: string | null; socket: Client } {
    const ofToken = session.token;
    const socket = createClient({
      url: endpoint.replace(/^http/, 'ws'),
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => true,
      connectionParams: () => (session.token ? { authorization: `Bearer ${session.token}` } : {}),
    });
    return { ofToken, socket };
  }

  function follow<Data>(
    query: TypedDocument<Data, { id: string }>,
    id: string,
    onNews: (data: Data) => void,
    onRefused = () => {},
  ): () => void {
    let isWanted = true;
    // The former one closes with the last that is followed over it.
    if (client.ofToken !== session.token) client = connect();
    const end = client.socket.subscribe<Data>(
      { query, variables: { id } },
      // A subscription that is refused or lost for good is no harm: the page also asks at the deadline.
      {
        next: ({ data }) => isWanted && data && onNews(data),
        error: () => isWanted && onRefused(),
        complete: () => {},
      },
    );
    return () => {
      isWanted = false;
      end();
    };
  }

  return {
    lock: (id, onNews) => follow(LOCK_CHANGES, id, ({ seatLock }) => onNews(seatLock)),
    booking: (id, onNews) => follow(BOOKING_CHANGES, id, ({ booking }) => onNews(booking)),
    roomEntry: (id, onNews) => follow(ROOM_ENTRY_CHANGES, id, ({ waitingRoomEntry }) => onNews(waitingRoomEntry)),
    room: (showId, { onNews, onRefused }) =>
      follow(ROOM_CHANGES, showId, ({ waitingRoom }) => onNews(waitingRoom), onRefused),
  };
}
