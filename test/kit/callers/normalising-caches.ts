import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { createClient as createUrqlClient, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import {
  type ConcreteRequest,
  createOperationDescriptor,
  Environment,
  fetchQuery,
  Network,
  type ReaderSelection,
  RecordSource,
  Store,
} from 'relay-runtime';

/** What a page of a show reads of its seats; the ids are what caches tell things apart by. */
export const SHOW_SEATS_TEXT = `query ShowSeats($id: ID!) {
  show(id: $id) {
    __typename
    id
    seatMap {
      __typename
      seats { __typename id seatId state price { __typename amount currency } tier { __typename id name price { __typename amount currency } } }
    }
  }
}`;

export interface ReadSeat {
  seatId: string;
  state: string;
  price: { amount: number };
  tier: { name: string; price: { amount: number } };
}

interface Data {
  show: { seatMap: { seats: ReadSeat[] } } | null;
}

/** A library's cache at its default settings. */
export interface NormalisingCache {
  /** Asks the server for the show's seats, and keeps them. */
  load(showId: string): Promise<void>;
  /** The show's seats as they are kept now. */
  read(showId: string): readonly ReadSeat[];
}

const seatsIn = (data: Data | null | undefined) => data!.show!.seatMap.seats;

export const NORMALISING_CACHES: Record<string, (url: string) => NormalisingCache> = {
  'Apollo Client'(url) {
    const cache = new InMemoryCache();
    const client = new ApolloClient({ link: new HttpLink({ uri: `${url}/graphql` }), cache });
    const query = gql(SHOW_SEATS_TEXT);
    return {
      async load(id) {
        await client.query<Data>({ query, variables: { id }, fetchPolicy: 'network-only' });
      },
      read: (id) => seatsIn(cache.readQuery<Data>({ query, variables: { id } })),
    };
  },

  graphcache(url) {
    const client = createUrqlClient({
      url: `${url}/graphql`,
      preferGetMethod: false,
      // It warns of each type without an id: those are part of what they are in.
      exchanges: [cacheExchange({ logger: () => undefined }), fetchExchange],
    });
    return {
      async load(id) {
        await client.query<Data>(SHOW_SEATS_TEXT, { id }, { requestPolicy: 'network-only' });
      },
      read: (id) => seatsIn(client.readQuery<Data>(SHOW_SEATS_TEXT, { id }, { requestPolicy: 'cache-only' })?.data),
    };
  },

  Relay(url) {
    const environment = new Environment({
      network: Network.create(async ({ text }, variables) => {
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: text, variables }),
        });
        return await response.json();
      }),
      store: new Store(new RecordSource()),
    });
    return {
      async load(id) {
        await fetchQuery(environment, showSeatsRequest, { id }).toPromise();
      },
      read: (id) =>
        seatsIn(
          environment.lookup(createOperationDescriptor(showSeatsRequest, { id }).fragment).data as unknown as Data,
        ),
    };
  },
};

// What relay-compiler makes of the query (without its types).

const scalar = (name: string) => ({ kind: 'ScalarField', name, alias: null, args: null, storageKey: null });
const linked = (name: string, concreteType: string, selections: readonly object[]) => ({
  kind: 'LinkedField',
  name,
  alias: null,
  args: null,
  storageKey: null,
  concreteType,
  plural: name === 'seats',
  selections: [scalar('__typename'), ...selections],
});
const price = linked('price', 'Money', [scalar('amount'), scalar('currency')]);
const seat = [
  ...['id', 'seatId', 'state'].map(scalar),
  price,
  linked('tier', 'PriceTier', [scalar('id'), scalar('name'), price]),
];
const show = {
  ...linked('show', 'Show', [scalar('id'), linked('seatMap', 'SeatMap', [linked('seats', 'Seat', seat)])]),
  args: [{ kind: 'Variable', name: 'id', variableName: 'id' }],
};
const argumentDefinitions = [{ kind: 'LocalArgument', name: 'id', defaultValue: null }];
const selections = [show] as unknown as readonly ReaderSelection[];

const showSeatsRequest = {
  kind: 'Request',
  fragment: {
    kind: 'Fragment',
    name: 'ShowSeats',
    type: 'Query',
    metadata: null,
    abstractKey: null,
    argumentDefinitions,
    selections,
  },
  operation: { kind: 'Operation', name: 'ShowSeats', argumentDefinitions, selections },
  params: {
    id: null,
    cacheID: 'show-seats',
    metadata: {},
    name: 'ShowSeats',
    operationKind: 'query',
    text: SHOW_SEATS_TEXT,
  },
} as unknown as ConcreteRequest;
