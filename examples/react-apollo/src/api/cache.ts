import { type FieldReadFunction, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { possibleTypes } from '@seatwire/schema';

/**
 * Ids are unique over all types and shows, so Apollo's own keys are right: the seats of two shows on one plan are two seats. What
 * has no id (`Money`, `Availability`) belongs to what it is in.
 */
export const createCache = () =>
  new InMemoryCache({
    // So that `... on Error` matches each error of a result.
    possibleTypes,
    typePolicies: {
      Query: {
        fields: {
          // Pages are joined, apart for each filter and order. It needs `edges` with their `cursor`, not `nodes`.
          shows: relayStylePagination(['filter', 'orderBy']),
          show: known('Show'),
          booking: known('Booking'),
        },
      },
      Viewer: { fields: { bookings: relayStylePagination() } },
    },
  });

/** What a list has brought already is not asked for again. */
const known =
  (__typename: string): FieldReadFunction =>
  (existing, { args, toReference }) =>
    existing === undefined ? toReference({ __typename, id: args?.id }) : existing;
