import type { Client } from 'graphql-ws/client';
import { Backoff } from './backoff.ts';
import { failureOf } from './failures.ts';
import type { LiveShow } from './live-show.ts';
import { SHOW_SUBSCRIPTION } from './seat-map.graphql.ts';
import { SeatMapError } from './seat-map-error.ts';
import type { DataOf } from './typed-document.ts';

export interface ShowFollowingOptions {
  showId: string;
  /** The token comes from a function: the next one may be another. */
  tokenMayChange: boolean;
}

export interface ShowFollowingSink {
  show(show: LiveShow): void;
  /** The show is not followed now: for good, or until the next message. The map is not concerned. */
  showFailed(failure: SeatMapError): void;
}

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

/**
 * Follows the show over the connection of its map, until the returned function is called. What the server refuses is asked for
 * again, unless it says that this would not help; the end of the connection is the map's matter.
 */
export function followShow(client: Client, options: ShowFollowingOptions, sink: ShowFollowingSink): () => void {
  const backoff = new Backoff({ first_ms: FIRST_RETRY_MS, max_ms: MAX_RETRY_MS });
  let isOver = false;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let unsubscribe = () => {};

  function subscribe(): void {
    // Once it has failed nothing more counts: graphql-ws also tells of the end that we make ourselves.
    let hasFailed = false;
    const failed = (failure: SeatMapError) => {
      if (isOver || hasFailed) return;
      hasFailed = true;
      unsubscribe();
      if (!failure.isFinal) waiting = setTimeout(subscribe, backoff.next());
      sink.showFailed(failure);
    };
    const refused = (errors: readonly { message?: unknown }[]) =>
      failed(failureOf(errors, { phase: 'acknowledged', tokenMayChange: options.tokenMayChange }));
    unsubscribe = client.subscribe<DataOf<typeof SHOW_SUBSCRIPTION>>(
      { query: SHOW_SUBSCRIPTION, variables: { showId: options.showId } },
      {
        next({ data, errors }) {
          if (isOver || hasFailed) return;
          if (!data) {
            refused(errors ?? []);
            return;
          }
          backoff.reset();
          sink.show(data.show);
        },
        // Anything else than the server's errors is the end of the connection.
        error: (cause) => Array.isArray(cause) && refused(cause),
        complete: () => failed(ended()),
      },
    );
  }

  subscribe();
  return () => {
    isOver = true;
    clearTimeout(waiting);
    unsubscribe();
  };
}

function ended(): SeatMapError {
  const message = 'The server has ended the subscription of the show.';
  return new SeatMapError({ code: 'CONNECTION_LOST', message });
}
