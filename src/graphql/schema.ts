import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.ts';
import { boundFailures } from './cost/bounded-failures.ts';
import { boundLists } from './cost/bounded-lists.ts';
import './scalars.ts';
import './errors.ts';
import '../modules/identity/identity.schema.ts';
import '../modules/seating/seating.schema.ts';
import '../modules/shows/shows.schema.ts';
import '../modules/seat-map/seat-map.schema.ts';
import '../modules/locks/locks.schema.ts';
import '../modules/bookings/bookings.schema.ts';
import '../modules/payments/payments.schema.ts';
import '../modules/tickets/tickets.schema.ts';
import '../modules/live-map/live-map.schema.ts';
import '../modules/analytics/analytics.schema.ts';
import '../modules/sales/sales.schema.ts';
import '../modules/notifications/notifications.schema.ts';

/** The whole schema, made of the modules' parts. Building it connects to nothing. */
export function createSchema(): GraphQLSchema {
  return boundFailures(boundLists(builder.toSchema()));
}
