import type { GraphQLSchema } from 'graphql';
import { builder } from '../schema/builder.ts';
import { boundFailures } from '../schema/cost/bounded-failures.ts';
import { boundLists } from '../schema/cost/bounded-lists.ts';
import '../schema/scalars.ts';
import '../schema/errors.ts';
import '../modules/identity/index.ts';
import '../modules/calendar/index.ts';
import '../modules/seating/index.ts';
import '../modules/shows/index.ts';
import '../modules/seat-map/index.ts';
import '../modules/locks/index.ts';
import '../modules/bookings/index.ts';
import '../modules/payments/index.ts';
import '../modules/tickets/index.ts';
import '../modules/live-map/index.ts';
import '../modules/analytics/index.ts';
import '../modules/sales/index.ts';
import '../modules/notifications/index.ts';

/** The whole schema, made of the modules' parts. Building it connects to nothing. */
export function createSchema(): GraphQLSchema {
  return boundFailures(boundLists(builder.toSchema()));
}
