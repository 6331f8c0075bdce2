import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
} from 'graphql';
import type { InputBounds } from '../../../src/schema/input-bounds/bounds.ts';
import { boundsOf } from '../../../src/schema/input-bounds/schema-bounds.ts';
import { type InputCase, inputCases } from './input-cases.ts';

type Input = GraphQLArgument | GraphQLInputField;
type Values = Record<string, unknown>;

/** An argument, or a field of an input object in it, and a document that can be sent with any value in its place. */
export interface WalkedInput {
  /** As an issue names it: `input.customer.name`. */
  path: string;
  /** For a test's title: `Mutation.createBooking input.customer.name`. */
  title: string;
  operation: 'query' | 'mutation' | 'subscription';
  document: string;
  bounds: InputBounds | null;
  cases: InputCase[];
  /** The variables with this value in its place, and sane ones in the others. */
  variablesWith(value: unknown): Values;
}

export interface WalkOptions {
  /** What stands in the place of an input that is not the one being tried, where the type alone does not tell. */
  examples: Readonly<Record<string, unknown>>;
}

/** Every argument of the schema's fields, with every field of the input objects in it. */
export function walkInputs(schema: GraphQLSchema, options: WalkOptions): WalkedInput[] {
  const roots = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  } as const;
  const queries = waysFrom(roots.query!).flatMap(({ type, way }) =>
    Object.values(type.getFields()).flatMap((field) =>
      inputsOfField({ operation: 'query', type, way, field }, options),
    ),
  );
  const others = (['mutation', 'subscription'] as const).flatMap((operation) => {
    const type = roots[operation]!;
    return Object.values(type.getFields()).flatMap((field) =>
      inputsOfField({ operation, type, way: [], field }, options),
    );
  });
  return [...queries, ...others];
}

interface Way {
  type: GraphQLObjectType;
  /** The fields that lead to it. */
  way: string[];
}

/** The types that can be reached by fields that need no argument. Throws when a field with arguments can't be. */
function waysFrom(root: GraphQLObjectType): Way[] {
  const found = new Map<GraphQLObjectType, Way>([[root, { type: root, way: [] }]]);
  // A map's iteration includes what is added meanwhile.
  for (const { type, way } of found.values()) {
    for (const field of Object.values(type.getFields())) {
      const next = getNamedType(field.type);
      if (!isObjectType(next) || found.has(next) || field.args.some(isRequiredArgument)) continue;
      found.set(next, { type: next, way: [...way, field.name] });
    }
  }
  return [...found.values()];
}

interface Place {
  operation: WalkedInput['operation'];
  type: GraphQLObjectType;
  way: string[];
  field: GraphQLField<unknown, unknown>;
}

function inputsOfField(place: Place, options: WalkOptions): WalkedInput[] {
  const { field, type, operation } = place;
  return field.args.flatMap((tried) =>
    partsOf(tried, tried.name).map(({ path, input, place: put }): WalkedInput => {
      // The one that is tried may be optional: the others are left out then.
      const used = field.args.filter((arg) => arg === tried || isRequiredArgument(arg));
      return {
        path,
        title: `${type.name}.${field.name} ${path}`,
        operation,
        document: documentOf(place, used),
        bounds: boundsOf(input),
        cases: inputCases(input),
        variablesWith: (value) => ({
          ...Object.fromEntries(used.map((arg) => [arg.name, exampleOf(arg, options)])),
          [tried.name]: put(value, exampleOf(tried, options)),
        }),
      };
    }),
  );
}

interface Part {
  path: string;
  input: Input;
  /** The argument's value with `value` in the place of the part. */
  place(value: unknown, argument: unknown): unknown;
}

function partsOf(input: Input, path: string): Part[] {
  const own: Part = { path, input, place: (value) => value };
  const type = nullableOf(input.type);
  const isList = isListType(type);
  const object = isList ? nullableOf(type.ofType) : type;
  if (!isInputObjectType(object)) return [own];
  const fields = Object.values(object.getFields()).flatMap((field) =>
    partsOf(field, isList ? `${path}.0.${field.name}` : `${path}.${field.name}`).map(
      (part): Part => ({
        ...part,
        place: (value, argument) => {
          const outer = (isList ? (argument as Values[])[0] : argument) as Values;
          const changed = {
            ...outer,
            [field.name]: part.place(value, outer[field.name] ?? exampleOf(field, { examples: {} })),
          };
          return isList ? [changed] : changed;
        },
      }),
    ),
  );
  return [own, ...fields];
}

/** A sane value: of an object, with what it needs and an idempotency key. */
export function exampleOf(input: Input, options: WalkOptions): unknown {
  return input.name in options.examples ? options.examples[input.name] : exampleOfType(input.type, options);
}

function exampleOfType(given: GraphQLInputType, options: WalkOptions): unknown {
  const type = nullableOf(given);
  if (isListType(type)) return [exampleOfType(type.ofType, options)];
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const wanted = Object.values(type.getFields()).filter(
      (field) => isRequiredInputField(field) || field.name in options.examples,
    );
    return Object.fromEntries(wanted.map((field) => [field.name, exampleOf(field, options)]));
  }
  const scalars: Values = { Int: 1, Float: 1, SafeInt: 1, Boolean: true, DateTime: '2030-01-01T00:00:00Z', JSON: {} };
  return type.name in scalars ? scalars[type.name] : 'a';
}

const ERRORS = '__typename ... on InvalidInputError { issues { path message } }';

function documentOf({ operation, way, field }: Place, used: readonly GraphQLArgument[]): string {
  const variables = used.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const args = used.map(({ name }) => `${name}: $${name}`).join(', ');
  const answer = getNamedType(field.type);
  const tellsIssues = isUnionType(answer) && answer.getTypes().some(({ name }) => name === 'InvalidInputError');
  const selected = isCompositeType(answer) ? `{ ${tellsIssues ? ERRORS : '__typename'} }` : '';
  const inner = `${field.name}(${args}) ${selected}`;
  return `${operation} Walk(${variables}) { ${way.reduceRight((rest, step) => `${step} { ${rest} }`, inner)} }`;
}

function nullableOf(type: GraphQLInputType) {
  return isNonNullType(type) ? type.ofType : type;
}
