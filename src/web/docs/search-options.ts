import type { Options } from 'minisearch';

/** What the index is made of, and what its answers show. */
export interface IndexedEntry {
  id: number;
  url: string;
  title: string;
  context: string;
  text: string;
  weight: number;
}

/** A name such as `lockBestAvailable` is found by itself and by its words. */
function wordsOf(term: string): string[] {
  const words = term.split(/(?<=[a-z0-9])(?=[A-Z])/);
  return (words.length > 1 ? [term, ...words] : [term]).map((word) => word.toLowerCase());
}

/** The same for who writes the index and for who asks it. */
export const INDEX_OPTIONS: Options<IndexedEntry> = {
  fields: ['title', 'context', 'text'],
  storeFields: ['url', 'title', 'context', 'weight'],
  processTerm: wordsOf,
  searchOptions: {
    processTerm: (term) => term.toLowerCase(),
    combineWith: 'AND',
    prefix: (term) => term.length > 1,
    fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    boost: { title: 4 },
    boostDocument: (_id, _term, stored) => Number(stored?.weight ?? 1),
  },
};
