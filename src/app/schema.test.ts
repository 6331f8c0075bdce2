import { readFile } from 'node:fs/promises';
import {
  type GraphQLArgument,
  type GraphQLError,
  type GraphQLNamedType,
  type GraphQLScalarType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { printSortedSchema } from '../schema/print.ts';
import { exampleOperations } from '../server/graphiql/example-operations.ts';
import { sharedOperationOf } from '../server/sharing/shared-operation.ts';
import { createSchema } from './schema.ts';

const schema = createSchema();

describe('the schema', () => {
  it('is the one that is checked in (npm run print-schema)', async () => {
    const checkedIn = await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8');
    expect(printSortedSchema(schema)).toBe(checkedIn);
  });

  it('describes every type, field, argument and enum value', () => {
    expect(undescribed(schema)).toEqual([]);
  });

  it('says by which text each scalar of its own is specified', () => {
    const own = Object.values(schema.getTypeMap()).filter((type) => isScalarType(type) && !isBuiltIn(type));
    expect(own.map((type) => [type.name, (type as GraphQLScalarType).specifiedByURL])).toEqual([
      ['DateTime', expect.stringMatching(/^https:/)],
      ['JSON', expect.stringMatching(/^https:/)],
      ['SafeInt', expect.stringMatching(/^https:/)],
    ]);
  });

  it('has for each mutation a union of its success and its errors, named after it', () => {
    const errors = new Set(schema.getPossibleTypes(schema.getType('Error') as never).map((type) => type.name));
    for (const [name, { type }] of Object.entries(schema.getMutationType()!.getFields())) {
      if (name === 'startGuestSession' || name === 'renewGuestSession') continue; // Before there is a caller.
      const base = name.slice(0, 1).toUpperCase() + name.slice(1);
      expect(String(type)).toBe(`${base}Result!`);
      const union = schema.getType(`${base}Result`)!;
      if (!isUnionType(union)) throw new Error(`${base}Result is no union`);
      const members = union.getTypes().map((member) => member.name);
      expect(members).toContain(`${base}Success`);
      expect(members.filter((member) => member !== `${base}Success` && !errors.has(member))).toEqual([]);
      expect(members).toContain('InvalidInputError');
      expect(members).toContain('ServiceUnavailableError');
    }
  });

  it('has NotAdmittedError where seats are held for a buyer', () => {
    const holding = Object.values(schema.getTypeMap()).filter(
      (type) => isUnionType(type) && type.getTypes().some(({ name }) => name === 'NotAdmittedError'),
    );
    expect(holding.map(({ name }) => name).sort()).toEqual([
      'LockBestAvailableResult',
      'LockSeatsResult',
      'QuoteBookingChangeResult',
    ]);
  });

  it('lets all followers of a waiting room share what is made of its news', async () => {
    const example = new URL('../../docs/examples/FollowWaitingRoom.graphql', import.meta.url);
    expect(sharedOperationOf(schema, parse(await readFile(example, 'utf8')), undefined)).not.toBeNull();
  });

  it('counts every list that comes page by page', () => {
    const connections = Object.values(schema.getTypeMap()).filter(({ name }) => name.endsWith('Connection'));
    const uncounted = connections.filter((type) => isObjectType(type) && !type.getFields().totalCount);
    expect(uncounted.map(({ name }) => name)).toEqual([]);
    expect(connections.length).toBeGreaterThan(3);
  });

  it('loads every node by the prefix of its id', () => {
    const nodes = schema.getPossibleTypes(schema.getType('Node') as never).map((type) => type.name);
    expect(nodes.sort()).toEqual([
      'Allotment',
      'Area',
      'Booking',
      'BookingChangeQuote',
      'Dispute',
      'Notification',
      'Payment',
      'PriceTier',
      'PromoCode',
      'Refund',
      'Seat',
      'SeatLock',
      'SeatingPlan',
      'Show',
      'Ticket',
      'TicketType',
      'Venue',
      'WaitingRoomEntry',
    ]);
  });
});

describe('the schema with SANDBOX=true', () => {
  const sandbox = createSchema({ sandbox: true });
  const namesOf = (of: GraphQLSchema) => [
    ...Object.keys(of.getTypeMap()),
    ...Object.keys(of.getMutationType()!.getFields()).map((name) => `Mutation.${name}`),
  ];

  it('adds what is named for it, and nothing else is in it', () => {
    const plain = new Set(namesOf(schema));
    const added = namesOf(sandbox).filter((name) => !plain.has(name));
    expect(added).toContain('Mutation.sandboxCreateShow');
    expect(added.filter((name) => !/^(Sandbox|Mutation\.sandbox)/.test(name))).toEqual([]);
    expect([...plain].filter((name) => /sandbox/i.test(name))).toEqual([]);
  });

  it('describes every type, field, argument and enum value', () => {
    expect(undescribed(sandbox)).toEqual([]);
  });

  it('has a tab of its own in GraphiQL', () => {
    const plain = exampleOperations('show_1').map(({ query }) => query);
    const added = exampleOperations('show_1', { sandbox: true }).filter(({ query }) => !plain.includes(query));
    expect(added.flatMap(({ query }) => validate(sandbox, parse(query)))).toEqual([]);
    expect(added).toHaveLength(1);
  });
});

describe("GraphiQL's example operations", () => {
  it.each(exampleOperations('show_1').map((example) => [/^\w+ (\w+)/m.exec(example.query)?.[1], example]))(
    '%s … are valid, and name seats by what people read',
    (_name, { query }) => {
      expect(validate(schema, parse(query)).map((error: GraphQLError) => error.message)).toEqual([]);
      // A plan's row and number may be blank or a key: what people read is the label.
      const ofSeats = [...query.matchAll(/\bseats \{([^}]*)/g)].map(([, fields]) => fields!);
      expect(ofSeats.filter((fields) => /\b(zone|row|number)\b/.test(fields))).toEqual([]);
    },
  );
});

function undescribed(of: GraphQLSchema): string[] {
  const types = Object.values(of.getTypeMap()).filter((type) => !type.name.startsWith('__'));
  return types
    .filter((type) => !isBuiltIn(type))
    .flatMap((type) => [...(type.description ? [] : [type.name]), ...undescribedParts(type)]);
}

function undescribedParts(type: GraphQLNamedType): string[] {
  if (isEnumType(type)) {
    return type.getValues().flatMap((value) => (value.description ? [] : [`${type.name}.${value.name}`]));
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).flatMap((field) =>
      field.description ? [] : [`${type.name}.${field.name}`],
    );
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => {
    const missing = (argument: GraphQLArgument) =>
      argument.description ? [] : [`${type.name}.${field.name}(${argument.name})`];
    return [...(field.description ? [] : [`${type.name}.${field.name}`]), ...field.args.flatMap(missing)];
  });
}

function isBuiltIn(type: GraphQLNamedType): boolean {
  return ['String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name);
}
