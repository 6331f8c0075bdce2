import { GraphQLError, type ValueNode, valueFromASTUntyped } from 'graphql';
import { builder } from './builder.ts';

// RFC 3339 with a zone; the calendar (30 February, 25:00) is checked by parsing and comparing.
const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

const EARLIEST_MS = Date.parse('0001-01-01T00:00:00.000Z');
const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** The moment that an RFC 3339 text names, or null when it is not one. Digits beyond milliseconds are dropped. */
export function parseDateTime(text: string): Date | null {
  const match = RFC_3339.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  const date = new Date(text.toUpperCase());
  if (Number.isNaN(date.getTime()) || hour! > 23 || minute! > 59 || second! > 59) return null;
  // An offset can lead out of the years that RFC 3339 can write.
  if (date.getTime() < EARLIEST_MS || date.getTime() > LATEST_MS) return null;
  const lastDay = new Date(Date.UTC(year!, month!, 0)).getUTCDate();
  return day! <= lastDay ? date : null;
}

builder.scalarType('DateTime', {
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time',
  description: 'A point in time by RFC 3339, in UTC, such as `2027-03-14T19:30:00.000Z`. Input may have any offset.',
  parseValue: (value) => {
    const date = typeof value === 'string' ? parseDateTime(value) : null;
    if (!date) throw badInput('DateTime must be an RFC 3339 text with a zone, such as "2027-03-14T19:30:00Z".');
    return date;
  },
  serialize: (value) => (value as Date).toISOString() as never,
});

builder.scalarType('SafeInt', {
  specifiedByURL: 'https://tc39.es/ecma262/#sec-number.max_safe_integer',
  description: 'An integer between -(2^53 - 1) and 2^53 - 1, which every JSON parser reads exactly.',
  parseValue: (value) => {
    if (!Number.isSafeInteger(value)) throw badInput('SafeInt must be a whole number up to 2^53 - 1.');
    return value as number;
  },
  parseLiteral: (node) => {
    const value = node.kind === 'IntValue' ? Number(node.value) : Number.NaN;
    if (!Number.isSafeInteger(value)) throw badInput('SafeInt must be a whole number up to 2^53 - 1.');
    return value;
  },
  serialize: (value) => {
    if (!Number.isSafeInteger(value)) throw new TypeError(`Not a safe integer: ${String(value)}`);
    return value as number;
  },
});

builder.scalarType('JSON', {
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  description: 'Any JSON value.',
  parseValue: (value) => value,
  parseLiteral: (node: ValueNode, variables) => valueFromASTUntyped(node, variables),
  serialize: (value) => value,
});

function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
