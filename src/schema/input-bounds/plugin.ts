import SchemaBuilder, {
  BasePlugin,
  type PothosInputFieldConfig,
  type PothosOutputFieldConfig,
  type SchemaTypes,
} from '@pothos/core';
import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import type { InputBounds } from './bounds.ts';
import { type ArgumentsCheck, argumentsCheckOf } from './input-check.ts';
import { tellBounds } from './schema-bounds.ts';

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      inputBounds: InputBoundsPlugin<Types>;
    }
    export interface InputFieldOptions {
      /** What it may hold: told in its description, and checked before the field is resolved. */
      bounds?: InputBounds;
    }
  }
}

type Resolver<Types extends SchemaTypes> = GraphQLFieldResolver<unknown, Types['Context'], object>;

/**
 * Bounds every argument and input field: its option `bounds` is told in its description, and what is beyond it is refused
 * with InvalidInputError after the caller's rights were checked and before the resolver is called. A schema in which a text,
 * number, list or JSON input has no bounds can't be built. List it after ErrorsPlugin, so that mutations answer with the error.
 */
export class InputBoundsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onInputFieldConfig(config: PothosInputFieldConfig<Types>): PothosInputFieldConfig<Types> {
    const { bounds } = config.pothosOptions;
    return bounds ? { ...config, extensions: { ...config.extensions, bounds } } : config;
  }

  override afterBuild(schema: GraphQLSchema): GraphQLSchema {
    tellBounds(schema);
    return schema;
  }

  override wrapResolve(resolve: Resolver<Types>, config: PothosOutputFieldConfig<Types>): Resolver<Types> {
    // A subscription's arguments were checked when it began; this is called for each of its events.
    return config.kind === 'Subscription' || hasMappedArguments(config) ? resolve : checked(resolve, config);
  }

  override wrapSubscribe(
    subscribe: Resolver<Types> | undefined,
    config: PothosOutputFieldConfig<Types>,
  ): Resolver<Types> | undefined {
    return subscribe && !hasMappedArguments(config) ? checked(subscribe, config) : subscribe;
  }

  /** Where another plugin makes something else of the arguments, they are checked as they came. */
  override wrapArgMappers(
    resolve: Resolver<Types> | undefined,
    config: PothosOutputFieldConfig<Types>,
  ): Resolver<Types> | undefined {
    return resolve && hasMappedArguments(config) ? checked(resolve, config) : resolve;
  }
}

function hasMappedArguments<Types extends SchemaTypes>({ argMappers }: PothosOutputFieldConfig<Types>): boolean {
  return argMappers.length > 0;
}

function checked<Types extends SchemaTypes>(
  resolve: Resolver<Types>,
  { args }: PothosOutputFieldConfig<Types>,
): Resolver<Types> {
  if (Object.keys(args).length === 0) return resolve;
  let check: ArgumentsCheck | null | undefined;
  return (parent, values, context, info) => {
    // Made at the first call: the types of the arguments are not there yet while the schema is built.
    check ??= argumentsCheckOf(info.parentType.getFields()[info.fieldName]!.args);
    check?.(values as Record<string, unknown>);
    return resolve(parent, values, context, info);
  };
}

SchemaBuilder.registerPlugin('inputBounds', InputBoundsPlugin);
