import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { describeBounds, type InputBounds, listOf } from './bounds.ts';

/** An argument or input field, and where it stands in the schema: `Query.shows(first:)`, `VenueInput.name`. */
export interface SchemaInput {
  readonly place: string;
  readonly input: GraphQLArgument | GraphQLInputField;
}

/** Of one fixed size, whatever a caller sends; a DateTime is RFC 3339 and nothing longer. */
const SELF_BOUNDED: ReadonlySet<string> = new Set(['Boolean', 'DateTime']);

/** The bounds that were declared, or that follow from the type: a list of enum values is a set of them. */
export function boundsOf(input: GraphQLArgument | GraphQLInputField): InputBounds | null {
  const declared = input.extensions.bounds as InputBounds | undefined;
  if (declared) return declared;
  const type = unwrapped(input.type);
  const entryType = isListType(type) ? unwrapped(type.ofType) : null;
  return isEnumType(entryType) ? listOf(entryType.getValues().length) : null;
}

/** Every argument and input field of the schema. */
export function inputsOf(schema: GraphQLSchema): SchemaInput[] {
  const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));
  return types.flatMap((type): SchemaInput[] => {
    if (isInputObjectType(type)) {
      return Object.values(type.getFields()).map((input) => ({ place: `${type.name}.${input.name}`, input }));
    }
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    return Object.values(type.getFields()).flatMap((field) =>
      field.args.map((input) => ({ place: `${type.name}.${field.name}(${input.name}:)`, input })),
    );
  });
}

/** Adds the bounds of each input to its description. Throws an Error naming all inputs that have none and need them. */
export function tellBounds(schema: GraphQLSchema): void {
  const inputs = inputsOf(schema);
  const mistakes = inputs.flatMap(({ place, input }) => (fits(input.type, boundsOf(input)) ? [] : [place]));
  if (mistakes.length > 0) {
    throw new Error(
      `These inputs need bounds that fit their type (see input-bounds/bounds.ts): ${mistakes.join(', ')}`,
    );
  }
  for (const { input } of inputs) {
    const bounds = boundsOf(input);
    if (bounds) input.description = [input.description, describeBounds(bounds)].filter(Boolean).join(' ');
  }
}

function fits(type: GraphQLInputType, bounds: InputBounds | null): boolean {
  const given = unwrapped(type);
  if (isListType(given)) return bounds !== null && 'entry' in bounds && fits(given.ofType, bounds.entry);
  if (isInputObjectType(given) || isEnumType(given) || SELF_BOUNDED.has(given.name)) return bounds === null;
  if (bounds === null || 'entry' in bounds) return false;
  switch (given.name) {
    case 'ID':
      return bounds.kind === 'id' || bounds.kind === 'text';
    case 'String':
      return bounds.kind === 'text' || bounds.kind === 'prose';
    case 'Int':
    case 'Float':
    case 'SafeInt':
      return bounds.kind === 'number';
    default:
      return bounds.kind === 'json';
  }
}

function unwrapped(type: GraphQLInputType) {
  return isNonNullType(type) ? type.ofType : type;
}
