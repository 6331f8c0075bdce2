import { de } from './texts-de.ts';
import { en, type MapTexts } from './texts-en.ts';

export type Language = 'en' | 'de';

const TEXTS: Record<Language, MapTexts> = { en, de };

export function textsIn(language: Language): MapTexts {
  return TEXTS[language];
}

/** The first of these BCP 47 tags whose language there are words in, else English. */
export function languageOf(tags: readonly string[]): Language {
  const wanted = tags.map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.find((tag): tag is Language => Object.hasOwn(TEXTS, tag)) ?? 'en';
}
