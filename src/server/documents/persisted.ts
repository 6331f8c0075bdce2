import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';

interface Asked {
  query?: string | null | undefined;
  extensions?: Record<string, unknown> | null | undefined;
}

/** Whether a document is named by its hash alone, as the links of Apollo Client and urql try first. */
export function asksForPersisted({ query, extensions }: Asked): boolean {
  return !query && extensions?.persistedQuery !== undefined;
}

/** In the words that those links know: they send the whole document then, and from then on. */
export function persistedNotSupported(extensions: GraphQLErrorExtensions = {}): GraphQLError {
  return new GraphQLError('PersistedQueryNotSupported', {
    extensions: { ...extensions, code: 'PERSISTED_QUERY_NOT_SUPPORTED' },
  });
}
