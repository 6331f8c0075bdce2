import type { GraphQLSchema } from 'graphql';
import { builder } from '../schema/builder.ts';
import { boundFailures } from '../schema/cost/bounded-failures.ts';
import { boundLists } from '../schema/cost/bounded-lists.ts';
import '../schema/scalars.ts';
import { declareErrorCodes } from '../schema/errors.ts';
import { asSubgraph } from '../schema/subgraph.ts';
import { withoutSandbox } from '../schema/without-sandbox.ts';
import { MODULES } from './modules.ts';

declareErrorCodes(Object.assign({}, ...MODULES.map(({ errorCodes }) => errorCodes)));

export interface SchemaOptions {
  /** With what a router of Apollo Federation asks for. */
  subgraph?: boolean;
  /** With the mutations for tests of shops. */
  sandbox?: boolean;
}

/** The whole schema, made of the modules' parts. Building it connects to nothing. */
export function createSchema({ subgraph = false, sandbox = false }: SchemaOptions = {}): GraphQLSchema {
  const schema = sandbox ? builder.toSchema() : withoutSandbox(builder.toSchema());
  return boundFailures(boundLists(subgraph ? asSubgraph(schema) : schema));
}
