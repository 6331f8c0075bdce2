import { createClient } from 'graphql-ws/client';
import type { TypedDocument } from '../../../packages/client/src/typed-document.ts';
import { BOOKING_CHANGES, LOCK_CHANGES } from './box-office.graphql.ts';
import type { Booking, SeatLock } from './box-office-types.ts';
import type { CallerSession } from './guest-session.ts';

/** Tells how the guest's own lock or booking fares: now, and at each change, across drops of the connection. */
export interface Follower {
  lock(id: string, onNews: (lock: SeatLock) => void): () => void;
  booking(id: string, onNews: (booking: Booking) => void): () => void;
}

/** Connects when there is something to follow, with a socket of its own: the map's is everybody's and has no token. */
export function createFollower({ endpoint, session }: { endpoint: string; session: CallerSession }): Follower {
  const client = createClient({
    url: endpoint.replace(/^http/, 'ws'),
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    connectionParams: () => (session.token ? { authorization: `Bearer ${session.token}` } : {}),
  });

  function follow<Data>(
    query: TypedDocument<Data, { id: string }>,
    id: string,
    onNews: (data: Data) => void,
  ): () => void {
    let isWanted = true;
    const end = client.subscribe<Data>(
      { query, variables: { id } },
      // A subscription that is refused or lost for good is no harm: the page also asks at the deadline.
      { next: ({ data }) => isWanted && data && onNews(data), error: () => {}, complete: () => {} },
    );
    return () => {
      isWanted = false;
      end();
    };
  }

  return {
    lock: (id, onNews) => follow(LOCK_CHANGES, id, ({ seatLock }) => onNews(seatLock)),
    booking: (id, onNews) => follow(BOOKING_CHANGES, id, ({ booking }) => onNews(booking)),
  };
}
