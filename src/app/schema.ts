import type { GraphQLSchema } from 'graphql';
import { builder } from '../schema/builder.ts';
import { boundFailures } from '../schema/cost/bounded-failures.ts';
import { boundLists } from '../schema/cost/bounded-lists.ts';
import '../schema/scalars.ts';
import { declareErrorCodes } from '../schema/errors.ts';
import { MODULES } from './modules.ts';

declareErrorCodes(Object.assign({}, ...MODULES.map(({ errorCodes }) => errorCodes)));

/** The whole schema, made of the modules' parts. Building it connects to nothing. */
export function createSchema(): GraphQLSchema {
  return boundFailures(boundLists(builder.toSchema()));
}
