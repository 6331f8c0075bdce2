import { MAX_SEARCH_CHARACTERS, MAX_SEARCH_WORDS } from '../shared/show-search.ts';

/** The name of the field. */
export const SEARCH_FIELD = 'q';

/** What the page's address says to search shows for, as far as the API takes it; null: nothing. */
export function searchedText(query: string): string | null {
  const given = new URLSearchParams(query).get(SEARCH_FIELD) ?? '';
  const words = given.split(/[\s\p{Cc}]+/u).filter(Boolean);
  const taken: string[] = [];
  for (const word of words.slice(0, MAX_SEARCH_WORDS)) {
    if ([...taken, word].join(' ').length > MAX_SEARCH_CHARACTERS) break;
    taken.push(word);
  }
  return taken.join(' ') || null;
}

/** Where the page lists what the text finds. */
export function searchAddress(text: string): string {
  const searched = text.trim();
  return searched ? `/?${new URLSearchParams({ [SEARCH_FIELD]: searched })}` : '/';
}
