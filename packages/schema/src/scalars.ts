/** What the API's scalars are in TypeScript, as `config.scalars` of graphql-codegen takes it. */
export const scalars = {
  /** RFC 3339 text, UTC, milliseconds. */
  DateTime: 'string',
  /** Text, with its type in front. */
  ID: 'string',
  /** Any value. */
  JSON: 'unknown',
  /** A whole number up to 2^53 - 1. */
  SafeInt: 'number',
} as const;
