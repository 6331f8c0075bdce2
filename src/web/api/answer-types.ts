/** That of a mutation's answers, told by `__typename`, which is no refusal. */
export type SuccessOf<Answer> = Extract<Answer, { __typename: `${string}Success` }>;

type KeysOf<Union> = Union extends unknown ? keyof Union : never;

type ValueIn<Union, Key extends PropertyKey> = Union extends { [K in Key]: infer Value } ? Value : never;

/** One type with the fields of all members of a union. */
export type Merged<Union> = { [Key in KeysOf<Union>]: ValueIn<Union, Key> };

/** With none of the optional fields left out. */
export type Filled<Input> = { [Key in keyof Input]-?: NonNullable<Input[Key]> };
