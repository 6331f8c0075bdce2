import { authExchange } from '@urql/exchange-auth';
import { retryExchange } from '@urql/exchange-retry';
import { Client, fetchExchange, subscriptionExchange } from '@urql/vue';
import { buyerToken } from './buyer';
import { createCache } from './cache';
import { endpoint } from './endpoint';
import { socket } from './socket';

const authorize = authExchange(async ({ appendHeaders }) => {
  // Visitors who only look around have none.
  let token = buyerToken.isKnown() ? await buyerToken() : null;
  return {
    addAuthToOperation: (operation) =>
      token === null ? operation : appendHeaders(operation, { authorization: `Bearer ${token}` }),
    // Somebody has become a guest since.
    willAuthError: () => token === null && buyerToken.isKnown(),
    // An expired token is renewed, and the request sent again: the guest keeps what is held and booked.
    didAuthError: ({ graphQLErrors }) => graphQLErrors.some(({ extensions }) => extensions.code === 'UNAUTHENTICATED'),
    refreshAuth: async () => {
      token = await buyerToken(token);
    },
  };
});

export const urql = new Client({
  url: endpoint,
  preferGetMethod: false,
  exchanges: [
    createCache(),
    // Mutations, too, are sent again when no answer came: their idempotency keys see to it that they happen once.
    retryExchange({ retryIf: ({ networkError }) => networkError !== undefined }),
    authorize,
    subscriptionExchange({
      forwardSubscription: ({ query = '', ...request }) => ({
        subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, ...request }, sink) }),
      }),
    }),
    fetchExchange,
  ],
});
