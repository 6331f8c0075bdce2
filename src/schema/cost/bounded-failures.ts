import { defaultFieldResolver, type GraphQLSchema, isObjectType, OperationTypeNode } from 'graphql';
import type { GraphqlContext } from '../context.ts';

/**
 * Bounds how many fields of one answer may fail (see OperationRun): each error is made, located and written out, which takes
 * a hundred times as long as the value it stands for. Fields that follow from their parent alone can't fail.
 */
export function boundFailures(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.extensions.shareable === true && field.args.length === 0) continue;
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (source, args, context: GraphqlContext, info) => {
        const { run } = context;
        if (!run) return resolve(source, args, context, info);
        // Each event of a subscription has an answer of its own.
        const isRoot = info.path.prev === undefined;
        if (isRoot && info.operation.operation === OperationTypeNode.SUBSCRIPTION) run.forgetFailures();
        run.assertFewFailures();
        const noteFailure = () => run.noteFailure();
        try {
          const result: unknown = resolve(source, args, context, info);
          if (result instanceof Promise) result.catch(noteFailure);
          return result;
        } catch (error) {
          noteFailure();
          throw error;
        }
      };
    }
  }
  return schema;
}
