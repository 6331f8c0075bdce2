import {
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { MAX_COST } from './limits.ts';

/**
 * Introspection is answered in one go, so that it is to be kept short: a value of it costs as much as so many others. What
 * tools ask for costs a seventh of the limit.
 */
const COST_OF_VALUE = 30;
/** Types refer to each other without end; what is deeper is another rule's to refuse. */
const MAX_DEPTH = 60;

/** What is asked about the schema, counted in the schema itself, and no further than to the limit. */
export class IntrospectionCost {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #info: Pick<GraphQLResolveInfo, 'schema'>;
  #cost = 0;

  constructor(schema: GraphQLSchema, fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#info = { schema };
    this.#fragments = fragments;
  }

  /** Of what is selected on a schema, a type, a field …: `value` is of that introspection type. */
  of(set: SelectionSetNode, type: GraphQLObjectType, value: unknown): number {
    this.#cost = 0;
    this.#count(set, type, value, 0);
    return this.#cost;
  }

  #count(set: SelectionSetNode, type: GraphQLObjectType, value: unknown, depth: number): void {
    for (const selection of set.selections) {
      if (this.#cost > MAX_COST || depth > MAX_DEPTH) return;
      this.#cost += COST_OF_VALUE;
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = this.#fragments.get(selection.name.value);
        if (fragment) this.#count(fragment.selectionSet, type, value, depth + 1);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        this.#count(selection.selectionSet, type, value, depth + 1);
      } else if (selection.selectionSet) {
        const field = type.getFields()[selection.name.value];
        const inner = field && getNamedType(field.type);
        if (!isObjectType(inner)) continue;
        const result: unknown = field?.resolve?.(
          value,
          { includeDeprecated: true },
          null,
          this.#info as GraphQLResolveInfo,
        );
        for (const entry of Array.isArray(result) ? result : [result]) {
          if (entry !== null && entry !== undefined) this.#count(selection.selectionSet, inner, entry, depth + 1);
        }
      }
    }
  }
}
