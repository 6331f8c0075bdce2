import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { RetryLink } from '@apollo/client/link/retry';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { from, mergeMap } from 'rxjs';
import { buyerToken } from './buyer';
import { createCache } from './cache';
import { endpoint } from './endpoint';
import { socket } from './socket';

/** Visitors who only look around have no token. */
const authorize = new SetContextLink(async ({ headers }) => {
  if (!buyerToken.isKnown()) return {};
  const token = await buyerToken();
  return { token, headers: { ...headers, authorization: `Bearer ${token}` } };
});

/** An expired token is renewed, and the request sent again, once: the guest keeps what is held and booked. */
const renew = new ErrorLink(({ error, operation, forward }) => {
  const { token, isRenewed } = operation.getContext();
  if (isRenewed || !isUnauthenticated(error)) return;
  operation.setContext({ isRenewed: true });
  return from(buyerToken(token)).pipe(mergeMap(() => forward(operation)));
});

const isUnauthenticated = (error: unknown) =>
  CombinedGraphQLErrors.is(error) && error.errors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');

// Mutations, too, are sent again when no answer came: their idempotency keys see to it that they happen once.
const http = ApolloLink.from([renew, authorize, new RetryLink(), new HttpLink({ uri: endpoint })]);

export const apollo = new ApolloClient({
  cache: createCache(),
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    http,
  ),
});
