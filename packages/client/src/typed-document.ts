/**
 * A GraphQL document with the types of its answer and its variables. At run time it is its text and nothing else: the types
 * come from `npm run codegen` and are gone when TypeScript's types are stripped.
 */
export type TypedDocument<Data, Variables> = string & { readonly __types?: (variables: Variables) => Data };

/** The data of a document's answer. */
export type DataOf<Document> = Document extends TypedDocument<infer Data, never> ? Data : never;

export type VariablesOf<Document> = Document extends TypedDocument<unknown, infer Variables> ? Variables : never;
