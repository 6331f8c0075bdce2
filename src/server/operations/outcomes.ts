import { type GraphQLSchema, getNamedType, isUnionType } from 'graphql';

/** Where the outcome of an operation is noted: its context. */
interface WithOutcome {
  outcome?: string;
}

/**
 * Lets the context of each mutation know which member of its result it was answered with, whether its document asks for that or
 * not: the union says it in any case, to be able to go on. Of several mutations in one document it is the first.
 */
export function noteOutcomes(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const type = getNamedType(field.type);
    if (!isUnionType(type) || NOTED.has(type) || !type.resolveType) continue;
    NOTED.add(type);
    const resolveType = type.resolveType;
    type.resolveType = (value, context, info, abstractType) => {
      const resolved = resolveType(value, context, info, abstractType);
      if (info.path.prev !== undefined || context === undefined) return resolved;
      if (typeof resolved === 'string') note(context, resolved);
      else if (resolved) void resolved.then((name) => note(context, name), ignore);
      return resolved;
    };
  }
}

const NOTED = new WeakSet<object>();

function note(context: WithOutcome, name: string | undefined): void {
  if (name !== undefined) context.outcome ??= name;
}

/** Whoever asked is told. */
function ignore(): void {}
