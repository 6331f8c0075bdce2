import { expect, it } from 'vitest';
import { withZoneName } from './zone-name.ts';

const written = (locale: string, timeZone: string, month: number) =>
  withZoneName(
    new Intl.DateTimeFormat(locale, { hour: 'numeric', timeZone, timeZoneName: 'short' }).format(
      Date.UTC(2026, month, 15, 12),
    ),
  );

it.each([
  ['de', 'Europe/London', '12 Uhr GMT', '13 Uhr GMT+1'],
  ['de', 'Europe/Berlin', '13 Uhr MEZ', '14 Uhr MESZ'],
  ['de', 'Africa/Abidjan', '12 Uhr GMT', '12 Uhr GMT'],
  ['fr', 'Europe/London', '12 h UTC', '13 h UTC+1'],
  ['en-GB', 'Europe/London', '12 GMT', '13 BST'],
  ['en-GB', 'Asia/Kolkata', '17 GMT+5:30', '17 GMT+5:30'],
])('a time is written with its zone as it is called: %s, %s', (locale, timeZone, winter, summer) => {
  expect([written(locale, timeZone, 0), written(locale, timeZone, 6)]).toEqual([winter, summer]);
});

it('an offset of half an hour stays', () => {
  expect(withZoneName('12:00 GMT+0:30, UTC+03, GMT-0:01')).toBe('12:00 GMT+0:30, UTC+03, GMT-0:01');
});
