import { describe, expect, it } from 'vitest';
import { referenceStart, wordPatterns } from './booking-search.ts';

describe('referenceStart', () => {
  it.each([
    ['K7Q2-M9XD', 'K7Q2-M9XD'],
    ['k7q2m9xd', 'K7Q2-M9XD'],
    [' k7q2 m9xd ', 'K7Q2-M9XD'],
    ['K7Q2–M9XD', 'K7Q2-M9XD'],
    ['k7q2', 'K7Q2-'],
    ['K7Q2-M', 'K7Q2-M'],
    ['KOQI-L9XD', 'K0Q1-19XD'],
  ])('reads %s', (text, start) => {
    expect(referenceStart(text)).toBe(start);
  });

  it.each(['', 'k7', 'K7Q2-M9XDA', 'K7Q2_M9X', 'müller', 'D 3', 'u7q2'])('is null for "%s"', (text) => {
    expect(referenceStart(text)).toBeNull();
  });
});

describe('wordPatterns', () => {
  // What is made of it is a regular expression in JavaScript, too, with PostgreSQL's meaning.
  const matches = (search: string, name: string) => wordPatterns(search).every((word) => new RegExp(word).test(name));

  it.each([
    ['müller', 'ANNA MÜLLER'],
    ['MÜLLER'.normalize('NFD'), 'Müller'],
    ['müller', 'Müller'.normalize('NFD')],
    ['strauß', 'STRAUSS'],
    ['STRAUSS', 'Strauß'],
    ['strauss', 'Strauss'],
    ['a-b', 'A-B'],
    ['ada love', 'Lovelace Ada'],
    ['ЁЛКА', 'ёлка'],
  ])('finds %s in %s', (search, name) => {
    expect(matches(search, name)).toBe(true);
  });

  it.each([
    ['muller', 'Müller'],
    ['a.b', 'acb'],
    ['.*', 'Ada'],
    ['(', 'Ada'],
    ['ada x', 'Ada Lovelace'],
  ])('does not find %s in %s', (search, name) => {
    expect(matches(search, name)).toBe(false);
  });

  it('takes so many words, and none where there are none', () => {
    expect(wordPatterns('a b c d e f g h')).toHaveLength(6);
    expect(wordPatterns('  ')).toEqual([]);
  });
});
