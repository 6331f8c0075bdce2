import { type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';

const NAME = /^[_A-Za-z]\w*$/;

/** The value as it is written in a document, for a place of that type. Values that do not belong there are written all the same. */
export function literalOf(value: unknown, type: GraphQLInputType | null): string {
  if (type !== null && isNonNullType(type)) return literalOf(value, type.ofType);
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) {
    const entryType = type !== null && isListType(type) ? type.ofType : null;
    return `[${value.map((entry) => literalOf(entry, entryType)).join(', ')}]`;
  }
  if (type !== null && isListType(type)) return literalOf(value, type.ofType);
  if (typeof value === 'object') {
    const types = type !== null && isInputObjectType(type) ? type.getFields() : {};
    const fields = Object.entries(value).filter(([, given]) => given !== undefined);
    return `{ ${fields.map(([name, given]) => `${name}: ${literalOf(given, types[name]?.type ?? null)}`).join(', ')} }`;
  }
  if (typeof value === 'string') return textOf(value, type);
  return JSON.stringify(value) ?? 'null';
}

/** Texts of several words are block strings where they can be. */
function textOf(text: string, type: GraphQLInputType | null): string {
  if (type !== null && isEnumType(type) && NAME.test(text)) return text;
  const isBlock = /^\w.*\s.*\w$/s.test(text) && !/["\\\p{Cc}\p{Cs}]/u.test(text);
  return isBlock ? `"""${text}"""` : JSON.stringify(text);
}
