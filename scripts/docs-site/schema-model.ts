import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';
import { REFERENCE } from './docs-page.ts';

export type OperationKind = 'query' | 'mutation' | 'subscription';

export interface Operation {
  kind: OperationKind;
  field: GraphQLField<unknown, unknown>;
  path: string;
}

/** Something that takes or answers a type: an operation, or a field of another type. */
export interface Use {
  label: string;
  address: string;
}

/** What the reference is written from: the schema's operations and types, where each is described, and who uses it. */
export interface SchemaModel {
  operations: readonly Operation[];
  /** Those with pages of their own. */
  types: readonly GraphQLNamedType[];
  /** Null: GraphQL's own scalars. */
  addressOf(type: GraphQLNamedType): string | null;
  usesOf(type: GraphQLNamedType): Use[];
  /** What only this operation takes and answers: described on its page. */
  ownTypes(operation: Operation): GraphQLNamedType[];
}

const FOLDERS: Record<OperationKind, string> = {
  query: 'queries',
  mutation: 'mutations',
  subscription: 'subscriptions',
};

export function modelOf(schema: GraphQLSchema): SchemaModel {
  const roots = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  };
  const operations = Object.entries(roots).flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {}).map((field) => operationOf(kind as OperationKind, field)),
  );
  const rootNames = new Set(Object.values(roots).map((type) => type?.name));
  const all = Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type) && !rootNames.has(type.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const homes = homesOf(operations, all);
  const addressOf = (type: GraphQLNamedType) => {
    if (isSpecifiedScalarType(type)) return null;
    const home = homes.get(type.name);
    return home ? `${home.path}#${type.name}` : `${REFERENCE}/types/${type.name}`;
  };
  return {
    operations,
    types: all.filter(({ name }) => !homes.has(name)),
    addressOf,
    usesOf: (type) => usesOf(type, { operations, all, homes, addressOf }),
    ownTypes: (operation) => all.filter(({ name }) => homes.get(name) === operation),
  };
}

function operationOf(kind: OperationKind, field: GraphQLField<unknown, unknown>): Operation {
  return { kind, field, path: `${REFERENCE}/${FOLDERS[kind]}/${field.name}` };
}

/** The operations whose pages describe the types that are theirs alone: `LockSeatsInput`, `LockSeatsResult`, `LockSeatsSuccess`. */
function homesOf(operations: readonly Operation[], all: readonly GraphQLNamedType[]): Map<string, Operation> {
  const homes = new Map<string, Operation>();
  for (const operation of operations) {
    const { name } = operation.field;
    const prefix = name.charAt(0).toUpperCase() + name.slice(1);
    for (const ending of ['Input', 'Result', 'Success']) {
      const type = all.find((candidate) => candidate.name === prefix + ending);
      if (type && operation.kind === 'mutation') homes.set(type.name, operation);
    }
  }
  return homes;
}

interface Known {
  operations: readonly Operation[];
  all: readonly GraphQLNamedType[];
  homes: ReadonlyMap<string, Operation>;
  addressOf(type: GraphQLNamedType): string | null;
}

function usesOf(type: GraphQLNamedType, known: Known): Use[] {
  const { operations, all, homes, addressOf } = known;
  const takes = (field: { type: unknown; args?: readonly GraphQLArgument[] }) =>
    getNamedType(field.type as GraphQLNamedType) === type ||
    (field.args ?? []).some((argument) => getNamedType(argument.type) === type);
  const ofOperations = operations.filter(({ field }) => takes(field));
  const ofTypes = all.flatMap((owner): (Use | Operation)[] => {
    const home = homes.get(owner.name);
    if (isUnionType(owner))
      return owner.getTypes().includes(type as never) ? [home ?? use(owner.name, addressOf(owner))] : [];
    if (!isObjectType(owner) && !isInterfaceType(owner) && !isInputObjectType(owner)) return [];
    const fields = Object.values(owner.getFields() as Record<string, GraphQLField<unknown, unknown>>).filter(takes);
    if (home) return fields.length > 0 ? [home] : [];
    return fields.map(({ name }) => use(`${owner.name}.${name}`, `${addressOf(owner)}#${owner.name}.${name}`));
  });
  const uses = [...new Set([...ofOperations, ...ofTypes])];
  return uses.map((one) => ('field' in one ? use(one.field.name, one.path) : one));
}

function use(label: string, address: string | null): Use {
  return { label, address: address! };
}
