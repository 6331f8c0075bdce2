/** Options of a deprecated field `status`. Fields of that name have different types, so they could not be selected together. */
export function formerStatus<Type>(name: string, type: Type) {
  return {
    type,
    description: `Same as \`${name}\`.`,
    deprecationReason: `Use \`${name}\`, which can be selected beside the status of another type.`,
  } as const;
}
