import { describe, expect, it } from 'vitest';
import { reasonIssues } from './reason.ts';
import { sameNameIssues, textIssues } from './text-issues.ts';

const pathOf = (index: number) => `names.${index}`;

describe('names of one list', () => {
  it.each([
    ['an invisible character', 'Adult', 'Adult\u200b'],
    ['case', 'Adult', 'adult'],
    ['a double letter of another case', 'Straße', 'STRASSE'],
    ['compatible characters', 'Adult', 'Ａｄｕｌｔ'],
    ['how an accent is written', 'Étudiant', 'E\u0301tudiant'],
    ['blanks', 'Adult 14+', ' Adult\u00a0 14+ '],
  ])('are refused when nothing but %s tells them apart', (_what, one, other) => {
    const message = `can not be told apart from the name "${one}"`;
    const issue = { path: 'names.1', message, code: 'DUPLICATE' };
    expect(sameNameIssues([one, other, 'Child'], pathOf)).toEqual([issue]);
    expect(sameNameIssues([one, other], pathOf, true)).toEqual([issue]);
  });

  it('may repeat only where that is said, and stay where they are not given', () => {
    expect(sameNameIssues(['Adult', 'Adult'], pathOf)).toHaveLength(1);
    expect(sameNameIssues(['Adult', 'Adult'], pathOf, true)).toEqual([]);
    expect(sameNameIssues(['Adult', 'adult'], () => null)).toEqual([]);
  });

  it('are not told to be alike when there is nothing to see in them', () => {
    expect(sameNameIssues(['\u200b', '\u200d', '\u2800'], pathOf)).toEqual([]);
    expect(textIssues('\u200b\u2800', 'name', 10)).toEqual([
      { path: 'name', message: 'must not be empty', code: 'REQUIRED' },
    ]);
  });
});

describe('a text that buyers read', () => {
  it.each(['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069'])(
    'is refused with the character %j, which turns the text around it',
    (character) => {
      const message = 'must not have invisible characters that turn the direction of text around';
      expect(textIssues(`Hamlet${character}`, 'input.title', 20)).toEqual([
        { path: 'input.title', message, code: 'MALFORMED' },
      ]);
      expect(reasonIssues(`Ill${character}`)).toEqual([{ path: 'input.reason', message, code: 'MALFORMED' }]);
    },
  );

  it('may be written from right to left, with the marks that this takes', () => {
    expect(textIssues('המלט \u200f(1603)\u200e', 'input.title', 30)).toEqual([]);
    expect(textIssues('هاملت\u061c', 'input.title', 30)).toEqual([]);
  });
});
