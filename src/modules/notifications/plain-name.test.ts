import { describe, expect, it } from 'vitest';
import { mayBecomeLink, plainName } from './plain-name.ts';

describe('a name in a mail', () => {
  it.each([
    'Ada Lovelace',
    'Zoë O’Neill-Ångström',
    'J. R. R. Tolkien',
    'J.R.R. Tolkien',
    'María del Carmen García Fernández de la Vega',
    'Łukasz Żółć, Jr.',
    '山田 太郎',
    'محمد علي',
    'प्रिया शर्मा',
  ])('is said as it is: %s', (name) => {
    expect(plainName(name)).toBe(name);
  });

  it.each([
    'https://evil.example/win',
    'click http : //evil.example',
    'www.evil.example',
    'www evil',
    'evil.example',
    'Win at evil.com now',
    'evil。com',
    'evil．com',
    'evil.\u200bcom',
    'ev\u00adil.com',
    'win@evil.example',
    'mailto:win',
    'tel:110',
    '+1 900 123-4567',
    '/etc/passwd',
    '<b>bold</b>',
    '[win](x)',
    '& others',
    '',
    ' \t ',
    `A${'b'.repeat(50)}`,
    'x '.repeat(60),
  ])('is left out when it is none: %j', (name) => {
    expect(plainName(name)).toBeNull();
  });

  it('has no line breaks nor hidden directions', () => {
    expect(plainName('Ada\r\nLovelace\u202e')).toBe('Ada Lovelace');
  });
});

describe('text of a mail', () => {
  it.each(['Fell ill', 'The singer is ill. Sorry!', 'Moved to 14.05., 19:30', 'Room 12, row B', 'No. 7 and no. 8'])(
    'is told when nothing in it can become a link: %s',
    (text) => {
      expect(mayBecomeLink(text)).toBe(false);
    },
  );

  it.each(['see evil.example', 'see HTTP://x', 'a@b', 'call 0900 12 34 567', 'x.\u2060example.co'])(
    'is not told otherwise: %s',
    (text) => {
      expect(mayBecomeLink(text)).toBe(true);
    },
  );
});
