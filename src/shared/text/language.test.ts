import { describe, expect, it } from 'vitest';
import { canonicalLocale, languageOf, MAX_LOCALE, preferredLocale } from './language.ts';

describe('a locale', () => {
  it.each([
    ['DE-at', 'de-AT'],
    ['en', 'en'],
    ['iw', 'he'],
    ['zh-hant-tw', 'zh-Hant-TW'],
    // Other digits and calendars are not for mails.
    ['de-u-nu-arab-ca-buddhist', 'de'],
    ['en-x-private', 'en'],
  ])('%s is spelled %s', (tag, spelling) => {
    expect(canonicalLocale(tag)).toBe(spelling);
  });

  it.each(['', ' ', 'german!', 'd', 'de_AT', 'x-klingon', `de${'-abcdefgh'.repeat(MAX_LOCALE)}`, 'de\n'])(
    'is not %j',
    (tag) => {
      expect(canonicalLocale(tag)).toBeNull();
    },
  );

  it('leads to the texts of its language, or to English', () => {
    expect(['de', 'de-AT', 'en-US', 'fr', 'den'].map(languageOf)).toEqual(['de', 'de', 'en', 'en', 'en']);
  });
});

describe('Accept-Language', () => {
  it.each([
    ['de-CH,de;q=0.9,en;q=0.8', 'de-CH'],
    ['en;q=0.5, de;q=0.9', 'de'],
    // There are no French texts: what else the reader knows.
    ['fr-CH, fr;q=0.9, de;q=0.7, *;q=0.5', 'de'],
    ['fr-CH, fr;q=0.9', 'fr-CH'],
    ['de;q=0, en', 'en'],
    ['*', null],
    ['', null],
    [';;;,,,q=1', null],
    [undefined, null],
  ])('%s prefers %s', (header, locale) => {
    expect(preferredLocale(header)).toBe(locale);
  });

  it('is not read on for ever', () => {
    expect(preferredLocale(`${'fr,'.repeat(100_000)}de`)).toBe('fr');
  });
});
