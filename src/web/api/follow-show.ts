import { createClient } from 'graphql-ws/client';
import type { ShowSummary } from './box-office-types.ts';
import { SHOW_CHANGES } from './documents.ts';

/** What an organiser can change of a show. */
export type ShowFacts = Omit<ShowSummary, 'venue' | 'availability'>;

/** Tells how the show is: now, and at each change, across drops of the connection, until the returned function is called. */
export type FollowShow = (id: string, onNews: (facts: ShowFacts) => void) => () => void;

/** Each with a socket of its own, without a token: all visitors of a show share one execution then. */
export function createShowFollower({ endpoint }: { endpoint: string }): FollowShow {
  return (id, onNews) => {
    const client = createClient({
      url: endpoint.replace(/^http/, 'ws'),
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => true,
    });
    client.subscribe<{ show: ShowFacts }>(
      { query: SHOW_CHANGES, variables: { id } },
      // Refused or lost for good it is no harm: the page also asks while nothing can be had.
      { next: ({ data }) => data && onNews(data.show), error: () => {}, complete: () => {} },
    );
    return () => void client.dispose();
  };
}
