import { de } from './texts-de.ts';
import { en, type Texts } from './texts-en.ts';

export type Language = 'en' | 'de';

const KEY = 'seatwire.language';
const TEXTS: Record<Language, Texts> = { en, de };

export function textsIn(language: Language): Texts {
  return TEXTS[language];
}

/** What was chosen here before, else what the browser prefers, else English. */
export function preferredLanguage(): Language {
  const wanted = [readChoice(), ...navigator.languages].map((tag) => tag?.slice(0, 2).toLowerCase());
  return wanted.find((tag): tag is Language => tag === 'en' || tag === 'de') ?? 'en';
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // A browser that keeps nothing asks again.
  }
}

/** The browser's own variety of the language (`de-AT`), for numbers and times; else the language. */
export function localeFor(language: Language): string {
  return (
    navigator.languages.find((tag) => tag.toLowerCase().startsWith(language)) ?? (language === 'en' ? 'en-GB' : 'de')
  );
}

function readChoice(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
