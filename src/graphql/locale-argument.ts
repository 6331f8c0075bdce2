import { GraphQLError } from 'graphql';
import { InvalidInputError } from '../modules/errors.ts';
import { canonicalLocale, MAX_LOCALE } from '../modules/language.ts';
import { text } from './input-bounds/bounds.ts';

export const LOCALE_BOUNDS = text(MAX_LOCALE);

/** The argument `locale` in its canonical spelling; `en` without it. Throws a BAD_USER_INPUT error when it is none. */
export function localeOf(locale: string | null | undefined): string {
  const canonical = canonicalLocale(locale ?? 'en');
  if (canonical !== null) return canonical;
  const { message, issues } = new InvalidInputError([
    { path: 'locale', message: 'must be a BCP 47 tag such as de-AT' },
  ]);
  // A field has no result union: bad arguments are a bad document.
  throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', issues } });
}
