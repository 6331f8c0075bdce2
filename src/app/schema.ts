import type { GraphQLSchema } from 'graphql';
import { builder } from '../schema/builder.ts';
import { boundFailures } from '../schema/cost/bounded-failures.ts';
import { boundLists } from '../schema/cost/bounded-lists.ts';
import '../schema/scalars.ts';
import { declareErrorCodes } from '../schema/errors.ts';
import { asSubgraph } from '../schema/subgraph.ts';
import { MODULES } from './modules.ts';

declareErrorCodes(Object.assign({}, ...MODULES.map(({ errorCodes }) => errorCodes)));

export interface SchemaOptions {
  /** With what a router of Apollo Federation asks for. */
  subgraph?: boolean;
}

/** The whole schema, made of the modules' parts. Building it connects to nothing. */
export function createSchema({ subgraph = false }: SchemaOptions = {}): GraphQLSchema {
  const schema = builder.toSchema();
  return boundFailures(boundLists(subgraph ? asSubgraph(schema) : schema));
}
