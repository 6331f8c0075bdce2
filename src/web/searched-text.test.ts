import { expect, it } from 'vitest';
import { searchAddress, searchedText } from './searched-text.ts';

it.each([
  ['', null],
  ['?q=', null],
  ['?q=+%09', null],
  ['?other=1', null],
  ['?q=handball', 'handball'],
  ['?q=+Grand%20Final%0A', 'Grand Final'],
  ['?q=a%00b', 'a b'],
  ['?q=a+b+c+d+e+f', 'a b c d e'],
  [`?q=short+${'x'.repeat(100)}`, 'short'],
  [`?q=${'x'.repeat(101)}`, null],
  ['?q=%ED%A0%80', '\uFFFD\uFFFD\uFFFD'],
])('takes of the address %s what the API can search for', (query, text) => {
  expect(searchedText(query)).toBe(text);
});

it.each(['Grand Final', 'a&b=c', '100 %', 'Zürich + Köln'])(
  'finds “%s” again in the address that it was put into',
  (text) => {
    expect(searchedText(new URL(searchAddress(` ${text} `), 'http://page').search)).toBe(text);
  },
);

it('leads to all shows without a text', () => expect(searchAddress('  ')).toBe('/'));
