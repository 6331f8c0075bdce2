import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { ownText } from '../platform/bounds/own-memory.ts';
import { InvalidInputError } from '../shared/errors.ts';
import { canonicalLocale, MAX_LOCALE } from '../shared/text/language.ts';
import { text } from './input-bounds/bounds.ts';

export const LOCALE_BOUNDS = text(MAX_LOCALE);

/** Of valid tags, which a list of seats asks about again for each seat. */
const spellings = new LRUCache<string, string>({ max: 200 });

/** The argument `locale` in its canonical spelling; `en` without it. Throws a BAD_USER_INPUT error when it is none. */
export function localeOf(locale: string | null | undefined): string {
  const tag = locale ?? 'en';
  const canonical = spellings.get(tag) ?? canonicalLocale(tag);
  if (canonical !== null) {
    if (canonical !== tag) spellings.set(ownText(tag), ownText(canonical));
    return canonical;
  }
  const { message, issues } = new InvalidInputError([
    { path: 'locale', message: 'must be a BCP 47 tag such as de-AT', code: 'MALFORMED' },
  ]);
  // A field has no result union: bad arguments are a bad document.
  throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', issues } });
}
