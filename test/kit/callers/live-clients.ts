import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient as createUrqlClient, subscriptionExchange } from '@urql/core';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { Environment, Network, Observable, RecordSource, requestSubscription, Store } from 'relay-runtime';
import WebSocket from 'ws';
import type { TestSubscription } from './client.ts';
import { SEAT_MAP_TEXT, seatMapRequest } from './relay-seat-map.ts';
import type { SeatMapMessage } from './seat-map-mirror.ts';

export interface WatchVariables {
  showId: string;
  after: string | null;
}

export interface LiveSink {
  next(message: SeatMapMessage): void;
  /** The subscription is over: by the server, or by a lost connection. */
  ended(): void;
}

/** One of the libraries that frontends subscribe with, as its own documentation sets it up. It does not reconnect. */
export interface LiveClient {
  /** Returns what ends the subscription. */
  watch(variables: WatchVariables, sink: LiveSink): () => void;
  dispose(): void;
}

type Data = { seatMap: SeatMapMessage };

export const LIVE_CLIENTS: Record<string, (url: string) => LiveClient> = {
  'graphql-ws': (url) => {
    const client = socketClient(url);
    return {
      watch: (variables, { next, ended }) =>
        client.subscribe<Data>(
          { query: SEAT_MAP_TEXT, variables: { ...variables } },
          { next: ({ data }) => data && next(data.seatMap), error: ended, complete: ended },
        ),
      dispose: () => void client.dispose(),
    };
  },

  'Apollo Client': (url) => {
    const socket = socketClient(url);
    const client = new ApolloClient({
      link: ApolloLink.from([new GraphQLWsLink(socket)]),
      cache: new InMemoryCache(),
    });
    return {
      watch(variables, { next, ended }) {
        const subscription = client
          .subscribe<Data, WatchVariables>({ query: gql(SEAT_MAP_TEXT), variables, fetchPolicy: 'no-cache' })
          .subscribe({
            next: ({ data, error }) => (data ? next(data.seatMap) : error && ended()),
            error: ended,
            complete: ended,
          });
        return () => subscription.unsubscribe();
      },
      dispose() {
        client.stop();
        void socket.dispose();
      },
    };
  },

  urql: (url) => {
    const socket = socketClient(url);
    // Here and for Relay `sink as never`: their types differ from graphql-ws' only in what may be undefined.
    const client = createUrqlClient({
      url,
      preferGetMethod: false,
      exchanges: [
        subscriptionExchange({
          forwardSubscription: ({ query = '', variables }) => ({
            subscribe: (sink) => ({
              unsubscribe: socket.subscribe({ query, variables: variables as Record<string, unknown> }, sink as never),
            }),
          }),
        }),
      ],
    });
    return {
      watch(variables, { next, ended }) {
        const subscription = client
          .subscription<Data, WatchVariables>(SEAT_MAP_TEXT, variables)
          .subscribe(({ data, error }) => (error ? ended() : data && next(data.seatMap)));
        return () => subscription.unsubscribe();
      },
      dispose: () => void socket.dispose(),
    };
  },

  'relay-runtime': (url) => {
    const socket = socketClient(url);
    const environment = new Environment({
      network: Network.create(
        () => Promise.reject(new Error('Nothing is fetched here.')),
        ({ text }, variables) =>
          Observable.create((sink) => socket.subscribe({ query: text!, variables }, sink as never)),
      ),
      store: new Store(new RecordSource()),
    });
    return {
      watch(variables, { next, ended }) {
        const { dispose } = requestSubscription<{ variables: WatchVariables; response: Data }>(environment, {
          subscription: seatMapRequest,
          variables,
          onNext: (response) => response && next(response.seatMap),
          onError: ended,
          onCompleted: ended,
        });
        return dispose;
      },
      dispose: () => void socket.dispose(),
    };
  },

  'graphql-sse': (url) => {
    const client = createSseClient({ url, retryAttempts: 0 });
    return {
      watch: (variables, { next, ended }) =>
        client.subscribe<Data>(
          { query: SEAT_MAP_TEXT, variables: { ...variables } },
          { next: ({ data }) => data && next(data.seatMap), error: ended, complete: ended },
        ),
      dispose: () => client.dispose(),
    };
  },
};

/** Under all but SSE: the libraries bring no socket of their own. */
function socketClient(url: string) {
  return createSocketClient({ url: url.replace(/^http/, 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
}

export interface LiveSubscription extends TestSubscription<Data> {
  readonly ended: Promise<void>;
}

/** The client's subscription as the tests' own client would have it. */
export function watchWith(client: LiveClient, variables: WatchVariables): LiveSubscription {
  const messages: SeatMapMessage[] = [];
  const ended = Promise.withResolvers<void>();
  let news = Promise.withResolvers<void>();
  const end = client.watch(variables, {
    next(message) {
      messages.push(message);
      news.resolve();
      news = Promise.withResolvers<void>();
    },
    ended: ended.resolve,
  });
  const stop = async () => end();
  return {
    ended: ended.promise,
    async next() {
      const over = ended.promise.then(() => Promise.reject(new Error('The subscription has ended.')));
      over.catch(() => undefined);
      while (messages.length === 0) await Promise.race([news.promise, over]);
      return { seatMap: messages.shift()! };
    },
    return: stop,
    [Symbol.asyncDispose]: stop,
  };
}
