/** Of a field `status`, which can be selected by another name now: beside the status of another type, in one selection. */
export function formerStatus<Type>(name: string, type: Type) {
  return {
    type,
    description: `The same as \`${name}\`.`,
    deprecationReason: `Use \`${name}\`, which can be selected beside the status of another type.`,
  } as const;
}
