import {
  buildSchema,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { createSchema } from './schema.ts';

describe('the members of a union or an interface', () => {
  it('can be selected together: no field of one clashes with a field of another', () => {
    expect(clashesOf(createSchema())).toEqual([]);
  });

  it('are told when they clash, at any depth', () => {
    const schema = buildSchema(`
      type Query { thing: Thing }
      union Thing = A | B
      type A { status: Int  parts: [Part!]!  size: Int @deprecated(reason: "Use sizeOfA.") }
      type B { status: Int! parts: [Piece!]! size: String! }
      type Part { weight: Int! }
      type Piece { weight: Float! }
    `);
    expect(clashesOf(schema)).toEqual(['A and B in Thing: status', 'A and B in Thing: parts.weight']);
  });

  it('have for each deprecated field one that is selected in its place', () => {
    const schema = createSchema();
    const document = `query {
      node(id: "lock_1") {
        ... on Show { showStatus }
        ... on SeatLock { lockStatus expiresAt }
        ... on Booking { bookingStatus payableUntil }
        ... on Payment { paymentStatus }
      }
    }
    mutation ($lock: LockSeatsInput!, $update: UpdateLockInput!) {
      lockSeats(input: $lock) {
        ... on ShowNotOnSaleError { showStatus }
        ... on LimitExceededError { waitSeconds }
        ... on ServiceUnavailableError { retryAfterSeconds }
      }
      updateLock(input: $update) { ... on LockNotActiveError { lockStatus } ... on ShowNotOnSaleError { showStatus } }
    }`;
    const operations = parse(document).definitions.map((definition) => ({
      kind: 'Document' as never,
      definitions: [definition],
    }));
    expect(operations.flatMap((operation) => validate(schema, operation).map(({ message }) => message))).toEqual([]);
  });
});

/** Where one document can't ask two types that a field may answer with for all that they have, deprecated fields apart. */
function clashesOf(schema: GraphQLSchema): string[] {
  const abstract = Object.values(schema.getTypeMap()).filter((type) => isUnionType(type) || isInterfaceType(type));
  return abstract.flatMap((type) => {
    const members = schema.getPossibleTypes(type);
    return members.flatMap((member, index) =>
      members
        .slice(index + 1)
        .flatMap((other) =>
          fieldClashes(member, other).map((path) => `${member.name} and ${other.name} in ${type.name}: ${path}`),
        ),
    );
  });
}

/** As the rule "overlapping fields can be merged" has it: same lists, same nullability, same leaf type, and so on below. */
function fieldClashes(a: GraphQLObjectType, b: GraphQLObjectType, seen = new Set<string>()): string[] {
  const pair = `${a.name} ${b.name}`;
  if (a === b || seen.has(pair)) return [];
  seen.add(pair);
  const ofB = b.getFields();
  return Object.values(a.getFields()).flatMap((field) => {
    const other = ofB[field.name];
    if (!other || field.deprecationReason != null || other.deprecationReason != null) return [];
    const [inA, inB] = [getNamedType(field.type), getNamedType(other.type)];
    if (shapeOf(field.type) !== shapeOf(other.type)) return [field.name];
    return objectsOf(inA).flatMap((partOfA) =>
      objectsOf(inB).flatMap((partOfB) => fieldClashes(partOfA, partOfB, seen).map((path) => `${field.name}.${path}`)),
    );
  });
}

function objectsOf(type: GraphQLNamedType): readonly GraphQLObjectType[] {
  return isObjectType(type) ? [type] : [];
}

/** What must be equal: all of a leaf's type, the lists and nullability around an object. */
function shapeOf(type: GraphQLType): string {
  const named = getNamedType(type);
  return isLeafType(named) ? String(type) : String(type).replace(named.name, '…');
}
