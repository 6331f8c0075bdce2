import { createClient } from 'graphql-ws';
import { buyerToken } from './buyer';
import { endpoint } from './endpoint';

const TOKEN_REFUSED = 4403;
/** What the socket introduced itself with last, and what the server did not take. */
let introduced: string | null = null;
let refused: string | null = null;

/** Opened with the first subscription. When the token has expired it comes back with a new one. */
export const socket = createClient({
  url: endpoint.replace(/^http/, 'ws'),
  connectionParams: async () => {
    introduced = buyerToken.isKnown() ? await buyerToken(refused) : null;
    return introduced === null ? {} : { authorization: `Bearer ${introduced}` };
  },
  shouldRetry: () => true,
  on: {
    closed(event) {
      if (event instanceof CloseEvent && event.code === TOKEN_REFUSED) refused = introduced;
    },
  },
});
