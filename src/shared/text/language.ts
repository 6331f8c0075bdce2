/** Which languages the product has texts in, and how a caller's or customer's locale leads to one of them. */

export type Language = 'en' | 'de';

export const LANGUAGES = ['en', 'de'] as const satisfies readonly Language[];

/** Characters of a BCP 47 tag. */
export const MAX_LOCALE = 35;
/** Of an `Accept-Language` header no more is read. */
const MAX_HEADER = 1_000;
const MAX_PREFERENCES = 20;

/**
 * A BCP 47 tag in its canonical spelling (`de-AT`), without extensions, which would choose digits or calendars that mails
 * are not made for. Null when it is none.
 */
export function canonicalLocale(tag: string): string | null {
  if (LANGUAGES.some((known) => known === tag)) return tag;
  if (tag.length > MAX_LOCALE) return null;
  try {
    const { baseName } = new Intl.Locale(tag);
    return baseName.length > MAX_LOCALE ? null : baseName;
  } catch {
    return null;
  }
}

/** The language of our texts for a locale: English for those that there are no texts in. */
export function languageOf(locale: string): Language {
  return knownLanguage(locale) ?? 'en';
}

/**
 * What an `Accept-Language` header prefers: the first locale that there are texts in, else the first; null when it says
 * nothing.
 */
export function preferredLocale(header: string | null | undefined): string | null {
  if (!header) return null;
  const locales = header
    .slice(0, MAX_HEADER)
    .split(',', MAX_PREFERENCES)
    .map(preference)
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => canonicalLocale(tag))
    .filter((locale) => locale !== null);
  return locales.find((locale) => knownLanguage(locale) !== null) ?? locales[0] ?? null;
}

function knownLanguage(locale: string): Language | null {
  const [language] = locale.toLowerCase().split(/[-_]/, 1);
  return LANGUAGES.find((known) => known === language) ?? null;
}

/** `de-AT;q=0.8` */
function preference(text: string): { tag: string; weight: number } {
  const [tag = '', ...parameters] = text.split(';').map((part) => part.trim());
  const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2) ?? '1';
  return { tag, weight: Number(weight) || 0 };
}
