import { getTypeBrand } from '@pothos/core';
import {
  extendSchema,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLUnionType,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  visit,
} from 'graphql';
import type { GraphqlContext } from './context.ts';
import { BYTES_OF_COST } from './cost/limits.ts';
import { OF_MAPS } from './importance.ts';
import { json, listOf } from './input-bounds/bounds.ts';
import { type ArgumentsCheck, argumentsCheckOf } from './input-bounds/input-check.ts';
import { READS_DATABASE } from './prices.ts';
import { printSortedSchema } from './print.ts';

/** As many entities as a page has entries: a router asks for those of a list together. */
const MAX_REPRESENTATIONS = 100;
/** A representation is a type and its key, an id. */
const REPRESENTATION = json({ maxLevels: 2, maxValues: 10 });
const FEDERATION = 'https://specs.apollo.dev/federation/v2.3';

const ADDITIONS = `
  """One object, named by \`__typename\` and the fields of its key."""
  scalar _Any @specifiedBy(url: "https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec")
  """This API as a subgraph."""
  type _Service {
    """The schema with its keys, for composition."""
    sdl: String!
  }
  extend type Query {
    """This API as a subgraph, for composition."""
    _service: _Service!
    """The objects that a router names, in their order; null where there is none, or none that the caller may see."""
    _entities(
      """At most ${MAX_REPRESENTATIONS} entries, each \`{ __typename, id }\`."""
      representations: [_Any!]!
    ): [_Entity]!
  }
  """Every type with a key."""
  union _Entity = `;

/**
 * The schema with what a router of Apollo Federation 2 asks a subgraph for: each type that implements Node is an entity with the
 * key `id`. Nothing else changes: what \`_entities\` finds is what \`node\` finds, for the same caller.
 */
export function asSubgraph(schema: GraphQLSchema): GraphQLSchema {
  const names = entitiesOf(schema).map(({ name }) => name);
  const sdl = subgraphSdl(schema, names);
  const extended = extendSchema(schema, parse(ADDITIONS + names.join(' | ')));
  const { _service, _entities } = extended.getQueryType()!.getFields();
  _service!.resolve = () => ({ sdl });
  (extended.getType('_Service') as GraphQLObjectType).getFields().sdl!.extensions = {
    cost: Math.ceil(sdl.length / BYTES_OF_COST),
  };
  const [representations] = _entities!.args;
  representations!.extensions = { bounds: listOf(MAX_REPRESENTATIONS, REPRESENTATION) };
  _entities!.extensions = { ...OF_MAPS, costPerEntry: { argument: representations!.name, cost: READS_DATABASE.cost } };
  _entities!.resolve = entitiesResolver(schema, argumentsCheckOf([representations!])!);
  const entity = extended.getType('_Entity');
  if (entity instanceof GraphQLUnionType) entity.resolveType = brandOf;
  return extended;
}

function entitiesOf(schema: GraphQLSchema): GraphQLObjectType[] {
  const node = schema.getType('Node');
  return node && 'getFields' in node ? [...schema.getPossibleTypes(node as never)] : [];
}

/** What composition reads: the printed schema, with a key on each entity, and shareable what every Relay API has. */
function subgraphSdl(schema: GraphQLSchema, entities: readonly string[]): string {
  const document = visit(parse(printSortedSchema(schema)), {
    ObjectTypeDefinition(node): ObjectTypeDefinitionNode | undefined {
      if (entities.includes(node.name.value)) return withDirective(node, '@key(fields: "id")');
      return node.name.value === 'PageInfo' ? withDirective(node, '@shareable') : undefined;
    },
  });
  return `extend schema @link(url: "${FEDERATION}", import: ["@key", "@shareable"])\n\n${print(document)}\n`;
}

function withDirective(node: ObjectTypeDefinitionNode, directive: string): ObjectTypeDefinitionNode {
  const [carrier] = parse(`type Carrier ${directive}`).definitions;
  if (carrier?.kind !== Kind.OBJECT_TYPE_DEFINITION) throw new Error(`${directive} is no directive of a type`);
  return { ...node, directives: carrier.directives ?? [] };
}

interface Representation {
  __typename: string;
  id: string;
}

function entitiesResolver(schema: GraphQLSchema, check: ArgumentsCheck): GraphQLFieldResolver<unknown, GraphqlContext> {
  const findNode = schema.getQueryType()!.getFields().node!.resolve!;
  return (root, args, context, info) => {
    check(args);
    // Of a hundred that are none one is told, before anything is looked for.
    const wanted = (args.representations as unknown[]).map(representationOf);
    return wanted.map(async ({ __typename, id }) => {
      // Whoever checks the arguments looks them up by the field's name.
      const found: unknown = await findNode(root, { id }, context, { ...info, fieldName: 'node' });
      return found !== null && brandOf(found) === __typename ? found : null;
    });
  };
}

function representationOf(given: unknown): Representation {
  const { __typename, id } = (given ?? {}) as Partial<Representation>;
  if (typeof __typename === 'string' && typeof id === 'string') return { __typename, id };
  const message = 'A representation has __typename and id, which is the key of every entity.';
  throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

function brandOf(found: unknown): string | undefined {
  const brand: unknown = getTypeBrand(found);
  if (typeof brand === 'string') return brand;
  return (brand as { name?: string } | null)?.name;
}
