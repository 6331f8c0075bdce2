import { possibleTypes } from '@seatwire/schema';
import { cacheExchange, type Resolver } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';

/** What a list has brought already is not asked for again. */
const known =
  (__typename: string): Resolver =>
  (_parent, args, cache, { fieldName }) =>
    // Null: the server has said that there is none.
    cache.resolve('Query', fieldName, args) === null ? null : { __typename, id: args.id as string };

/** It has no id, and is kept in what it is part of. */
const embedded = () => null;

/**
 * Ids are unique over all types and shows, so graphcache's own keys are right: the seats of two shows on one plan are two seats.
 */
export const createCache = () =>
  cacheExchange({
    // So that `... on Error` matches each error of a result.
    possibleTypes,
    // It writes every member of a union, and says in development of each that an answer is not: what it lacks is `undefined`.
    logger: (severity, message) => {
      if (!message.includes('Invalid undefined')) console[severity](message);
    },
    keys: { Money: embedded, Availability: embedded, AreaPlaces: embedded },
    resolvers: {
      Query: {
        show: known('Show'),
        booking: known('Booking'),
      },
      // Pages are joined. Those of `shows` are not: each is a component of its own, which asks anew what is free.
      Viewer: { bookings: relayPagination() },
    },
    updates: {
      Mutation: {
        // Which are the buyer's bookings is asked anew; a booking itself is known by its id wherever it was answered.
        createBooking: (_answer, _args, cache) => cache.invalidate('Query', 'viewer'),
      },
    },
  });
