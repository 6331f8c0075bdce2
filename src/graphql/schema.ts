import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.ts';
import './scalars.ts';
import './errors.ts';
import '../modules/identity/identity.schema.ts';

/** The whole schema. Building it connects to nothing. */
export function createSchema(): GraphQLSchema {
  return builder.toSchema();
}
