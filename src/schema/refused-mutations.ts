import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLFieldResolver } from 'graphql';
import type { GraphqlContext } from './context.ts';

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      refusedMutations: RefusedMutationsPlugin<Types>;
    }
  }
}

type Resolver<Types extends SchemaTypes> = GraphQLFieldResolver<unknown, Types['Context'], object>;

/**
 * Has each mutation of a refused operation answered with the refusal, in the words of its result union, without anything being done or
 * looked at for it. List it after ErrorsPlugin, and before what checks rights and inputs.
 */
export class RefusedMutationsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(resolve: Resolver<Types>, config: PothosOutputFieldConfig<Types>): Resolver<Types> {
    if (config.kind !== 'Mutation') return resolve;
    return (source, args, context, info) => {
      const { refusal } = context as GraphqlContext;
      if (refusal) throw refusal;
      return resolve(source, args, context, info);
    };
  }
}

SchemaBuilder.registerPlugin('refusedMutations', RefusedMutationsPlugin);
